import type { AppProjectProps, Platform } from 'cdk8s-argosy';
import { PROMETHEUS_COMMUNITY } from '../projects';
import { JETSTACK } from './cert-manager';
import { INGRESS_NGINX } from './ingress-nginx';
import { METALLB } from './metallb';
import { SEALED_SECRETS } from './sealed-secrets';

/** What no environment owns: controllers, their CRDs, and Argo CD's own settings. */
export function platformProject(platform: Platform): AppProjectProps {
  const cluster = platform.localCluster;
  return {
    description: 'Controllers that dev and prod share.',
    repositories: [
      platform.repository,
      { repository: SEALED_SECRETS, reason: 'the Sealed Secrets controller' },
      { repository: JETSTACK, reason: 'cert-manager' },
      { repository: METALLB, reason: 'MetalLB' },
      { repository: INGRESS_NGINX, reason: 'the ingress controller' },
      { repository: PROMETHEUS_COMMUNITY, reason: 'the CRDs of the Prometheus operator' },
    ],
    destinations: [
      { cluster, namespace: '*-platform' },
      { cluster, namespace: 'kube-system', reason: 'where kubeseal looks for the Sealed Secrets controller' },
      { cluster, namespace: 'cert-manager' },
      { cluster, namespace: 'metallb-system' },
      { cluster, namespace: 'ingress-nginx' },
      {
        cluster,
        namespace: platform.instance.namespace,
        reason: "Argo CD's ingress and notifications; nothing of dev or prod may go there",
      },
    ],
    clusterResources: [
      { group: '', kind: 'Namespace' },
      { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration' },
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
      { group: 'cert-manager.io', kind: 'ClusterIssuer' },
      { group: 'networking.k8s.io', kind: 'IngressClass' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
    ],
    orphans: 'untracked',
  };
}

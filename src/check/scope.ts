import type { Manifest, Repository } from '../sources/model';
import { once, textAt } from './reading';

export type Scope = 'namespaced' | 'cluster' | 'unknown';

/** Whether a manifest's kind has namespaces. Argo CD asks the cluster; offline a CRD in the repository says, or a table. */
export function scopeOf(repository: Repository, manifest: Manifest): Scope {
  const kind = `${manifest.group}/${manifest.kind}`;
  const defined = definedScopes(repository).get(kind);
  if (defined !== undefined) return defined;
  if (CLUSTER_SCOPED.has(kind)) return 'cluster';
  if (isBuiltIn(manifest.group) || NAMESPACED_GROUPS.has(manifest.group)) return 'namespaced';
  return manifest.namespace === '' ? 'unknown' : 'namespaced';
}

/** Whether Kubernetes itself has the group. */
export function isBuiltIn(group: string): boolean {
  return BUILT_IN.has(group);
}

const definedScopes = once((repository: Repository): ReadonlyMap<string, Scope> => {
  const rendered = repository.applications.flatMap(({ content }) =>
    content.flatMap((source) => ('manifests' in source ? source.manifests : [])),
  );
  return new Map(
    [...repository.manifests, ...rendered]
      .filter(({ kind, group }) => kind === 'CustomResourceDefinition' && group === 'apiextensions.k8s.io')
      .map(({ object }) => [
        `${textAt(object, 'spec', 'group')}/${textAt(object, 'spec', 'names', 'kind')}`,
        textAt(object, 'spec', 'scope') === 'Cluster' ? 'cluster' : 'namespaced',
      ]),
  );
});

const BUILT_IN: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** Groups of well-known CRDs whose kinds have namespaces, but for those in the table below. */
const NAMESPACED_GROUPS: ReadonlySet<string> = new Set([
  'argoproj.io',
  'bitnami.com',
  'cert-manager.io',
  'external-secrets.io',
  'gateway.networking.k8s.io',
  'keda.sh',
  'metallb.io',
  'monitoring.coreos.com',
  'networking.istio.io',
  'security.istio.io',
  'traefik.io',
]);

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'argoproj.io/ClusterAnalysisTemplate',
  'argoproj.io/ClusterWorkflowTemplate',
  'cert-manager.io/ClusterIssuer',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterPushSecret',
  'external-secrets.io/ClusterSecretStore',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'gateway.networking.k8s.io/GatewayClass',
  'keda.sh/ClusterTriggerAuthentication',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
]);

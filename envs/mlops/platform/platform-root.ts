import { Environment, type Platform, ROLLOUT_RETRY } from 'cdk8s-argosy';
import { argoCdIngress } from './argocd-ingress';
import { certManager, internalAuthority } from './cert-manager';
import { ingressNginx } from './ingress-nginx';
import { metalLb, metalLbConfig } from './metallb';
import { notifications } from './notifications';
import { platformProject } from './project';
import { prometheusCrds } from './prometheus-crds';
import { sealedSecretsController } from './sealed-secrets';

/** What no environment owns, in the order in which it can come up: controllers, their configuration, what uses both. */
export function platformRoot(platform: Platform): Environment<'platform'> {
  const root = new Environment(platform, 'platform', {
    project: platformProject(platform),
    // A webhook may answer a moment after its Deployment is ready.
    sync: { retry: ROLLOUT_RETRY },
  });
  const kubeSystem = root.namespaceFor('kube-system', { name: 'kube-system', origin: 'existing' });
  const argocd = root.namespaceFor('argocd', { name: platform.instance.namespace, origin: 'existing' });
  const certificates = root.namespaceFor('cert-manager', { name: 'cert-manager' });
  const metallb = root.namespaceFor('metallb', { name: 'metallb-system', labels: PRIVILEGED });
  const nginx = root.namespaceFor('ingress-nginx', { name: 'ingress-nginx' });

  const sealedSecrets = sealedSecretsController(root, kubeSystem);
  const authority = internalAuthority(root, { namespace: certificates, after: certManager(root, certificates) });
  const addresses = metalLbConfig(root, { namespace: metallb, after: metalLb(root, metallb) });
  const ingress = ingressNginx(root, { namespace: nginx, after: addresses });
  prometheusCrds(root, root.home);
  notifications(root, { namespace: argocd, after: sealedSecrets });
  argoCdIngress(root, { namespace: argocd, after: [ingress, authority] });
  return root;
}

/** MetalLB's speakers answer ARP in the network of their node. */
const PRIVILEGED = {
  'pod-security.kubernetes.io/enforce': 'privileged',
  'pod-security.kubernetes.io/audit': 'privileged',
  'pod-security.kubernetes.io/warn': 'privileged',
};

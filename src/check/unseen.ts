import type { Repository } from '../sources/model';
import { deliveriesTo, notKnownIn } from './delivery';
import { isBuiltIn } from './scope';

/** What may make objects in a namespace that nobody sees: a source that is not rendered, a custom resource. */
export function unseen(
  repository: Repository,
  { cluster, namespace }: { readonly cluster: string; readonly namespace: string },
): string | undefined {
  const unknown = notKnownIn(repository, cluster, namespace);
  if (unknown !== undefined) return unknown.what;
  const resource = deliveriesTo(repository, cluster, namespace).find(
    ({ manifest: { group, kind } }) =>
      !isBuiltIn(group) && !PASSIVE.has(group) && `${group}/${kind}` !== 'argoproj.io/Rollout',
  );
  return resource && `${resource.manifest.kind} ${resource.manifest.name}`;
}

/** Groups whose objects make nothing that others refer to but Secrets. */
const PASSIVE: ReadonlySet<string> = new Set([
  'bitnami.com',
  'cert-manager.io',
  'cilium.io',
  'external-secrets.io',
  'gateway.networking.k8s.io',
  'keda.sh',
  'metallb.io',
  'networking.istio.io',
  'security.istio.io',
  'traefik.io',
]);

import { isArgo } from './application-manifest';
import type { Manifest } from './model';

/**
 * The namespace in which most of what Argo CD reads is. Projects and its settings can only be in its own; Applications
 * mostly are, and may be in those of teams.
 */
export function namespaceOfArgo(manifests: readonly Manifest[]): string {
  const counts = new Map<string, number>();
  for (const manifest of manifests) {
    const weight = weightOf(manifest);
    if (manifest.namespace !== '' && weight > 0) {
      counts.set(manifest.namespace, (counts.get(manifest.namespace) ?? 0) + weight);
    }
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? 'argocd';
}

function weightOf(manifest: Manifest): number {
  const { group, kind, name } = manifest;
  if (isArgo('AppProject', manifest)) return CERTAIN;
  if (group === '' && kind === 'ConfigMap' && /^argocd-(cm|cmd-params-cm|rbac-cm)$/.test(name)) return CERTAIN;
  return isArgo('Application', manifest) || isArgo('ApplicationSet', manifest) ? 1 : 0;
}

/** One of these tells more than all Applications that there may be. */
const CERTAIN = 1_000_000;

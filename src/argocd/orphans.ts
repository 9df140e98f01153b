import type { AppProject, Destination, ResourcePattern } from './app-project';
import { globMatches } from './glob';
import { permitsKind, permitsResource } from './project-resources';
import { anyInOrder, both, isUnknown, not, type Unknown, type Verdict } from './unknown';
import type { ArgoVersion } from './version';

/** An object in the cluster, by what tells it from others. */
export interface ResourceKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is in an Application's destination namespace, and whose it is. */
export interface Orphanage {
  /** The objects there that no other object owns. */
  readonly live: readonly ResourceKey[];
  /** What the Application itself manages. */
  readonly managed: readonly ResourceKey[];
  /** The existing Application that tracks an object, if one does. */
  readonly owner?: (key: ResourceKey) => string | undefined;
  /** The destination's cluster; without it only the project's lists of kinds are asked. */
  readonly cluster?: Destination;
}

export interface Orphans {
  readonly orphaned: readonly ResourceKey[];
  /** Objects of which it cannot be told, with the reason. */
  readonly unknown: readonly (Unknown & { readonly key: ResourceKey })[];
  readonly warning: boolean;
}

/**
 * The objects that Argo CD lists as orphaned, if the project monitors them. They are warned of only when the project
 * says so. What an orphan owns is listed with it; that is not part of the answer.
 */
export function orphans(project: AppProject, orphanage: Orphanage, version: ArgoVersion): Orphans {
  const monitor = project.spec?.orphanedResources;
  if (!monitor) return { orphaned: [], unknown: [], warning: false };
  const managed = new Set(orphanage.managed.map(idOf));
  const orphaned: ResourceKey[] = [];
  const doubtful: (Unknown & { readonly key: ResourceKey })[] = [];
  for (const key of orphanage.live) {
    if (key.namespace === '' || managed.has(idOf(key)) || isAlwaysThere(key)) continue;
    if (orphanage.owner?.(key) !== undefined) continue;
    const { cluster } = orphanage;
    const permitted = cluster
      ? permitsResource(project, key, cluster, version)
      : permitsKind(project, key, 'namespaced', version);
    const orphan = both(permitted, not(isIgnored(key, monitor.ignore ?? [])));
    if (isUnknown(orphan)) doubtful.push({ ...orphan, key });
    else if (orphan) orphaned.push(key);
  }
  return { orphaned, unknown: doubtful, warning: orphaned.length > 0 && monitor.warn === true };
}

/** No kind and no name fit any; no group fits the core group only. */
function isIgnored(key: ResourceKey, ignore: readonly ResourcePattern[]): Verdict {
  return anyInOrder(ignore, ({ group, kind, name }) =>
    both(
      !kind || globMatches(kind, key.kind),
      globMatches(group ?? '', key.group),
      !name || globMatches(name, key.name),
    ),
  );
}

/** What Kubernetes puts into every namespace, and its own Service. */
function isAlwaysThere({ group, kind, namespace, name }: ResourceKey): boolean {
  if (group !== '') return false;
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  return kind === 'Service' && name === 'kubernetes' && namespace === 'default';
}

function idOf({ group, kind, namespace, name }: ResourceKey): string {
  return [group, kind, namespace, name].join('/');
}

import type { AppProject, Destination } from './app-project';
import { type Cluster, serverOf } from './cluster';
import { entryMatches, isDenial } from './negatable-glob';
import { isUnknown, type Unknown, unknown, type Verdict } from './unknown';
import { type ArgoVersion, has } from './version';

/**
 * Whether a project permits a destination: the cluster as Argo CD resolved it, with its server and its name, and a
 * namespace. Here `*` crosses slashes and dots. An entry permits when its server or its name fits, and its namespace.
 * `projectClusters` are the clusters that belong to the project alone; without them such a limit cannot be judged.
 */
export function permitsDestination(
  project: AppProject,
  destination: Destination,
  version: ArgoVersion,
  projectClusters?: readonly Cluster[],
): Verdict {
  const matched = matchesDestinations(project, destination, version);
  if (matched !== true || project.spec?.permitOnlyProjectScopedClusters !== true) return matched;
  return isProjectCluster(destination, projectClusters);
}

function isProjectCluster(destination: Destination, clusters: readonly Cluster[] | undefined): Verdict {
  if (clusters === undefined) return unknown('which clusters belong to the project');
  // Two clusters without a name are equal in name.
  return clusters.some(
    (cluster) => (cluster.name ?? '') === (destination.name ?? '') || serverOf(cluster) === (destination.server ?? ''),
  );
}

function matchesDestinations(project: AppProject, destination: Destination, version: ArgoVersion): Verdict {
  const scoped = has(version, 'scopedDestinationDenies');
  let permitted = false;
  let denied = false;
  for (const entry of project.spec?.destinations ?? []) {
    const match = matchEntry(entry, destination);
    if (isUnknown(match)) return match;
    // An entry that permits is not asked whether it denies.
    if ((match.server || match.name) && match.namespace) permitted = true;
    else if (scoped && denialInScope(entry, match)) return false;
    else if (!scoped) denied ||= anyDenial(entry, match);
  }
  return permitted && !denied;
}

interface EntryMatch {
  readonly server: boolean;
  readonly name: boolean;
  readonly namespace: boolean;
}

/** A cluster without a name, or without a server, matches no pattern for it, not even a negated one. */
function matchEntry(entry: Destination, { server, name, namespace }: Destination): EntryMatch | Unknown {
  const byName = !!name && entryMatches(entry.name ?? '', name);
  const byServer = !!server && entryMatches(entry.server ?? '', server);
  const byNamespace = entryMatches(entry.namespace ?? '', namespace ?? '');
  if (isUnknown(byName)) return byName;
  if (isUnknown(byServer)) return byServer;
  return isUnknown(byNamespace) ? byNamespace : { server: byServer, name: byName, namespace: byNamespace };
}

/** Before 2.14 any `!` field that fits denies, whatever the rest of its entry says. */
function anyDenial(entry: Destination, match: EntryMatch): boolean {
  return (['name', 'server', 'namespace'] as const).some((part) => !match[part] && isDenial(entry[part] ?? ''));
}

/** A `!name` denies in every namespace, a `!server` in the entry's own, a `!namespace` on the entry's server. */
function denialInScope(entry: Destination, match: EntryMatch): boolean {
  return (
    (!match.name && isDenial(entry.name ?? '')) ||
    (!match.server && isDenial(entry.server ?? '') && match.namespace) ||
    (!match.namespace && isDenial(entry.namespace ?? '') && match.server)
  );
}

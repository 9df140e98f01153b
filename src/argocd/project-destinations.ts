import type { AppProject, Destination } from './app-project';
import { type Cluster, serverOf } from './cluster';
import { entryMatches, isDenial } from './negatable-glob';
import { both, either, isUnknown, not, type Unknown, unknown, type Verdict } from './unknown';
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
  if (matched === false || project.spec?.permitOnlyProjectScopedClusters !== true) return matched;
  return both(matched, isProjectCluster(destination, projectClusters));
}

function isProjectCluster(destination: Destination, clusters: readonly Cluster[] | undefined): Verdict {
  if (clusters === undefined) return unknown('which clusters belong to the project');
  // Two clusters without a name are equal in name.
  return clusters.some(
    (cluster) => (cluster.name ?? '') === (destination.name ?? '') || serverOf(cluster) === (destination.server ?? ''),
  );
}

function matchesDestinations(project: AppProject, destination: Destination, version: ArgoVersion): Verdict {
  const denies = has(version, 'scopedDestinationDenies') ? scopedDenial : anyDenial;
  let permitted: Verdict = false;
  let doubt: Unknown | undefined;
  for (const entry of project.spec?.destinations ?? []) {
    const match = matchEntry(entry, destination);
    const grants = both(either(match.server, match.name), match.namespace);
    // An entry that permits is not asked whether it denies.
    const refuses = both(not(grants), denies(entry, match));
    if (refuses === true) return false;
    if (isUnknown(refuses)) doubt ??= refuses;
    permitted = either(permitted, grants);
  }
  return doubt ?? permitted;
}

interface EntryMatch {
  readonly server: Verdict;
  readonly name: Verdict;
  readonly namespace: Verdict;
}

/** A cluster without a name, or without a server, matches no pattern for it, not even a negated one. */
function matchEntry(entry: Destination, { server, name, namespace }: Destination): EntryMatch {
  return {
    server: !!server && entryMatches(entry.server ?? '', server),
    name: !!name && entryMatches(entry.name ?? '', name),
    namespace: entryMatches(entry.namespace ?? '', namespace ?? ''),
  };
}

/** Before 2.14 any `!` field that fits denies, whatever the rest of its entry says. */
function anyDenial(entry: Destination, match: EntryMatch): Verdict {
  return either(
    both(not(match.name), isDenial(entry.name ?? '')),
    both(not(match.server), isDenial(entry.server ?? '')),
    both(not(match.namespace), isDenial(entry.namespace ?? '')),
  );
}

/** A `!name` denies in every namespace, a `!server` in the entry's own, a `!namespace` on the entry's server. */
function scopedDenial(entry: Destination, match: EntryMatch): Verdict {
  return either(
    both(not(match.name), isDenial(entry.name ?? '')),
    both(not(match.server), isDenial(entry.server ?? ''), match.namespace),
    both(not(match.namespace), isDenial(entry.namespace ?? ''), match.server),
  );
}

import { globMatches } from './glob';
import { anyInOrder, both, isUnknown, type Verdict } from './unknown';

/** An entry of `resource.exclusions` or `resource.inclusions` of argocd-cm; a list that is missing or empty fits all. */
export interface ResourceFilter {
  readonly apiGroups?: readonly string[] | null;
  readonly kinds?: readonly string[] | null;
  readonly clusters?: readonly string[] | null;
}

export interface ResourceFilters {
  readonly exclusions: readonly ResourceFilter[];
  readonly inclusions: readonly ResourceFilter[];
}

/** Excluded whatever the settings say. */
const ALWAYS_EXCLUDED: readonly ResourceFilter[] = [
  { apiGroups: ['events.k8s.io', 'metrics.k8s.io'] },
  { apiGroups: [''], kinds: ['Event'] },
  { apiGroups: ['coordination.k8s.io'], kinds: ['Lease'] },
];

/**
 * Whether an installation leaves a kind alone in a cluster. An exclusion wins; inclusions for a cluster, once there are
 * some, are all that it has. Groups and clusters are globs, kinds are words.
 */
export function isExcludedKind(group: string, kind: string, server: string, filters: ResourceFilters): Verdict {
  const { exclusions, inclusions } = filters;
  const excluded = anyInOrder([...ALWAYS_EXCLUDED, ...exclusions], (filter) => fits(filter, group, kind, server));
  if (excluded !== false) return excluded;
  const included = anyInOrder(inclusions, (filter) => fits(filter, group, kind, server));
  if (isUnknown(included)) return included;
  return !included && anyInOrder(inclusions, ({ clusters }) => fitsOne(clusters, server));
}

function fits({ apiGroups, kinds, clusters }: ResourceFilter, group: string, kind: string, server: string): Verdict {
  const isKind = !kinds?.length || kinds.includes('*') || kinds.includes(kind);
  return both(fitsOne(apiGroups, group), isKind, fitsOne(clusters, server));
}

function fitsOne(patterns: readonly string[] | null | undefined, text: string): Verdict {
  return !patterns?.length || anyInOrder(patterns, (pattern) => globMatches(pattern, text));
}

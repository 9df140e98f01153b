import type { AppProject, Destination, ResourcePattern } from './app-project';
import type { Cluster } from './cluster';
import { pathMatches } from './path-match';
import { permitsDestination } from './project-destinations';
import { both, either, not, type Verdict } from './unknown';
import { type ArgoVersion, has } from './version';

/** A kind, and the object's name where one is meant. */
export interface Resource {
  readonly group: string;
  readonly kind: string;
  readonly name?: string | null;
}

/**
 * Whether a project permits a kind; its scope is what the cluster's API says. Of namespaced kinds everything is
 * permitted unless there is a whitelist - an empty one permits nothing. Of cluster-scoped kinds only what is
 * whitelisted is. A blacklist takes away from either.
 */
export function permitsKind(
  project: AppProject,
  resource: Resource,
  scope: 'namespaced' | 'cluster',
  version: ArgoVersion,
): Verdict {
  const spec = project.spec ?? {};
  if (scope === 'namespaced') {
    // The lists of namespaced kinds know no names.
    const whitelisted = spec.namespaceResourceWhitelist ? listed(spec.namespaceResourceWhitelist, resource) : true;
    return both(whitelisted, not(listed(spec.namespaceResourceBlacklist, resource)));
  }
  const name = has(version, 'namedClusterResources') ? resource.name : undefined;
  return both(
    listed(spec.clusterResourceWhitelist, resource, name),
    not(listed(spec.clusterResourceBlacklist, resource, name)),
  );
}

/**
 * Whether a project permits an object where it is to be. A namespaced object must also be permitted as a destination,
 * in its own namespace. What is live and not permitted Argo CD does not see: it neither compares nor removes it.
 */
export function permitsResource(
  project: AppProject,
  resource: Resource & { readonly namespace?: string | null },
  cluster: Destination,
  version: ArgoVersion,
  projectClusters?: readonly Cluster[],
): Verdict {
  const { namespace } = resource;
  if (!namespace) return permitsKind(project, resource, 'cluster', version);
  return both(
    permitsKind(project, resource, 'namespaced', version),
    permitsDestination(project, { ...cluster, namespace }, version, projectClusters),
  );
}

/** An empty group is the core group, and not any. An entry without a name fits any name. */
function listed(
  entries: readonly ResourcePattern[] | null | undefined,
  { group, kind }: Resource,
  name?: string | null,
): Verdict {
  return either(
    ...(entries ?? []).map((entry) =>
      both(
        pathMatches(entry.kind ?? '', kind),
        pathMatches(entry.group ?? '', group),
        !entry.name || name === undefined || name === null || pathMatches(entry.name, name),
      ),
    ),
  );
}

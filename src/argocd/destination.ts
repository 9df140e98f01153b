import type { Destination } from './app-project';
import { type Cluster, IN_CLUSTER, serverOf } from './cluster';
import { type Unknown, unknown } from './unknown';
import { type ArgoVersion, has } from './version';

/** A destination as projects judge it, or why there is none. */
export type ResolvedDestination = { readonly cluster: Destination } | { readonly refused: string } | Unknown;

/**
 * The cluster that a destination means. It takes a name or a server, not both; a name has to belong to exactly one
 * cluster. From 3.0 on the cluster has its server and its name whichever was written, and a server has to be known.
 * Before, a server is taken as it is and has no name, so that only `server` entries of a project can fit it.
 */
export function resolveDestination(
  destination: Destination,
  clusters: readonly Cluster[] | undefined,
  version: ArgoVersion,
): ResolvedDestination {
  const name = destination.name ?? '';
  const server = destination.server ?? '';
  const namespace = destination.namespace ?? '';
  if (name !== '' && server !== '')
    return { refused: `destination has both the name ${name} and the server ${server}` };
  if (name === '' && server === '') return { refused: 'destination has neither name nor server' };
  if (server !== '' && !has(version, 'destinationIsNotInferred')) return { cluster: { server, namespace } };
  if (clusters === undefined) return unknown('which clusters Argo CD knows');
  const known = withInCluster(clusters);
  if (server !== '') {
    const found = known.find((cluster) => cluster.server === server);
    return found === undefined
      ? { refused: `Argo CD knows no cluster with the server ${server}` }
      : { cluster: { ...found, namespace } };
  }
  // Its own cluster has its name for itself, until a Secret names it.
  const [found, ...others] =
    known.includes(IN_CLUSTER) && name === IN_CLUSTER.name
      ? [IN_CLUSTER]
      : known.filter((cluster) => cluster.name === name);
  if (found === undefined) return { refused: `Argo CD knows no cluster with the name ${name}` };
  if (others.length > 0) return { refused: `${others.length + 1} clusters have the name ${name}` };
  return { cluster: { ...found, namespace } };
}

/** Whether Argo CD knows a server. */
export function isKnownServer(server: string, clusters: readonly Cluster[]): boolean {
  return withInCluster(clusters).some((cluster) => cluster.server === server);
}

/** Argo CD's own cluster is known, under its own name unless a Secret gives it another. */
function withInCluster(clusters: readonly Cluster[]): readonly { readonly server: string; readonly name: string }[] {
  const known = clusters.map((cluster) => ({ server: serverOf(cluster), name: cluster.name ?? '' }));
  return known.some(({ server }) => server === IN_CLUSTER.server) ? known : [...known, IN_CLUSTER];
}

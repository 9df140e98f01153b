import { type Cluster, ClusterError } from '../cluster/cluster';
import { UsageError } from '../finding';
import type { LiveApplication } from '../live/application';

/**
 * Waiting for a platform that nobody brought up would take its whole time, and tell nothing.
 * @throws UsageError where none of its roots is there
 */
export async function refuseAbsent(
  roots: readonly string[],
  applications: readonly LiveApplication[],
  cluster: Cluster,
  namespace: string,
): Promise<void> {
  if (applications.some(({ name }) => roots.includes(name))) return;
  await refuseNoNamespace(cluster, namespace);
  throw new UsageError({
    where: `namespace ${namespace} on ${await cluster.address()}`,
    message: `it has no Application ${roots.join(' or ')}, which a person applies`,
    fix: 'bring the platform up first, with argosy bootstrap, or choose another cluster with --context',
  });
}

/** An API server lists what a namespace has, and nothing where there is no such namespace. */
export async function refuseNoNamespace(cluster: Cluster, namespace: string): Promise<void> {
  if (await isThere(cluster, namespace)) return;
  throw new UsageError({
    where: '--argocd-namespace',
    message: `there is no namespace ${namespace} on ${await cluster.address()}`,
    fix: 'name that of Argo CD, or choose another cluster with --context',
  });
}

async function isThere(cluster: Cluster, name: string): Promise<boolean> {
  try {
    return (await cluster.get({ resource: 'namespaces', name })) !== undefined;
  } catch (error) {
    // Who may not look finds out by what is missing in it.
    if (error instanceof ClusterError && error.reason === 'forbidden') return true;
    throw error;
  }
}

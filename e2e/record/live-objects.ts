import { type Cluster, groupOf, type Kind } from '../cluster/cluster';
import { isNotFound } from '../cluster/requests';
import type { Identity } from '../observer/action';
import type { Present } from './fate';
import { byIdentity } from './steps';

/** Everything that a scenario owns, in the order of a record. */
export async function presentObjects(cluster: Cluster, isOwned: (identity: Identity) => boolean): Promise<Present[]> {
  const kinds = (await cluster.kinds()).filter(({ kind }) => !KUBERNETES_OWN.includes(kind));
  const lists = await Promise.all(kinds.map((kind) => listed(cluster, kind)));
  return lists
    .flat()
    .filter((present) => isOwned(present) && !EVERYWHERE.includes(`${present.kind}/${present.name}`))
    .sort(byIdentity);
}

/** What Kubernetes makes of other objects, and tells of them. */
const KUBERNETES_OWN = [
  'APIService',
  'ControllerRevision',
  'EndpointSlice',
  'Endpoints',
  'Event',
  'Lease',
  'Pod',
  'PodMetrics',
  'ReplicaSet',
  'VolumeAttachment',
];
/** What every namespace has. */
const EVERYWHERE = ['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt'];

async function listed(cluster: Cluster, { apiVersion, kind }: Kind): Promise<Present[]> {
  const group = groupOf(apiVersion);
  try {
    const objects = await cluster.list(apiVersion, kind);
    return objects.map((object) => {
      const { namespace = '', name } = object.metadata;
      return { group, kind, namespace, name, object };
    });
  } catch (error) {
    // Its definition went away in between.
    if (isNotFound(error)) return [];
    throw error;
  }
}

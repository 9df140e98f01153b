import { fields, text, valueAt } from '../check/reading';
import type { Cluster } from '../cluster/cluster';
import { refresh } from './bootstrap-attendance';

/**
 * Where a root keeps how it syncs while it does not. Git stays as it is: only the root, which nobody pulls, is told to
 * leave the cluster alone for a while. What was interrupted before it was put back is found by this annotation.
 */
const SUSPENDED = 'argosy.io/suspended-automated';
const RESOURCE = 'applications.argoproj.io';

/** Keeps a root from making anew what is taken away. Doing it twice changes nothing. */
export async function suspend(cluster: Cluster, namespace: string, root: string): Promise<void> {
  const live = await cluster.get({ resource: RESOURCE, name: root, namespace });
  const automated = valueAt(live, 'spec', 'syncPolicy', 'automated');
  if (live === undefined || automated === undefined || automated === null) return;
  await cluster.patch(
    { resource: RESOURCE, name: root, namespace },
    {
      metadata: { annotations: { [SUSPENDED]: JSON.stringify(automated) } },
      spec: { syncPolicy: { automated: null } },
    },
  );
}

/** Lets a root sync again as it did. */
export async function resume(cluster: Cluster, namespace: string, root: string): Promise<void> {
  const live = await cluster.get({ resource: RESOURCE, name: root, namespace });
  const kept = text(fields(valueAt(live, 'metadata', 'annotations'))[SUSPENDED]);
  if (kept === '') return;
  const automated: unknown = JSON.parse(kept);
  await cluster.patch(
    { resource: RESOURCE, name: root, namespace },
    { metadata: { annotations: { [SUSPENDED]: null } }, spec: { syncPolicy: { automated } } },
  );
  await refresh(cluster, namespace, root);
}

import type { Cluster, Stop } from '../cluster/cluster';

/**
 * Tells when the settings that Argo CD's components read at their start have changed. In a cluster a person restarts the
 * Deployments then.
 */
export function changedParameters(cluster: Cluster, restart: () => void): Stop {
  let known: string | undefined;
  return cluster.watch('/api/v1/namespaces/argocd/configmaps', ({ type, object }) => {
    if (type === 'DELETED' || object.metadata.name !== 'argocd-cmd-params-cm') return;
    const data = JSON.stringify(object.data ?? {});
    if (known !== undefined && known !== data) restart();
    known = data;
  });
}

import { setTimeout as pause } from 'node:timers/promises';
import { APPLICATION, application, REFRESH } from '../cluster/application';
import type { Cluster, Reference } from '../cluster/cluster';
import type { Deed } from './recording';

/** Does by hand what a scenario asks for. */
export async function perform(cluster: Cluster, deed: Deed): Promise<void> {
  switch (deed.do) {
    case 'sleep':
      // Some scenarios are about what has had time to happen.
      return void (await pause(deed.seconds * 1000));
    case 'sync':
      return patchApplication(cluster, deed.name, { operation: await syncOf(cluster, deed.name) });
    case 'refresh':
      return patchApplication(cluster, deed.name, { metadata: { annotations: { [REFRESH]: deed.how } } });
    case 'delete':
      return void (await cluster.delete(await reference(cluster, deed)));
    case 'patch':
      return void (await cluster.patch(await reference(cluster, deed), deed.patch));
  }
}

async function patchApplication(cluster: Cluster, name: string, change: object): Promise<void> {
  await cluster.patch({ ...APPLICATION, name }, change);
}

/** What Argo CD's own command asks for. */
async function syncOf(cluster: Cluster, name: string): Promise<object> {
  const found = await application(cluster, name);
  const { syncPolicy } = (found?.spec ?? {}) as { readonly syncPolicy?: { readonly syncOptions?: readonly string[] } };
  const sync = { syncStrategy: { hook: {} }, syncOptions: syncPolicy?.syncOptions ?? [] };
  return { initiatedBy: { username: 'admin' }, sync };
}

async function reference(
  cluster: Cluster,
  { kind, name, namespace = 'argocd' }: { readonly kind: string; readonly name: string; readonly namespace?: string },
): Promise<Reference> {
  const found = (await cluster.kinds()).find((each) => each.kind.toLowerCase() === kind);
  if (!found) throw new Error(`no kind "${kind}" in this cluster; name one in lower case, like configmap`);
  return { apiVersion: found.apiVersion, kind: found.kind, name, ...(found.namespaced ? { namespace } : {}) };
}

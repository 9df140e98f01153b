import { APPLICATION, applications, terminate } from '../cluster/application';
import type { Cluster, LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';

const { apiVersion, namespace } = APPLICATION;
const FINALIZERS = ['resources-finalizer.argocd.argoproj.io'];

/**
 * Takes from somebody's cluster what a test file has put there: the Applications and sets that follow its own branches,
 * with what they made, and the projects that nobody else uses. What an Application keeps on purpose stays, namespaces and
 * volumes, and so do the settings that `bootstrap/` adds.
 */
export async function cleanUp(cluster: Cluster, branches: ReadonlySet<string>): Promise<void> {
  const ours = ({ spec }: LiveObject) => [...branches].some((branch) => JSON.stringify(spec).includes(`"${branch}"`));
  const sets = (await cluster.list(apiVersion, 'ApplicationSet', namespace)).filter(ours);
  for (const { kind, metadata } of sets) await cluster.delete({ apiVersion, kind, namespace, name: metadata.name });
  const found = (await applications(cluster)).filter(ours);
  for (const { metadata } of found) {
    const application = { ...APPLICATION, name: metadata.name };
    await cluster.patch(application, { metadata: { finalizers: FINALIZERS } });
    await cluster.delete(application);
    await terminate(cluster, metadata.name);
  }
  await until('the Applications of the suite to be gone', 180, async () => {
    return (await applications(cluster)).some(ours) ? undefined : true;
  });
  const used = new Set((await applications(cluster)).map(projectOf));
  for (const name of new Set(found.map(projectOf))) {
    if (name !== 'default' && !used.has(name))
      await cluster.delete({ apiVersion, kind: 'AppProject', namespace, name });
  }
}

function projectOf({ spec }: LiveObject): string {
  return (spec as { readonly project: string }).project;
}

import { APPLICATION, applications, terminate } from '../cluster/application';
import type { Cluster, LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';

const { apiVersion, namespace } = APPLICATION;
const FINALIZERS = ['resources-finalizer.argocd.argoproj.io'];

/**
 * Takes from somebody's cluster what the suite has put there: the Applications and sets that pull from its repository,
 * with what they made, and the projects that list it. What an Application keeps on purpose stays: namespaces, volumes.
 */
export async function cleanUp(cluster: Cluster, url: string): Promise<void> {
  const ours = ({ spec }: LiveObject) => JSON.stringify(spec).includes(JSON.stringify(url));
  const of = async (kind: string) => (await cluster.list(apiVersion, kind, namespace)).filter(ours);
  for (const { kind, metadata } of await of('ApplicationSet')) {
    await cluster.delete({ apiVersion, kind, namespace, name: metadata.name });
  }
  for (const { metadata } of (await applications(cluster)).filter(ours)) {
    const application = { ...APPLICATION, name: metadata.name };
    await cluster.patch(application, { metadata: { finalizers: FINALIZERS } });
    await cluster.delete(application);
    await terminate(cluster, metadata.name);
  }
  await until('the Applications of the suite to be gone', 180, async () => {
    return (await applications(cluster)).some(ours) ? undefined : true;
  });
  for (const { kind, metadata } of await of('AppProject')) {
    await cluster.delete({ apiVersion, kind, namespace, name: metadata.name });
  }
}

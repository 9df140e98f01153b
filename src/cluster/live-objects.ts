import { groupBy } from '../check/reading';
import type { LiveApplication, LiveResource } from '../live/application';
import type { Operated } from '../operations/operated';
import { manifestOf } from '../sources/manifest-files';
import type { Manifest } from '../sources/model';
import { type Cluster, ClusterError } from './cluster';

/** A live object in the form of a manifest, whose file is the cluster. */
function liveManifest(object: unknown): Manifest {
  const origin = { file: 'the cluster', line: 0, lineOf: () => undefined };
  return manifestOf(typeof object === 'object' && object !== null ? { ...object } : {}, origin);
}

/** Every object of a kind in the cluster; none where the kind is not known. */
export async function liveObjects(cluster: Cluster, resource: string, selector?: string): Promise<readonly Manifest[]> {
  try {
    const where = selector === undefined ? {} : { selector };
    return (await cluster.list(resource, where)).map(liveManifest);
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'absent') return [];
    throw error;
  }
}

/** Applications with what they deliver, as it is in the cluster. Secrets are never read. */
export async function operatedLive(cluster: Cluster, applications: readonly LiveApplication[]): Promise<Operated> {
  const resources = applications
    .flatMap((application) => application.resources)
    .filter(({ kind }) => kind !== 'Secret');
  const found = new Map<string, Manifest>();
  for (const [kind, [first]] of groupBy(resources, kindKey)) {
    if (!first) continue;
    const resource = [first.kind, ...(first.group === '' ? [] : [first.version, first.group])].join('.');
    for (const object of await liveObjects(cluster, resource)) {
      found.set(`${kind} ${object.namespace}/${object.name}`, object);
    }
  }
  const live = new Map((await liveObjects(cluster, 'applications.argoproj.io')).map((each) => [each.name, each]));
  return {
    from: 'cluster',
    applications: applications.flatMap(({ name, labels, resources: own }) => {
      const manifest = live.get(name);
      if (!manifest) return [];
      const content = own.flatMap((each) => found.get(`${kindKey(each)} ${each.namespace}/${each.name}`) ?? []);
      return [{ manifest, environment: labels.env ?? '', content, notKnown: [] }];
    }),
  };
}

function kindKey({ group, kind }: LiveResource): string {
  return `${group}/${kind}`;
}

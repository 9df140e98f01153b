import type { Cluster, Kind, LiveObject } from '../cluster/cluster';
import { Refused } from '../cluster/requests';
import type { Identity } from '../observer/action';
import { trackingLabel } from '../observer/tracking';
import type { Outcome } from './recording';
import { byIdentity } from './steps';

/** An object of a scenario at one moment. */
export interface Present extends Identity {
  readonly object: LiveObject;
}

/** Everything that a scenario owns, and what came of it, in the order of a record. */
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
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  try {
    const objects = await cluster.list(apiVersion, kind);
    return objects.map((object) => {
      const { namespace = '', name } = object.metadata;
      return { group, kind, namespace, name, object };
    });
  } catch (error) {
    // Its definition went away in between.
    if (error instanceof Refused && error.code === 404) return [];
    throw error;
  }
}

type Fate = Pick<Outcome, 'exists' | 'gone' | 'appeared' | 'recreated' | 'terminating' | 'tracking'>;

/** What became of the objects between two moments. */
export function fate(before: readonly Present[], after: readonly Present[]): Fate {
  const then = byKey(before);
  const now = byKey(after);
  const uid = ({ object }: Present) => object.metadata.uid;
  return {
    exists: after.map(identity),
    gone: before.filter((each) => !now.has(key(each))).map(identity),
    appeared: after.filter((each) => !then.has(key(each))).map(identity),
    recreated: after
      .filter((each) => {
        const earlier = then.get(key(each));
        return earlier !== undefined && uid(earlier) !== uid(each);
      })
      .map(identity),
    terminating: after.filter(({ object }) => object.metadata.deletionTimestamp).map(identity),
    tracking: after.flatMap((each) => {
      const app = trackingLabel(each.object.metadata.labels);
      return app === undefined ? [] : [{ ...identity(each), app }];
    }),
  };
}

/**
 * Fields of live objects, by `Kind/namespace/name#field/of/it`; null where there is none.
 *
 * @param fields as they are named in a record
 */
export function liveFields(fields: readonly string[], objects: readonly Present[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      const [name = '', path = ''] = field.split('#');
      const found = objects.find((each) => `${each.kind}/${each.namespace}/${each.name}` === name);
      return [field, path.split('/').reduce<unknown>(inner, found?.object) ?? null];
    }),
  );
}

function inner(value: unknown, name: string): unknown {
  return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

function byKey(objects: readonly Present[]): ReadonlyMap<string, Present> {
  return new Map(objects.map((each) => [key(each), each]));
}

function key({ group, kind, namespace, name }: Identity): string {
  return [group, kind, namespace, name].join('/');
}

function identity({ group, kind, namespace, name }: Identity): Identity {
  return { group, kind, namespace, name };
}

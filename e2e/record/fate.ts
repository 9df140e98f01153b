import type { LiveObject } from '../cluster/cluster';
import type { Identity } from '../observer/action';
import { trackingLabel } from '../observer/tracking';
import type { Outcome } from './recording';

/** An object of a scenario at one moment. */
export interface Present extends Identity {
  readonly object: LiveObject;
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

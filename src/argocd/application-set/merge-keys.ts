import { toJson } from '../go-template/json';
import { Dict, fromPlain } from '../go-template/value';
import { Work } from '../go-template/work';
import type { Params } from './application-set';
import { stop } from './failure';

/**
 * Sets of params by the JSON of what they have under the merge keys. A key that is missing counts as null, so that two
 * sets without it fit together.
 */
export function paramsByMergeKey(
  mergeKeys: readonly string[],
  all: readonly Params[],
  work: Work,
): ReadonlyMap<string, Params> {
  if (mergeKeys.length === 0) throw stop('no merge keys were specified, Merge requires at least one');
  const byKey = new Map<string, Params>();
  for (const params of all) {
    work.spend(5 + mergeKeys.length);
    const values = mergeKeys.map(
      (key) => [key, Object.hasOwn(params, key) ? fromPlain(params[key] ?? null) : null] as const,
    );
    const key = toJson(new Dict(new Map(values)), new Work(undefined, work));
    if (byKey.has(key))
      throw stop(
        `the parameters from a generator were not unique by the given mergeKeys, Merge requires all param sets to be unique. Duplicate key was ${key}`,
      );
    byKey.set(key, params);
  }
  return byKey;
}

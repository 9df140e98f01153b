import { failed } from '../fault';
import { type FunctionTable, fn, variadic } from '../function';
import { mergeInto } from '../merge';
import { Dict, List, type Value } from '../value';
import type { Work } from '../work';
import { textValue } from './strings';

const merge = variadic(['map'], 'map', (target, sources, work) => merged(target, sources, false, work));
const mergeOverwrite = variadic(['map'], 'map', (target, sources, work) => merged(target, sources, true, work));
const deepCopy = fn(['any'], (value, work) => {
  if (value === null) throw failed('nil cannot be copied');
  return copy(value, work);
});

export const dictFunctions: FunctionTable = {
  dict: variadic([], 'any', (pairs, work) => {
    const entries = new Map<string, Value>();
    // A key without a value gets the empty text.
    for (let at = 0; at < pairs.length; at += 2) {
      entries.set(textValue(pairs[at], work), at + 1 < pairs.length ? pairs[at + 1] : '');
    }
    return new Dict(entries);
  }),
  get: fn(['map', 'string'], (dict, key) => (dict.entries.has(key) ? dict.entries.get(key) : '')),
  set: fn(['map', 'string', 'any'], (dict, key, value) => {
    if (dict.nil) throw failed('assignment to entry in nil map');
    dict.put(key, value);
    return dict;
  }),
  unset: fn(['map', 'string'], (dict, key) => {
    dict.remove(key);
    return dict;
  }),
  hasKey: fn(['map', 'string'], (dict, key) => dict.entries.has(key)),
  pluck: variadic(
    ['string'],
    'map',
    (key, dicts) => new List(dicts.filter(({ entries }) => entries.has(key)).map(({ entries }) => entries.get(key))),
  ),
  keys: variadic(
    [],
    'map',
    (dicts) =>
      new List(
        dicts.flatMap((dict) => [...dict.entries.keys()]),
        '[]string',
        false,
        dicts.some(hasSeveral),
      ),
  ),
  values: fn(['map'], (dict) => new List([...dict.entries.values()], '[]interface {}', false, hasSeveral(dict))),
  pick: variadic(
    ['map'],
    'string',
    (dict, keys) =>
      new Dict(new Map(keys.filter((key) => dict.entries.has(key)).map((key) => [key, dict.entries.get(key)]))),
  ),
  omit: variadic(
    ['map'],
    'string',
    (dict, keys) => new Dict(new Map([...dict.entries].filter(([key]) => !keys.includes(key)))),
  ),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy,
  mustDeepCopy: deepCopy,
  dig: variadic([], 'any', dig),
};

/** Go gives the entries of a map in another order each time. */
function hasSeveral(dict: Dict): boolean {
  return dict.entries.size > 1;
}

function merged(target: Dict, sources: readonly Dict[], overrides: boolean, work: Work): Dict {
  const into = target.nil ? new Dict(new Map()) : target;
  for (const source of sources) mergeInto(into, source, overrides, work);
  return into;
}

function copy(value: Value, work: Work): Value {
  work.spend(1);
  return work.nested(() => {
    if (value instanceof List)
      return new List(
        value.items.map((item) => copy(item, work)),
        value.type,
        value.nil,
      );
    if (!(value instanceof Dict)) return value;
    return new Dict(new Map([...value.entries].map(([key, item]) => [key, copy(item, work)])), value.type, value.nil);
  });
}

/** Keys to follow, a default, and the map to start at. */
function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw failed('dig needs at least three arguments');
  const [otherwise, start] = args.slice(-2);
  const path = args.slice(0, -2);
  let at: Value = start;
  if (path.some((key) => typeof key !== 'string')) throw failed('dig follows keys that are texts');
  for (const key of path) {
    if (!(at instanceof Dict) || at.type !== 'map[string]interface {}')
      throw failed('dig found something else than a map');
    if (typeof key !== 'string' || !at.entries.has(key)) return otherwise;
    at = at.entries.get(key);
  }
  return at;
}

import { CannotTell, failed } from '../fault';
import { type FunctionTable, fn, type GoFunction, itemsOf, variadic } from '../function';
import { deepEqual, isTrue, List, type Value } from '../value';
import type { Work } from '../work';
import { toInteger } from './cast';

/** Where an error ends the template, the function and its must-twin are the same to it. */
function twins(name: string, twin: GoFunction): FunctionTable {
  return { [name]: twin, [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: twin };
}

const push = fn(['any', 'any'], (list, item) => new List([...itemsOf(list, 'push on'), item]));
const slice = variadic(['any'], 'any', (list, [from, to]) => {
  const items = itemsOf(list, 'slice');
  if (items.length === 0) return null;
  const start = from === undefined ? 0 : Number(toInteger(from));
  const end = to === undefined ? items.length : Number(toInteger(to));
  if (start < 0 || end < start) throw failed('slice index out of bounds');
  // Go looks at how much room a list has, which depends on how it was made.
  if (end > items.length) throw new CannotTell('slice beyond the end of a list');
  return new List(items.slice(start, end), list instanceof List ? list.type : undefined);
});
const list = variadic([], 'any', (items) => new List(items));

export const listFunctions: FunctionTable = {
  list,
  tuple: list,
  ...twins('append', push),
  ...twins('push', push),
  ...twins(
    'prepend',
    fn(['any', 'any'], (items, item) => new List([item, ...itemsOf(items, 'prepend on')])),
  ),
  ...twins(
    'first',
    fn(['any'], (items) => itemsOf(items, 'find first on')[0]),
  ),
  ...twins(
    'last',
    fn(['any'], (items) => itemsOf(items, 'find last on').at(-1)),
  ),
  ...twins(
    'rest',
    fn(['any'], (items) => without(itemsOf(items, 'find rest on'), 1, undefined)),
  ),
  ...twins(
    'initial',
    fn(['any'], (items) => without(itemsOf(items, 'find initial on'), 0, -1)),
  ),
  ...twins(
    'reverse',
    fn(['any'], (items) => new List(itemsOf(items, 'find reverse on').toReversed())),
  ),
  ...twins(
    'compact',
    fn(['any'], (items) => new List(itemsOf(items, 'compact').filter(isTrue))),
  ),
  ...twins(
    'uniq',
    fn(['any'], (items, work) => new List(unique(itemsOf(items, 'find uniq on'), work))),
  ),
  ...twins(
    'without',
    variadic(
      ['any'],
      'any',
      (items, omitted, work) =>
        new List(itemsOf(items, 'find without on').filter((item) => !includes(omitted, item, work))),
    ),
  ),
  ...twins(
    'has',
    fn(['any', 'any'], (item, items, work) => items !== null && includes(itemsOf(items, 'find has on'), item, work)),
  ),
  ...twins('slice', slice),
  ...twins(
    'chunk',
    fn(['int', 'any'], (size, items) => chunks(itemsOf(items, 'chunk'), size)),
  ),
  concat: variadic([], 'any', (lists, work) => {
    const items = lists.flatMap((each) => itemsOf(each, 'concat'));
    work.spend(items.length);
    return new List(items, '[]interface {}', items.length === 0);
  }),
};

/** Nothing of an empty list is nil. */
function without(items: readonly Value[], start: number, end: number | undefined): List {
  return new List(items.slice(start, end), '[]interface {}', items.length === 0);
}

function includes(items: readonly Value[], item: Value, work: Work): boolean {
  return items.some((each) => deepEqual(each, item, work));
}

function unique(items: readonly Value[], work: Work): readonly Value[] {
  const seen: Value[] = [];
  for (const item of items) if (!includes(seen, item, work)) seen.push(item);
  return seen;
}

function chunks(items: readonly Value[], size: number): Value {
  if (size <= 0) throw new CannotTell('chunks without a size');
  const count = Math.floor((items.length - 1) / size) + 1;
  const parts = Array.from({ length: count }, (_, nth) => new List(items.slice(nth * size, (nth + 1) * size)));
  return new List(parts, '[][]interface {}');
}

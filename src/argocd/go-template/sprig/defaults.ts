import { failed } from '../fault';
import { type FunctionTable, fn, variadic } from '../function';
import { deepEqual, isTrue, kindOf, Thing, typeOf } from '../value';

export const defaultFunctions: FunctionTable = {
  default: variadic(['any'], 'any', (otherwise, [given]) => (isTrue(given) ? given : otherwise)),
  empty: fn(['any'], (value) => !isTrue(value)),
  coalesce: variadic([], 'any', (values) => values.find(isTrue)),
  all: variadic([], 'any', (values) => values.every(isTrue)),
  any: variadic([], 'any', (values) => values.some(isTrue)),
  ternary: fn(['any', 'any', 'bool'], (yes, no, which) => (which ? yes : no)),
  fail: fn(['string'], (message) => {
    throw failed(message);
  }),
  typeOf: fn(['any'], typeOf),
  typeIs: fn(['string', 'any'], (type, value) => type === typeOf(value)),
  typeIsLike: fn(['string', 'any'], (type, value) => type === typeOf(value) || `*${type}` === typeOf(value)),
  kindOf: fn(['any'], kindOf),
  kindIs: fn(['string', 'any'], (kind, value) => kind === kindOf(value)),
  deepEqual: fn(['any', 'any'], (one, other, work) => {
    if (one instanceof Thing && other instanceof Thing) return one.type === other.type && one.text === other.text;
    return deepEqual(one, other, work);
  }),
};

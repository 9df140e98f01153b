import { compareText } from './text';
import type { Work } from './work';

/**
 * A Go value as a template sees it. `undefined` is no value at all (a key that is missing), `null` the nil that a key
 * can hold; the two print the same and behave differently. A number is a float64: so JSON and YAML read all numbers.
 */
export type Value = undefined | null | string | boolean | number | Int | List | Dict | Thing;

/** The whole numbers of a template are of these types; 'a' and the bytes of a string as well. */
export class Int {
  constructor(
    readonly value: bigint,
    readonly type: 'int' | 'int64' | 'uint8' = 'int',
  ) {}
}

export class List {
  constructor(
    readonly items: readonly Value[],
    readonly type: '[]interface {}' | '[]string' | '[]int' | '[][]interface {}' = '[]interface {}',
    /** A nil slice: empty, and `null` in JSON. */
    readonly nil = false,
    /** Go gives the items in another order each time. */
    readonly anyOrder = false,
  ) {}
}

/** Data that several templates see, one after the other, and what one of them changes. */
export interface Origin {
  changed: boolean;
}

/** A map with texts as keys. It can be changed: `set`, `unset` and `merge` do. */
export class Dict {
  constructor(
    readonly entries: Map<string, Value>,
    readonly type: 'map[string]interface {}' | 'map[string]string' = 'map[string]interface {}',
    readonly nil = false,
    private readonly origin?: Origin,
  ) {}

  put(key: string, value: Value): void {
    this.entries.set(key, value);
    if (this.origin) this.origin.changed = true;
  }

  remove(key: string): void {
    if (this.entries.delete(key) && this.origin) this.origin.changed = true;
  }

  /** Go ranges over, prints and writes maps in the order of their keys. */
  sorted(): readonly (readonly [string, Value])[] {
    return [...this.entries].sort(([one], [other]) => compareText(one, other));
  }
}

/** A value of a struct type, which a template can print and ask by its methods. */
export class Thing {
  constructor(
    readonly type: string,
    readonly text: string,
    readonly members: ReadonlyMap<string, Value>,
  ) {}
}

/** Plain data, as JSON and YAML have it. */
export type Plain = null | string | boolean | number | readonly Plain[] | { readonly [key: string]: Plain };

const TEXTS = Symbol('of type string');

/** Plain data that Argo CD keeps as map[string]string or []string, which functions and selectors take otherwise. */
export function ofTexts<T extends readonly string[] | { readonly [key: string]: string }>(data: T): T {
  return Object.defineProperty(Array.isArray(data) ? [...data] : { ...data }, TEXTS, { value: true }) as T;
}

export function isOfTexts(plain: Plain): boolean {
  return typeof plain === 'object' && plain !== null && TEXTS in plain;
}

export function fromPlain(plain: Plain, origin?: Origin): Value {
  if (plain === null || typeof plain !== 'object') return plain;
  const texts = isOfTexts(plain);
  if (Array.isArray(plain))
    return new List(
      plain.map((item) => fromPlain(item, origin)),
      texts ? '[]string' : undefined,
    );
  const entries = Object.entries(plain).map(([key, value]) => [key, fromPlain(value, origin)] as const);
  return new Dict(new Map(entries), texts ? 'map[string]string' : undefined, false, origin);
}

export function typeOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  return typeof value === 'string' ? 'string' : value.type;
}

export function kindOf(value: Value): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof List) return 'slice';
  if (value instanceof Dict) return 'map';
  return value instanceof Thing ? 'ptr' : typeOf(value);
}

/** What `if`, `with`, `and`, `or` and `not` ask. Sprig's `empty` is the opposite. */
export function isTrue(value: Value): boolean {
  if (value instanceof Int) return value.value !== 0n;
  if (value instanceof List) return value.items.length > 0;
  if (value instanceof Dict) return value.entries.size > 0;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** Equal in type and content, as Go's reflect.DeepEqual sees it. */
export function deepEqual(one: Value, other: Value, work: Work): boolean {
  work.spend(1);
  if (typeOf(one) !== typeOf(other)) return false;
  if (one instanceof Int && other instanceof Int) return one.value === other.value;
  if (one instanceof Thing && other instanceof Thing) return one.text === other.text;
  if (one instanceof List && other instanceof List) {
    if (one.items.length !== other.items.length || one.nil !== other.nil) return false;
    return work.nested(() => one.items.every((item, at) => deepEqual(item, other.items[at], work)));
  }
  if (one instanceof Dict && other instanceof Dict) {
    if (one.entries.size !== other.entries.size || one.nil !== other.nil) return false;
    return work.nested(() =>
      [...one.entries].every(([key, item]) => other.entries.has(key) && deepEqual(item, other.entries.get(key), work)),
    );
  }
  return (one ?? null) === (other ?? null);
}

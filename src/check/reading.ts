/** A map of a manifest, whatever stands there: nothing that people write is certain to have the right shape. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text, or nothing. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What stands at a path of a manifest, which may be anything and anywhere nothing. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) here = typeof step === 'number' ? items(here)[step] : fields(here)[step];
  return here;
}

/** The text at a path; undefined when it is none or empty. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function itemsAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  return items(valueAt(value, ...path));
}

export function entriesAt(value: unknown, ...path: readonly (string | number)[]): readonly [string, unknown][] {
  return Object.entries(fields(valueAt(value, ...path)));
}

export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every text in a value, with where it stands. What nests deeper than any manifest does is left out. */
export function leavesOf(value: unknown, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null || path.length > 64) return [];
  const entries: readonly [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

/** Calculates once for each object that it is asked about. */
export function once<K extends object, V>(calculate: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key) ?? { value: calculate(key) };
    known.set(key, found);
    return found.value;
  };
}

export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

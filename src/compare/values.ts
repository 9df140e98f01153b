import { fields } from '../check/reading';

/** A place at which two values differ; absent on a side where nothing stands. */
export interface Difference {
  /** `spec.containers[api].image` */
  readonly path: string;
  readonly left?: unknown;
  readonly right?: unknown;
}

/** What a text of either side is compared as. */
export interface Reading {
  readonly left: (text: string) => string;
  readonly right: (text: string) => string;
}

/**
 * Where two values differ, each at its own deepest place and as it is written. Lists of things with names are compared
 * name by name, lists of as many other things one by one, and others as a whole.
 */
export function differences(
  left: unknown,
  right: unknown,
  reading: Reading = AS_WRITTEN,
  path = '',
): readonly Difference[] {
  if (left === undefined && right === undefined) return [];
  if (left === undefined) return [{ path, right }];
  if (right === undefined) return [{ path, left }];
  const [one, other] = [partsOf(left, reading.left), partsOf(right, reading.right)];
  if (one === undefined || other === undefined || one.is !== other.is) {
    const same = reading.left(JSON.stringify(sorted(left))) === reading.right(JSON.stringify(sorted(right)));
    return same ? [] : [{ path, left, right }];
  }
  if (one.is === 'list' && one.parts.size !== other.parts.size) return [{ path, left, right }];
  const keys = [...new Set([...one.parts.keys(), ...other.parts.keys()])];
  return keys.flatMap((key) => {
    const here = one.is === 'map' ? below(path, key) : `${path}[${key}]`;
    return differences(one.parts.get(key), other.parts.get(key), reading, here);
  });
}

const AS_WRITTEN: Reading = { left: (text) => text, right: (text) => text };

interface Parts {
  readonly is: 'map' | 'named' | 'list';
  readonly parts: ReadonlyMap<string, unknown>;
}

function partsOf(value: unknown, read: Reading['left']): Parts | undefined {
  if (Array.isArray(value)) {
    const names = value.flatMap((each) => {
      const { kind, name } = fields(each);
      if (typeof name !== 'string') return [];
      return [read(typeof kind === 'string' ? `${kind} ${name}` : name)];
    });
    const named = names.length === value.length && names.length > 0 && new Set(names).size === names.length;
    if (named) return { is: 'named', parts: new Map(value.map((each, at) => [names[at] ?? '', each])) };
    const things = value.every((each) => typeof each === 'object' && each !== null);
    return things ? { is: 'list', parts: new Map(value.map((each, at) => [String(at), each])) } : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return { is: 'map', parts: new Map(Object.entries(value).map(([key, each]) => [read(key), each])) };
}

/** A key that would read as two of them stands in brackets. */
function below(path: string, key: string): string {
  if (/[.[\]]/.test(key)) return `${path}["${key}"]`;
  return path === '' ? key : `${path}.${key}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

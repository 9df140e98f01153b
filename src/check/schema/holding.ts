import { suggestion } from '../../suggestion';
import type { ValuePath } from '../finding';
import { type Fields, fields, once } from '../reading';
import type { Expected } from './limits';
import type { Shape, Type } from './shape';

/** A place at which a value is not what its shape says. */
export type Misfit =
  | { readonly is: 'unknown'; readonly path: ValuePath; readonly beside: readonly string[] }
  | { readonly is: 'missing'; readonly path: ValuePath }
  | {
      readonly is: 'wrong';
      readonly path: ValuePath;
      readonly found: string;
      readonly expected: string;
      readonly fix?: string;
    };

/** Where a value is not what its shape says; of what has the wrong type the inside is not looked at. */
export function misfitsIn(value: unknown, shape: Shape): readonly Misfit[] {
  const holding = new Holding();
  holding.hold(value, shape);
  return holding.misfits;
}

/** The same, remembered: of Argo CD's own manifests several rules ask. */
export function misfitsOf(object: object, shape: Shape): readonly Misfit[] {
  return heldTo(shape)(object);
}

const heldTo = once((shape: Shape) => once((object: object) => misfitsIn(object, shape)));

/** One walk through a value. The path is one list that grows and shrinks: nearly all values have nothing to tell. */
class Holding {
  readonly misfits: Misfit[] = [];
  readonly #path: (string | number)[] = [];

  hold(value: unknown, shape: Shape): void {
    if (value === null && (shape.nullable || shape.type === 'anything')) return;
    if (!isOf(value, shape.type)) {
      this.misfits.push({ is: 'wrong', path: [...this.#path], ...wrongType(value, shape.type) });
      return;
    }
    for (const limit of shape.limits) {
      const expected = limit(value);
      if (expected !== undefined)
        this.misfits.push({ is: 'wrong', path: [...this.#path], ...wrongValue(value, expected) });
    }
    if (Array.isArray(value)) this.#holdItems(value, shape);
    else if (typeof value === 'object' && value !== null) this.#holdFields(fields(value), shape);
    if (shape.hasAlternatives) this.#holdAlternatives(value, shape);
  }

  #holdItems(list: readonly unknown[], shape: Shape): void {
    const inner = shape.items?.();
    if (inner === undefined) return;
    for (const [index, item] of list.entries()) {
      if (item === null && shape.hasNullItems) continue;
      this.#path.push(index);
      this.hold(item, inner);
      this.#path.pop();
    }
  }

  /** A null is a field that is not there, but where it is a value: the API server drops it. */
  #holdFields(object: Fields, shape: Shape): void {
    const { others } = shape;
    // Not by entries, of which each is a list of its own: this is gone through for everything that is delivered.
    for (const name of Object.keys(object)) {
      const value = object[name];
      const known = shape.fields.get(name);
      this.#path.push(name);
      if (known === undefined && others === 'none') {
        this.misfits.push({ is: 'unknown', path: [...this.#path], beside: [...shape.fields.keys()] });
      } else if (value !== null) {
        if (known !== undefined) this.hold(value, known());
        else if (typeof others === 'function') this.hold(value, others());
      }
      this.#path.pop();
    }
    for (const name of shape.required) {
      const isThere = Object.hasOwn(object, name) && (object[name] !== null || isNullable(shape, name));
      if (!isThere) this.misfits.push({ is: 'missing', path: [...this.#path, name] });
    }
  }

  #holdAlternatives(value: unknown, { allOf, anyOf, oneOf, not }: Shape): void {
    for (const each of allOf) this.hold(value, each);
    const fitting = (alternatives: readonly Shape[]): number =>
      alternatives.filter((each) => misfitsIn(value, each).length === 0).length;
    if (anyOf.length > 0 && fitting(anyOf) === 0)
      this.#otherwise(`what one of ${anyOf.length} alternatives says`, anyOf);
    if (oneOf.length > 0 && fitting(oneOf) !== 1) {
      this.#otherwise(`what exactly one of ${oneOf.length} alternatives says`, oneOf);
    }
    if (not !== undefined && misfitsIn(value, not).length === 0) {
      this.misfits.push({ is: 'wrong', path: [...this.#path], found: 'what is ruled out', expected: 'something else' });
    }
  }

  /** Alternatives mostly differ in the fields that they require. */
  #otherwise(expected: string, alternatives: readonly Shape[]): void {
    const fields = [...new Set(alternatives.flatMap(({ required }) => required))];
    const found = fields.length > 0 ? 'something else' : 'nothing of the kind';
    const words = fields.length > 0 ? `${expected}, such as with ${fields.join(' or ')}` : expected;
    this.misfits.push({ is: 'wrong', path: [...this.#path], found, expected: words });
  }
}

function isNullable(shape: Shape, name: string): boolean {
  const known = shape.fields.get(name)?.();
  return known !== undefined && (known.nullable || known.type === 'anything');
}

function isOf(value: unknown, type: Type): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'anything':
      return true;
  }
}

const NOUNS: Readonly<Record<Type, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  integer: 'a whole number',
  'int-or-string': 'a whole number or a text',
  quantity: 'a quantity such as 500m or 1Gi',
  anything: 'anything',
};

/** Says what kind of value it is, and never which: it may be a secret. */
function wrongType(value: unknown, type: Type) {
  const fix = fixFor(value, type);
  return { found: kindOf(value), expected: NOUNS[type], ...(fix !== undefined && { fix }) };
}

function fixFor(value: unknown, type: Type): string | undefined {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return 'put it into quotes';
  if (typeof value !== 'string') return undefined;
  const isMeant =
    type === 'boolean' ? /^(?:true|false)$/ : type === 'integer' || type === 'number' ? /^-?\d+$/ : undefined;
  return isMeant?.test(value) ? 'remove the quotes' : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return NOUNS.array;
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
  return typeof value === 'string' ? NOUNS.string : NOUNS.object;
}

function wrongValue(value: unknown, { expected, oneOf, shown }: Expected) {
  const isShort = typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST);
  return {
    found: shown && isShort ? JSON.stringify(value) : otherThan(value),
    expected,
    ...(typeof value === 'string' && oneOf !== undefined && suggestion(value, oneOf)),
  };
}

/** Says how much there is of it, and never what. */
function otherThan(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return 'another text';
  return typeof value === 'object' && value !== null ? `a mapping of ${Object.keys(value).length}` : 'another value';
}

const LONGEST = 60;

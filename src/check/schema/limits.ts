import { regexpMatches } from '../../argocd/regexp';
import { isUnknown } from '../../argocd/unknown';
import { type Fields, fields, items } from '../reading';

/** What a schema asks of a value besides its type: says what was expected of one that is not so. */
export type Limit = (value: unknown) => Expected | undefined;

export interface Expected {
  readonly expected: string;
  /** Words of which one is expected. */
  readonly oneOf?: readonly string[];
  /** Whether the value may be printed: one that has a format or a pattern may be a secret. */
  readonly shown?: true;
}

export function limitsOf(schema: Fields): readonly Limit[] {
  const limits = Object.entries(schema).flatMap(([keyword, bound]) => LIMITS[keyword]?.(bound, schema) ?? []);
  return limits.length === 0 ? NONE : limits;
}

/** Most shapes have none: one list for all of them. */
const NONE: readonly Limit[] = [];

const LIMITS: Readonly<Record<string, (bound: unknown, schema: Fields) => Limit | undefined>> = {
  enum: (bound) => {
    const values = items(bound);
    const texts = values.filter((value) => typeof value === 'string');
    const expected = {
      expected: `${values.length > 1 ? 'one of ' : ''}${values.map((value) => JSON.stringify(value)).join(', ')}`,
      ...(texts.length === values.length && { oneOf: texts }),
      shown: true,
    } as const;
    return (value) => (values.some((each) => isSame(each, value)) ? undefined : expected);
  },
  pattern: (bound) => {
    if (typeof bound !== 'string') return undefined;
    return (value) => {
      if (typeof value !== 'string') return undefined;
      const fits = regexpMatches(bound, value);
      return fits || isUnknown(fits) ? undefined : { expected: `a text that fits ${bound}` };
    };
  },
  format: (bound) => {
    const format = FORMATS.get(String(bound));
    return format && ((value) => (format.fits(value) ? undefined : format.otherwise));
  },
  minimum: (bound, { exclusiveMinimum }) =>
    exclusiveMinimum === true
      ? numeric(bound, (value, least) => value > least, 'more than')
      : numeric(bound, (value, least) => value >= least, 'at least'),
  maximum: (bound, { exclusiveMaximum }) =>
    exclusiveMaximum === true
      ? numeric(bound, (value, most) => value < most, 'less than')
      : numeric(bound, (value, most) => value <= most, 'at most'),
  multipleOf: (bound) => numeric(bound, (value, of) => of <= 0 || Number.isInteger(value / of), 'a multiple of'),
  minLength: (bound) => sized(bound, lengthOf, (size, least) => size >= least, 'at least', 'character'),
  maxLength: (bound) => sized(bound, lengthOf, (size, most) => size <= most, 'at most', 'character'),
  minItems: (bound) => sized(bound, countOf, (size, least) => size >= least, 'at least', 'item'),
  maxItems: (bound) => sized(bound, countOf, (size, most) => size <= most, 'at most', 'item'),
  minProperties: (bound) => sized(bound, fieldsOf, (size, least) => size >= least, 'at least', 'field'),
  maxProperties: (bound) => sized(bound, fieldsOf, (size, most) => size <= most, 'at most', 'field'),
  uniqueItems: (bound) => (value) => {
    const twice =
      bound === true && items(value).some((item, at, all) => all.findIndex((each) => isSame(each, item)) < at);
    return twice ? { expected: 'items of which no two are the same' } : undefined;
  },
};

type Holds = (found: number, bound: number) => boolean;

function numeric(bound: unknown, holds: Holds, words: string): Limit | undefined {
  if (typeof bound !== 'number') return undefined;
  const expected = { expected: `${words} ${bound}`, shown: true } as const;
  return (value) => (typeof value !== 'number' || holds(value, bound) ? undefined : expected);
}

function sized(
  bound: unknown,
  sizeOf: (value: unknown) => number | undefined,
  holds: Holds,
  words: string,
  what: string,
): Limit | undefined {
  if (typeof bound !== 'number') return undefined;
  const expected = { expected: `${words} ${bound} ${what}${bound === 1 ? '' : 's'}` };
  return (value) => {
    const size = sizeOf(value);
    return size === undefined || holds(size, bound) ? undefined : expected;
  };
}

function lengthOf(value: unknown): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function countOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function fieldsOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(fields(value)).length
    : undefined;
}

/** The formats on which the API server insists; it reads over those that it does not know. */
const FORMATS: ReadonlyMap<string, { readonly fits: (value: unknown) => boolean; readonly otherwise: Expected }> =
  new Map([
    [
      'int32',
      {
        fits: (value) => typeof value !== 'number' || Math.abs(value + 0.5) < 2 ** 31,
        otherwise: { expected: 'a whole number of 32 bits', shown: true },
      },
    ],
    [
      'byte',
      {
        fits: (value) => typeof value !== 'string' || isBase64(value),
        otherwise: { expected: 'base64' },
      },
    ],
    [
      'date-time',
      {
        fits: (value) => typeof value !== 'string' || DATE_TIME.test(value),
        otherwise: { expected: 'a time such as 2030-01-31T12:00:00Z', shown: true },
      },
    ],
    [
      'quantity',
      {
        fits: (value) => typeof value !== 'string' || QUANTITY.test(value),
        otherwise: { expected: 'a quantity such as 500m or 1Gi', shown: true },
      },
    ],
  ]);

/** As Go decodes it: line breaks count for nothing. */
function isBase64(value: string): boolean {
  const text = value.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.]\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const QUANTITY = /^[+-]?(?:\d+[.]?\d*|[.]\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

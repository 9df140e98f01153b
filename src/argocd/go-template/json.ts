import { failed } from './fault';
import { exponential, fixed } from './float';
import { type FunctionTable, fn } from './function';
import { wellFormed } from './text';
import { fromPlain, Int, List, type Plain, Thing, type Value } from './value';
import type { Work } from './work';

export const jsonFunctions: FunctionTable = {
  toJson: fn(['any'], (value, work) => orEmpty(() => toJson(value, work))),
  mustToJson: fn(['any'], toJson),
  toPrettyJson: fn(['any'], (value, work) => orEmpty(() => toJson(value, work, { indent: '  ' }))),
  mustToPrettyJson: fn(['any'], (value, work) => toJson(value, work, { indent: '  ' })),
  toRawJson: fn(['any'], (value, work) => toJson(value, work, { html: true })),
  mustToRawJson: fn(['any'], (value, work) => toJson(value, work, { html: true })),
  // What is no JSON is nil to the one, and an error to the other.
  fromJson: fn(['string'], (text, work) => fromJson(text, work)),
  mustFromJson: fn(['string'], (text, work) => {
    const value = fromJson(text, work);
    if (value === undefined) throw failed('the text is not JSON');
    return value;
  }),
};

/** An infinity has no form in JSON; the function that swallows errors gives nothing for it. */
class NoForm extends Error {}

function orEmpty(write: () => string): string {
  try {
    return write();
  } catch (thrown) {
    if (thrown instanceof NoForm) return '';
    throw thrown;
  }
}

interface Style {
  readonly indent?: string;
  /** Leaves `<`, `>` and `&` as they are. */
  readonly html?: boolean;
}

export function toJson(value: Value, work: Work, style: Style = {}): string {
  return write(value, work, style, '\n');
}

function write(value: Value, work: Work, style: Style, line: string): string {
  work.spend(1);
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Int) return String(value.value);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string' || value instanceof Thing) {
    const text = typeof value === 'string' ? value : value.text;
    work.spendText(text.length);
    return quoted(text, style);
  }
  if (value.nil) return 'null';
  return work.nested(() => {
    const inner = line + (style.indent ?? '');
    if (value instanceof List) {
      return around(
        '[',
        value.items.map((item) => write(item, work, style, inner)),
        ']',
        style,
        line,
      );
    }
    const gap = style.indent === undefined ? '' : ' ';
    const members = value
      .sorted()
      .map(([key, item]) => `${quoted(key, style)}:${gap}${write(item, work, style, inner)}`);
    return around('{', members, '}', style, line);
  });
}

function around(open: string, members: readonly string[], close: string, { indent }: Style, line: string): string {
  if (members.length === 0 || indent === undefined) return open + members.join(',') + close;
  return `${open}${line}${indent}${members.join(`,${line}${indent}`)}${line}${close}`;
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NoForm('an infinity has no form in JSON');
  if (value !== 0 && (Math.abs(value) < 1e-6 || Math.abs(value) >= 1e21)) {
    const digits =
      value
        .toExponential()
        .split('e')[0]
        ?.replace(/^-?\d\.?/, '').length ?? 0;
    // Go writes e-9 where it writes e-09 elsewhere.
    return exponential(value, digits).replace(/e-0/, 'e-');
  }
  return fixed(value, undefined);
}

const ESCAPED = /[\u2028\u2029]|\p{Surrogate}/gu;

function quoted(text: string, { html }: Style): string {
  const bare = text.replace(ESCAPED, (character) => (/\p{Surrogate}/u.test(character) ? '\u2028' : character));
  const stray =
    bare === text ? undefined : [...text.matchAll(ESCAPED)].map(([character]) => /\p{Surrogate}/u.test(character));
  let nth = 0;
  const json = JSON.stringify(bare).replace(/[\u2028\u2029]/g, (character) =>
    // A stray byte becomes the escape of the replacement character.
    stray?.[nth++] ? '\\ufffd' : `\\u${character.charCodeAt(0).toString(16)}`,
  );
  return html ? json : json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function fromJson(text: string, work: Work): Value {
  work.spendText(text.length * 4);
  try {
    // Go takes a number beyond float64 for an error, JavaScript for an infinity.
    const plain: unknown = JSON.parse(wellFormed(text), (_, value: unknown) => {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
        throw new SyntaxError('out of range');
      return value;
    });
    return fromPlain(plain as Plain);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

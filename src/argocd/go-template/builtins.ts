import { failed } from './fault';
import { print, printAll, printFormat } from './format';
import { type FunctionTable, fn, int, variadic } from './function';
import { isPrint } from './quote';
import { bytesOf, compareText } from './text';
import { Dict, Int, isTrue, List, Thing, typeOf, type Value } from './value';
import type { Work } from './work';

/** The functions that Go's text/template brings. `and` and `or` are part of the interpreter: they stop early. */
export const builtins: FunctionTable = {
  not: fn(['value'], (value) => !isTrue(value)),
  eq: variadic(['value'], 'value', equalsAny),
  ne: fn(['value', 'value'], (one, other, work) => !equalsAny(one, [other], work)),
  lt: fn(['value', 'value'], less),
  le: fn(['value', 'value'], (one, other, work) => less(one, other) || equalsAny(one, [other], work)),
  gt: fn(['value', 'value'], (one, other, work) => !(less(one, other) || equalsAny(one, [other], work))),
  ge: fn(['value', 'value'], (one, other) => !less(one, other)),
  len: fn(['value'], length),
  index: variadic(['value'], 'value', (item, indexes) => indexes.reduce(index, known(item, 'index'))),
  slice: variadic(['value'], 'value', (item, indexes) => slice(known(item, 'slice'), indexes)),
  print: variadic([], 'any', printAll),
  printf: variadic(['string'], 'any', printFormat),
  println: variadic([], 'any', (values, work) => `${values.map((value) => print(value, work)).join(' ')}\n`),
  html: variadic([], 'any', (values, work) => escapeHtml(argumentText(values, work))),
  js: variadic([], 'any', (values, work) => escapeJs(argumentText(values, work))),
  urlquery: variadic([], 'any', (values, work) => queryEscape(argumentText(values, work))),
  // Data holds no functions, so there is none to call.
  call: variadic(['value'], 'value', (callee) => {
    throw failed(callee === undefined || callee === null ? 'call of nil' : `non-function of type ${typeOf(callee)}`);
  }),
};

function argumentText(values: readonly Value[], work: Work): string {
  // A nil among the arguments is printed like a missing value, unlike in print.
  const shown = values.map((value) => value ?? (values.length === 1 ? '<no value>' : null));
  return printAll(
    shown.map((value) => (value === null ? '<no value>' : value)),
    work,
  );
}

function known(item: Value, doing: string): Value {
  if (item === undefined || item === null) throw failed(`${doing} of untyped nil`);
  return item;
}

type BasicKind = 'bool' | 'float' | 'int' | 'uint' | 'string' | undefined;

function basicKind(value: Value): BasicKind {
  if (value instanceof Int) return value.type === 'uint8' ? 'uint' : 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : undefined;
}

/** Whether the first argument equals one of the others. Types have to agree: 3 does not compare with the 3 of a file. */
function equalsAny(one: Value, others: readonly Value[], _work: Work): boolean {
  if (others.length === 0) throw failed('missing argument for comparison');
  for (const other of others) if (equals(one, other)) return true;
  return false;
}

function equals(one: Value, other: Value): boolean {
  const [a, b] = [one ?? undefined, other ?? undefined];
  const [kind, otherKind] = [basicKind(a), basicKind(b)];
  if (a instanceof Int && b instanceof Int) return a.value === b.value;
  if (kind !== otherKind) {
    if (a === undefined || b === undefined) return false;
    throw failed(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
  }
  if (kind !== undefined) return a === b;
  if (a === undefined || b === undefined) return isNil(a) === isNil(b);
  if (a instanceof List !== b instanceof List || a instanceof Dict !== b instanceof Dict) {
    throw failed(`non-comparable types ${typeOf(a)} and ${typeOf(b)}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (a instanceof Thing) return a === b;
  throw failed(`non-comparable type ${typeOf(b)}`);
}

function isNil(value: Value): boolean {
  return value === undefined || value === null || ((value instanceof List || value instanceof Dict) && value.nil);
}

function less(one: Value, other: Value): boolean {
  const [kind, otherKind] = [basicKind(one), basicKind(other)];
  if (kind === undefined || otherKind === undefined) throw failed('invalid type for comparison');
  if (one instanceof Int && other instanceof Int) return one.value < other.value;
  if (kind !== otherKind) throw failed(`incompatible types for comparison: ${typeOf(one)} and ${typeOf(other)}`);
  if (typeof one === 'number' && typeof other === 'number') return one < other;
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other) < 0;
  throw failed('invalid type for comparison');
}

function length(item: Value): Int {
  if (typeof item === 'string') return int(bytesOf(item).length);
  if (item instanceof List) return int(item.items.length);
  if (item instanceof Dict) return int(item.entries.size);
  throw failed(item === null ? 'len of nil pointer' : `len of type ${typeOf(item)}`);
}

function index(item: Value, at: Value): Value {
  if (item === undefined || item === null) throw failed('index of nil pointer');
  if (typeof item === 'string') {
    const bytes = bytesOf(item);
    return new Int(BigInt(bytes.charCodeAt(position(at, bytes.length - 1))), 'uint8');
  }
  if (item instanceof List) return item.items[position(at, item.items.length - 1)];
  if (!(item instanceof Dict)) throw failed(`can't index item of type ${typeOf(item)}`);
  if (typeof at !== 'string') throw failed(`value has type ${typeOf(at)}; should be string`);
  // A key that is not there has the zero of its type, whatever missingkey says.
  return item.entries.get(at) ?? (item.type === 'map[string]string' ? '' : null);
}

function position(at: Value, last: number): number {
  if (at === undefined || at === null) throw failed('cannot index slice/array with nil');
  if (!(at instanceof Int)) throw failed(`cannot index slice/array with type ${typeOf(at)}`);
  if (at.value < 0n || at.value > BigInt(last)) throw failed(`index out of range: ${at.value}`);
  return Number(at.value);
}

function slice(item: Value, indexes: readonly Value[]): Value {
  if (indexes.length > 3) throw failed(`too many slice indexes: ${indexes.length}`);
  if (typeof item !== 'string' && !(item instanceof List)) throw failed(`can't slice item of type ${typeOf(item)}`);
  const bytes = typeof item === 'string' ? bytesOf(item) : undefined;
  if (bytes !== undefined && indexes.length === 3) throw failed('cannot 3-index slice a string');
  const size = item instanceof List ? item.items.length : (bytes?.length ?? 0);
  const [start = 0, end = size, most = size] = indexes.map((at) => position(at, size));
  if (start > end || end > most) throw failed(`invalid slice index: ${start} > ${end}`);
  return item instanceof List ? new List(item.items.slice(start, end), item.type) : (bytes?.slice(start, end) ?? '');
}

const HTML: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, (character) => HTML[character] ?? '\ufffd');
}

function escapeJs(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replace(/[\\'"<>&=\0-\x1f]|[^\0-\x7f]/gu, (character) => {
    if (/['"\\]/.test(character)) return `\\${character}`;
    const rune = character.codePointAt(0) ?? 0;
    // Go reads a stray byte as the replacement character, which can be printed, and keeps the byte.
    if ((rune >= 0x80 && isPrint(character)) || (rune >= 0xdc80 && rune <= 0xdcff)) return character;
    return `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Go's url.QueryEscape. */
function queryEscape(text: string): string {
  return bytesOf(text).replace(/[^\w.~-]/g, (byte) =>
    byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

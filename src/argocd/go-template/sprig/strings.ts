import { failed } from '../fault';
import { print } from '../format';
import { type FunctionTable, fn, strings, variadic } from '../function';
import { toLower, toUpper } from '../letters';
import { quoteGo } from '../quote';
import { bytesOf, compareText, SPACE, textOf, trimSet, trimSpace, wellFormed } from '../text';
import { Dict, List, type Value } from '../value';
import type { Work } from '../work';
import { kebabCase, pascalCase, snakeCase } from './word-case';

const trimAll = fn(['string', 'string'], (set, text) => trimSet(text, set));

export const textFunctions: FunctionTable = {
  hello: fn([], () => 'Hello!'),
  abbrev: fn(['int', 'string'], (width, text) => (width < 4 ? text : abbreviate(text, 0, width))),
  abbrevboth: fn(['int', 'int', 'string'], (left, right, text) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  trunc: fn(['int', 'string'], truncate),
  trim: fn(['string'], trimSpace),
  upper: fn(['string'], toUpper),
  lower: fn(['string'], toLower),
  title: fn(['string'], title),
  untitle: fn(['string'], (text) => eachWordStart(text, (character) => toLower(character))),
  substr: fn(['int', 'int', 'string'], substring),
  repeat: fn(['int', 'string'], (count, text, work) => repeat(text, count, work)),
  trimall: trimAll,
  trimAll,
  trimSuffix: fn(['string', 'string'], (end, text) =>
    text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
  ),
  trimPrefix: fn(['string', 'string'], (start, text) => (text.startsWith(start) ? text.slice(start.length) : text)),
  nospace: fn(['string'], withoutSpaces),
  initials: fn(['string'], initials),
  swapcase: fn(['string'], swapCase),
  snakecase: fn(['string'], snakeCase),
  camelcase: fn(['string'], pascalCase),
  kebabcase: fn(['string'], kebabCase),
  wrap: fn(['int', 'string'], (width, text, work) => wrap(text, width, '\n', false, work)),
  wrapWith: fn(['int', 'string', 'string'], (width, end, text, work) => wrap(text, width, end || '\n', true, work)),
  contains: fn(['string', 'string'], (part, text) => text.includes(part)),
  hasPrefix: fn(['string', 'string'], (start, text) => text.startsWith(start)),
  hasSuffix: fn(['string', 'string'], (end, text) => text.endsWith(end)),
  quote: variadic([], 'any', (values, work) => eachThere(values, (value) => quoteGo(textValue(value, work)))),
  squote: variadic([], 'any', (values, work) => eachThere(values, (value) => `'${print(value, work)}'`)),
  cat: variadic([], 'any', (values, work) => eachThere(values, (value) => print(value, work))),
  indent: fn(['int', 'string'], indent),
  nindent: fn(['int', 'string'], (spaces, text, work) => `\n${indent(spaces, text, work)}`),
  replace: fn(['string', 'string', 'string'], (old, by, text, work) => replace(text, old, by, work)),
  plural: fn(['string', 'string', 'int'], (one, many, count) => (count === 1 ? one : many)),
  toString: fn(['any'], textValue),
  toStrings: fn(['any'], (value, work) => strings(textValues(value, work))),
  split: fn(['string', 'string'], (separator, text, work) => numbered(split(text, separator, -1, work))),
  splitn: fn(['string', 'int', 'string'], (separator, most, text, work) =>
    numbered(split(text, separator, most, work)),
  ),
  splitList: fn(['string', 'string'], (separator, text, work) => strings(split(text, separator, -1, work))),
  join: fn(['string', 'any'], (separator, values, work) => {
    const texts = textValues(values, work);
    work.spendText(separator.length * texts.length);
    return texts.join(separator);
  }),
  sortAlpha: fn(['any'], (list, work) =>
    strings(list instanceof List ? textValues(list, work).toSorted(compareText) : [textValue(list, work)]),
  ),
};

/** Sprig's text of a value. */
export function textValue(value: Value, work: Work): string {
  return typeof value === 'string' ? value : print(value, work);
}

/** The texts of the items that are there. */
function textValues(value: Value, work: Work): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!(value instanceof List)) return [textValue(value, work)];
  return value.items.filter((item) => item !== null && item !== undefined).map((item) => textValue(item, work));
}

function eachThere(values: readonly Value[], show: (value: Value) => string): string {
  return values
    .filter((value) => value !== null && value !== undefined)
    .map(show)
    .join(' ');
}

/** Upper case for every letter after a character that is neither a letter, a digit nor an underscore. */
function title(text: string): string {
  let before = ' ';
  return [...wellFormed(text)]
    .map((character) => {
      const starts = new RegExp(`^[${SPACE}]$`).test(before) || /^[\0-/:-@[-^`{-\x7f]$/.test(before);
      before = character;
      return starts ? toUpper(character) : character;
    })
    .join('');
}

function eachWordStart(text: string, change: (character: string) => string): string {
  return wellFormed(text).replace(
    new RegExp(`(^|[${SPACE}])([^${SPACE}])`, 'gu'),
    (_, space: string, first: string) => space + change(first),
  );
}

function swapCase(text: string): string {
  // A small letter at the start of a word gets its title case, which is the upper one but for a few digraphs.
  return [...wellFormed(text)]
    .map((character) =>
      /^[\p{Lu}\p{Lt}]$/u.test(character)
        ? toLower(character)
        : /^\p{Ll}$/u.test(character)
          ? toUpper(character)
          : character,
    )
    .join('');
}

/** goutils looks at bytes here, and writes each as a character of its own. */
function withoutSpaces(text: string): string {
  const bytes = bytesOf(text);
  const kept = bytes.replace(/[\t-\r \x85\xa0]/g, '');
  return kept.length === bytes.length ? text : kept;
}

function initials(text: string): string {
  return bytesOf(text).replace(/([\t-\r \x85\xa0]|^)([^\t-\r \x85\xa0]?)[^\t-\r \x85\xa0]*/g, '$2');
}

function truncate(count: number, text: string): string {
  const bytes = bytesOf(text);
  if (count < 0 && bytes.length + count > 0) return textOf(bytes.slice(count));
  return count >= 0 && bytes.length > count ? textOf(bytes.slice(0, count)) : text;
}

function substring(start: number, end: number, text: string): string {
  const bytes = bytesOf(text);
  if (start < 0) return textOf(cut(bytes, 0, end));
  return textOf(end < 0 || end > bytes.length ? cut(bytes, start, bytes.length) : cut(bytes, start, end));
}

function cut(bytes: string, start: number, end: number): string {
  if (end < start || end > bytes.length) throw failed('slice bounds out of range');
  return bytes.slice(start, end);
}

function abbreviate(text: string, left: number, width: number): string {
  const bytes = bytesOf(text);
  if (bytes.length <= width) return text;
  const offset = Math.min(left, bytes.length, ...(bytes.length - left < width - 3 ? [bytes.length - (width - 3)] : []));
  if (offset <= 4) return textOf(`${bytes.slice(0, width - 3)}...`);
  if (width < 7) return '';
  if (offset + width - 3 < bytes.length)
    return `...${width - 3 < 4 ? '' : abbreviate(textOf(bytes.slice(offset)), 0, width - 3)}`;
  return textOf(`...${bytes.slice(bytes.length - (width - 3))}`);
}

function repeat(text: string, count: number, work: Work): string {
  if (count < 0) throw failed('strings: negative Repeat count');
  work.spendText(text.length * count);
  return text.repeat(count);
}

function indent(spaces: number, text: string, work: Work): string {
  const margin = repeat(' ', spaces, work);
  return margin + replace(text, '\n', `\n${margin}`, work);
}

function replace(text: string, old: string, by: string, work: Work): string {
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  work.spendText(by.length * parts.length);
  return parts.join(by);
}

/** At most so many parts, the last of which keeps what is left; 0 gives none, and less than 0 all. */
function split(text: string, separator: string, most: number, work: Work): readonly string[] {
  if (most === 0) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  work.spend(parts.length / 4);
  if (most < 0 || parts.length <= most) return parts;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

/** Sprig's split gives a map with keys from `_0` on. */
function numbered(parts: readonly string[]): Dict {
  return new Dict(new Map(parts.map((part, at) => [`_${at}`, part])), 'map[string]string');
}

/** goutils wraps at bytes, and only at single spaces. */
function wrap(text: string, width: number, end: string, breaksWords: boolean, work: Work): string {
  const bytes = bytesOf(text);
  const most = Math.max(1, width);
  work.spendText((bytes.length / most) * end.length);
  const lineEnd = bytesOf(end);
  let wrapped = '';
  let at = 0;
  while (bytes.length - at > most) {
    if (bytes[at] === ' ') {
      at++;
      continue;
    }
    const space = bytes.slice(at, at + most + 1).lastIndexOf(' ');
    if (space >= 0) {
      wrapped += bytes.slice(at, at + space) + lineEnd;
      at += space + 1;
      continue;
    }
    if (breaksWords) {
      wrapped += bytes.slice(at, at + most) + lineEnd;
      at += most;
      continue;
    }
    const next = bytes.indexOf(' ', at + most);
    wrapped += next === -1 ? bytes.slice(at) : bytes.slice(at, next) + lineEnd;
    at = next === -1 ? bytes.length : next + 1;
  }
  return textOf(wrapped + bytes.slice(at));
}

import { Fault } from '../fault';
import { type FunctionTable, fn, strings } from '../function';
import { compileRegex, find, type Match, type Program } from '../regex/match';
import { List } from '../value';
import type { Work } from '../work';

const findAll = fn(['string', 'string', 'int'], (source, text, most, work) => {
  const runes = runesOf(text);
  const all = matches(compileRegex(source, work), runes, most < 0 ? Number.POSITIVE_INFINITY : most, work);
  return all.length === 0
    ? new List([], '[]string', true)
    : strings(all.map((match) => part(runes, match[0], match[1])));
});
const findFirst = fn(['string', 'string'], (source, text, work) => {
  const runes = runesOf(text);
  const match = find(compileRegex(source, work), runes, 0, work);
  return match === undefined ? '' : part(runes, match[0], match[1]);
});
const replaceAll = fn(['string', 'string', 'string'], (source, text, by, work) => {
  const program = compileRegex(source, work);
  return replaced(program, text, work, (match, runes) => expand(by, match, runes, program));
});
const replaceLiteral = fn(['string', 'string', 'string'], (source, text, by, work) =>
  replaced(compileRegex(source, work), text, work, () => by),
);
const split = fn(['string', 'string', 'int'], (source, text, most, work) =>
  splitBy(compileRegex(source, work), source, text, most, work),
);

export const regexFunctions: FunctionTable = {
  // A pattern that does not compile matches nothing here; everywhere else it is an error.
  regexMatch: fn(['string', 'string'], (source, text, work) => {
    try {
      return find(compileRegex(source, work), runesOf(text), 0, work) !== undefined;
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.kind === 'execution') return false;
      throw thrown;
    }
  }),
  mustRegexMatch: fn(
    ['string', 'string'],
    (source, text, work) => find(compileRegex(source, work), runesOf(text), 0, work) !== undefined,
  ),
  regexFindAll: findAll,
  mustRegexFindAll: findAll,
  regexFind: findFirst,
  mustRegexFind: findFirst,
  regexReplaceAll: replaceAll,
  mustRegexReplaceAll: replaceAll,
  regexReplaceAllLiteral: replaceLiteral,
  mustRegexReplaceAllLiteral: replaceLiteral,
  regexSplit: split,
  mustRegexSplit: split,
  regexQuoteMeta: fn(['string'], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

function runesOf(text: string): readonly number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}

function part(runes: readonly number[], start = 0, end = 0): string {
  return runes
    .slice(start, end)
    .map((rune) => String.fromCodePoint(rune))
    .join('');
}

/** All matches that do not overlap; an empty one right after another match does not count. */
function matches(program: Program, runes: readonly number[], most: number, work: Work): readonly Match[] {
  const all: Match[] = [];
  let before = -1;
  for (let from = 0; from <= runes.length && all.length < most; ) {
    const match = find(program, runes, from, work);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    if (end > start || start !== before) all.push(match);
    before = end;
    from = end > from ? end : from + 1;
    if (end === start && start >= from) from = start + 1;
  }
  return all;
}

function replaced(
  program: Program,
  text: string,
  work: Work,
  by: (match: Match, runes: readonly number[]) => string,
): string {
  const runes = runesOf(text);
  let out = '';
  let last = 0;
  for (const match of matches(program, runes, Number.POSITIVE_INFINITY, work)) {
    const [start = 0, end = 0] = match;
    const put = by(match, runes);
    work.spendText(put.length);
    out += part(runes, last, start) + put;
    last = end;
  }
  return out + part(runes, last, runes.length);
}

/** `$1`, `$name` and `${name}`; a name is as long as it can be, and what names no group is empty. */
function expand(template: string, match: Match, runes: readonly number[], { regex }: Program): string {
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const groups = /^\d+$/.test(name) && !/^0\d/.test(name) ? [Number(name)] : (regex.names.get(name) ?? []);
      const group = groups.find((each) => (match[2 * each] ?? -1) >= 0);
      const [start = -1, end = -1] = group === undefined ? [] : match.slice(2 * group, 2 * group + 2);
      return start < 0 ? '' : part(runes, start, end);
    },
  );
}

function splitBy(program: Program, source: string, text: string, most: number, work: Work): List {
  if (most === 0) return new List([], '[]string', true);
  if (source !== '' && text === '') return strings(['']);
  const runes = runesOf(text);
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of matches(program, runes, most < 0 ? Number.POSITIVE_INFINITY : most, work)) {
    if (most > 0 && parts.length === most - 1) break;
    end = match[0] ?? 0;
    // A match at the very start that is empty cuts nothing off.
    if (match[1] !== 0) parts.push(part(runes, start, end));
    start = match[1] ?? 0;
  }
  if (end !== runes.length) parts.push(part(runes, start, runes.length));
  return strings(parts);
}

import { CannotTell, failed } from './fault';
import { fixed, formatFloat } from './float';
import { bytesOf, compareText, wellFormed } from './text';
import { Dict, Int, List, Thing, type Value } from './value';
import type { Work } from './work';
import { needsQuotes } from './yaml-scalar';

/** Lines longer than this go on in the next one, if they have a space to do so. */
const WIDTH = 80;

/** Writes YAML as Kubernetes's writer does: keys in natural order, lists not indented. */
export function toYaml(value: Value, work: Work): string {
  return block(value, work, '', 0).replace(/^\n/, '').replace(/^ /, '');
}

/** A value after its key or dash: at a column of the same line after a space, or on lines of its own. */
function block(value: Value, work: Work, margin: string, column: number): string {
  work.spend(1);
  if (value instanceof List && !value.nil) {
    if (value.items.length === 0) return ' []';
    return work.nested(() => `\n${value.items.map((item) => `${margin}-${listItem(item, work, margin)}`).join('\n')}`);
  }
  if (value instanceof Dict && !value.nil) {
    if (value.entries.size === 0) return ' {}';
    return work.nested(
      () =>
        `\n${members(value, work, margin)
          .map((member) => margin + member)
          .join('\n')}`,
    );
  }
  return ` ${scalar(value, work, margin, column)}`;
}

function members(dict: Dict, work: Work, margin: string): readonly string[] {
  const sorted = [...dict.entries]
    .map(([key, item]) => [keyAsRead(key), item] as const)
    .sort(([one], [other]) => compareNaturally(one, other));
  const shown = sorted.map(([key, item]) => [`${keyText(key)}:`, item] as const);
  refuseCircles(sorted.map(([key]) => key));
  return shown.map(([key, item]) => {
    const inner = item instanceof List ? margin : `${margin}  `;
    return key + block(item, work, inner, margin.length + [...key].length + 1);
  });
}

/** What follows a dash: a map or list starts on the line of the dash. */
function listItem(item: Value, work: Work, margin: string): string {
  const inner = block(item, work, `${margin}  `, margin.length + 2);
  return inner.startsWith('\n') ? ` ${inner.slice(margin.length + 3)}` : inner;
}

function keyText(key: string): string {
  if (/[\n\r\u0085\u2028\u2029]/.test(key)) throw new CannotTell('toYaml with keys of several lines');
  if (key === '') return '""';
  if (REFUSED.test(key)) throw failed('yaml: control characters are not allowed');
  // A key is looked up at once if it is short; a long one is written in another form.
  if (bytesOf(key).length > 128) throw new CannotTell('toYaml with keys of more than 128 bytes');
  return plainOrQuoted(key, (characters) => characters.join(''));
}

function scalar(value: Value, work: Work, margin: string, column: number): string {
  if (value === undefined || value === null || value instanceof List || value instanceof Dict) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Int) return String(value.value);
  if (typeof value === 'number') return yamlNumber(value);
  const text = value instanceof Thing ? value.text : asRead(value);
  work.spendText(text.length);
  if (REFUSED.test(text)) throw failed('yaml: control characters are not allowed');
  const inner = margin === '' ? '  ' : margin;
  const fold: Fold = (characters, style) => folded(characters, style, column, inner);
  return text.includes('\n') ? literal(text, inner, fold) : plainOrQuoted(text, fold);
}

/** The writer reads what it is given from JSON, as YAML: there U+0085 ends a line, and one end of a line is a space. */
function asRead(text: string): string {
  return wellFormed(text).replace(
    /(?<! ) *\u0085[ \u0085]*/g,
    (gap) => '\n'.repeat(gap.split('\u0085').length - 2) || ' ',
  );
}

/** What goes over a line is no key. */
function keyAsRead(key: string): string {
  if (key.includes('\u0085')) throw failed("yaml: did not find expected ',' or '}'");
  return wellFormed(key);
}

/** Through JSON and back: what JSON writes as a whole number is one. */
function yamlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new CannotTell('toYaml of an infinity');
  const json = Math.abs(value) < 1e21 ? fixed(value, undefined) : '';
  if (/^-?\d+$/.test(json) && BigInt(json) >= -(2n ** 63n) && BigInt(json) < 2n ** 64n)
    return json === '-0' ? '0' : json;
  return formatFloat(value);
}

/** What the reader that Argo CD's writer goes through refuses. */
const REFUSED = /[\x7f-\x84\x86-\x9f]/;

const SPECIAL = /[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u0085]/u;

type Style = 'plain' | 'single' | 'double';

/** Joins the characters of a scalar as they are shown, over several lines if need be. */
type Fold = (characters: readonly string[], style: Style) => string;

function plainOrQuoted(text: string, fold: Fold): string {
  if (needsQuotes(text)) return doubleQuoted(text, fold);
  if (!SPECIAL.test(text) && !/\t|[\u0085\u2028\u2029]/.test(text) && isPlain(text)) return fold([...text], 'plain');
  if (SPECIAL.test(text) || /\t/.test(text)) return doubleQuoted(text, fold);
  if (/[\u0085\u2028\u2029]/.test(text)) throw new CannotTell('toYaml with line separators of Unicode');
  const shown = [...text].map((character) => (character === "'" ? "''" : character));
  return `'${fold(shown, 'single')}'`;
}

/** A space at which a line is broken is not written; the reader puts it back. */
function folded(characters: readonly string[], style: Style, start: number, margin: string): string {
  let text = '';
  let column = start + (style === 'plain' ? 0 : 1);
  for (const [at, character] of characters.entries()) {
    const isInner = style === 'plain' || (at > 0 && at < characters.length - 1);
    const next = characters[at + 1];
    const mayBreak = character === ' ' && characters[at - 1] !== ' ' && isInner && (style === 'double' || next !== ' ');
    if (mayBreak && column > WIDTH) {
      // Spaces at the start of a line would not be read.
      const start = style === 'double' && next === ' ' ? '\\' : '';
      text += `\n${margin}${start}`;
      column = margin.length + start.length;
    } else {
      text += character;
      column += [...character].length;
    }
  }
  return text;
}

function isPlain(text: string): boolean {
  return !(
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-]( |$)/.test(text) ||
    /:( |$)/.test(text) ||
    / #/.test(text) ||
    /^ | $/.test(text)
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
const ESCAPED = /[\0-\x1f"\\\x7f-\x84\x86-\x9f\u0085\u2028\u2029\ufeff\u{10000}-\u{10ffff}]/u;

function doubleQuoted(text: string, fold: Fold): string {
  return `"${fold([...text].map(escaped), 'double')}"`;
}

/** After a byte order mark at the start, everything is escaped. */
function escaped(character: string, _: number, [first]: readonly string[]): string {
  if (first !== '\ufeff' && !ESCAPED.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length > 4) return `\\U${code.padStart(8, '0')}`;
  return ESCAPES[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`);
}

/** A text of several lines, unless spaces at its end or odd characters forbid it. */
function literal(text: string, margin: string, fold: Fold): string {
  if (SPECIAL.test(text) || / \n| $|\t/.test(text)) return doubleQuoted(text, fold);
  if (/[\u0085\u2028\u2029]/.test(text)) throw new CannotTell('toYaml with line separators of Unicode');
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : margin + line)).join('\n')}`;
}

/** Natural order: numbers inside of keys by their value, letters after everything else. */
function compareNaturally(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    const [isLetter, otherIsLetter] = [/\p{L}/u.test(x), /\p{L}/u.test(y)];
    if (isLetter && otherIsLetter) return compareText(x, y);
    if (isLetter || otherIsLetter) return otherIsLetter ? -1 : 1;
    // After a digit that is no zero, zeros count; before one they do not.
    const significant = (x === '0' || y === '0') && /[1-9]0*$/.test(digitsBefore(a, at));
    const [run, otherRun] = [digitsFrom(a, at), digitsFrom(b, at)];
    const [number, otherNumber] = [numberOf(run, significant), numberOf(otherRun, significant)];
    if (number !== otherNumber) return number < otherNumber ? -1 : 1;
    if (run.length !== otherRun.length) return run.length - otherRun.length;
    return compareText(x, y);
  }
  return a.length - b.length;
}

/**
 * Natural order goes in circles where letters follow numbers: 2 is before 10, 10 before 1x, and 1x before 2. Go's order
 * is then one of chance. Else a number is before others; the exception is one with a letter after it, which comes after
 * those that go on with more digits, and no third number may stand between them.
 */
function refuseCircles(keys: readonly string[]): void {
  const behind = new Map<string, { readonly numbers: Set<string>; readonly lettered: Set<string> }>();
  for (const key of keys) {
    for (const { 0: digits, index } of key.matchAll(/\p{Nd}+/gu)) {
      const same = behind.get(key.slice(0, index)) ?? { numbers: new Set(), lettered: new Set() };
      behind.set(key.slice(0, index), same);
      same.numbers.add(digits);
      if (/^\p{L}/u.test(key.slice(index + digits.length))) same.lettered.add(digits);
    }
  }
  for (const { numbers, lettered } of behind.values()) {
    if (lettered.size === 0 || numbers.size < 3) continue;
    const inOrder = [...numbers].sort(compareNaturally);
    const longer = new Map<string, { readonly count: number; readonly last: number }>();
    for (const [place, digits] of inOrder.entries()) {
      for (let end = 1; end < digits.length; end++) {
        const start = digits.slice(0, end);
        longer.set(start, { count: (longer.get(start)?.count ?? 0) + 1, last: place });
      }
    }
    for (const [place, digits] of inOrder.entries()) {
      const { count, last } = longer.get(digits) ?? { count: 0, last: place };
      if (lettered.has(digits) && last - place !== count)
        throw new CannotTell('toYaml with keys of numbers and letters that Go puts in an order of chance');
    }
  }
}

/** Every digit of Unicode counts as one of ASCII. Go's 64 bits overflow, and then the order is a matter of chance. */
function numberOf(digits: string, significant: boolean): bigint {
  let number = significant ? 1n : 0n;
  for (const digit of digits) {
    number = number * 10n + BigInt((digit.codePointAt(0) ?? 0) - 0x30);
    if (number >= 2n ** 63n) throw new CannotTell('toYaml with keys of numbers of more than 64 bits');
  }
  return number;
}

function digitsFrom(characters: readonly string[], at: number): string {
  let end = at;
  while (/\p{Nd}/u.test(characters[end] ?? '')) end++;
  return characters.slice(at, end).join('');
}

function digitsBefore(characters: readonly string[], at: number): string {
  let start = at;
  while (/\p{Nd}/u.test(characters[start - 1] ?? '')) start--;
  return characters.slice(start, at).join('');
}

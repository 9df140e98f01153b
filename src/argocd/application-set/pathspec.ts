import { clean } from '../go-template/sprig/paths';
import { bytesOf } from '../go-template/text';
import type { Work } from '../go-template/work';
import { unknown } from '../unknown';
import { known, stop } from './failure';

/**
 * Whether a file is what `git ls-files` lists for a path: the path itself, all within it if it is a directory, and all
 * that it matches as a pattern of bytes, in which `*` and `?` stand for slashes as well.
 */
export function pathspec(path: string, work: Work): (file: string) => boolean {
  work.spendText(path.length);
  if (path.startsWith(':'))
    known<void>(unknown(`git path ${JSON.stringify(path)}: what git does after ":" is not followed`));
  const spec = fromRoot(path);
  // All of it, also for Argo CD's repo server that is given no path.
  if (spec === '') return () => true;
  const folder = spec.endsWith('/') ? spec : `${spec}/`;
  const pieces = /[*?[\\]/.test(spec) ? parse(bytesOf(spec)) : undefined;
  return (file) => {
    work.spend(0.5 + spec.length / 128);
    return file === spec || file.startsWith(folder) || wildcardsMatch(pieces, bytesOf(file), work);
  };
}

/** Git makes a path plain before it looks for anything in it, and fails where it leads out of the checkout. */
function fromRoot(path: string): string {
  const plain = clean(path);
  if (/^(\/|\.\.(\/|$))/.test(plain)) throw stop(`git path ${JSON.stringify(path)}: it is outside of the repository`);
  if (plain === '.') return '';
  // What ends in a slash, or in a dot for a directory, asks for what is within.
  return /(^|\/)\.{0,2}$/.test(path) ? `${plain}/` : plain;
}

type Piece = '*' | '?' | ((character: string) => boolean);

/** Undefined for what is not closed: it matches nothing. */
function parse(spec: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at = 0; at < spec.length; at++) {
    const character = spec[at];
    if (character === '*') {
      if (pieces.at(-1) !== '*') pieces.push('*');
    } else if (character === '?') {
      pieces.push('?');
    } else if (character === '[') {
      const parsed = parseClass(spec, at + 1);
      if (parsed === undefined) return undefined;
      pieces.push(parsed.has);
      at = parsed.end;
    } else {
      const literal = character === '\\' ? spec[++at] : character;
      if (literal === undefined) return undefined;
      pieces.push((other) => other === literal);
    }
  }
  return pieces;
}

const NAMED: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control characters.
  ['cntrl', /[\0-\x1f\x7f]/],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t\n\r]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[A-Fa-f0-9]/],
]);

/** A class and the place of the bracket that closes it; one right at the start belongs to it. */
function parseClass(
  spec: string,
  start: number,
): { readonly has: (other: string) => boolean; end: number } | undefined {
  const negated = spec[start] === '!' || spec[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  const named: RegExp[] = [];
  const first = negated ? start + 1 : start;
  let low: string | undefined;
  for (let at = first; at < spec.length; at++) {
    const member = spec[at] ?? '';
    if (member === ']' && at > first) {
      const isIn = (other: string): boolean =>
        ranges.some(([from, to]) => from <= other && other <= to) || named.some((each) => each.test(other));
      return { has: (other) => isIn(other) !== negated, end: at };
    }
    const name = member === '[' && spec[at + 1] === ':' ? spec.slice(at + 2).split(']', 1)[0] : undefined;
    if (name !== undefined && at + 2 + name.length === spec.length) return undefined;
    if (name?.endsWith(':')) {
      const characters = NAMED.get(name.slice(0, -1));
      if (characters === undefined) return undefined;
      named.push(characters);
      at += name.length + 2;
      low = undefined;
    } else if (member === '-' && low !== undefined && spec[at + 1] !== undefined && spec[at + 1] !== ']') {
      if (spec[++at] === '\\') at++;
      ranges.push([low, spec[at] ?? '']);
      low = undefined;
    } else {
      if (member === '\\') at++;
      low = spec[at];
      if (low !== undefined) ranges.push([low, low]);
    }
  }
  return undefined;
}

/** Goes back to the last star only, which is enough and takes quadratic time at most. */
function wildcardsMatch(pieces: readonly Piece[] | undefined, text: string, work: Work): boolean {
  if (pieces === undefined) return false;
  let piece = 0;
  let star = -1;
  let starAt = 0;
  for (let at = 0; at < text.length; ) {
    const wanted = pieces[piece];
    if (wanted === '*') {
      star = piece++;
      starAt = at;
    } else if (wanted === '?' || (typeof wanted === 'function' && wanted(text[at] ?? ''))) {
      piece++;
      at++;
    } else if (star !== -1) {
      work.spend(0.05 * (at - starAt + 1));
      piece = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pieces[piece] === '*') piece++;
  return piece === pieces.length;
}

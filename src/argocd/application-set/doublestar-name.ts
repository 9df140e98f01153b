import type { Work } from '../go-template/work';
import { runeAt } from '../utf8';
import { stop } from './failure';

const LAST_RUNE = 0x10ffff;

interface Place {
  readonly pattern: number;
  readonly name: number;
}

/**
 * Whether the name of a file or directory matches one part of a pattern, both as bytes: `*` is any run, `?` one
 * character, `[a-z]`, `[!a]` and `[^a]` are classes, `{a,b}` alternatives, `\` takes the next character as it is.
 */
export function nameMatches(pattern: string, name: string, checksEnds: boolean, work: Work): boolean {
  return matchesFrom(pattern, name, { pattern: 0, name: 0 }, undefined, { checksEnds, work });
}

interface Context {
  /** Whether what is left of a pattern at the end of a name has to be well-formed: a part of it may be none. */
  readonly checksEnds: boolean;
  readonly work: Work;
}

function matchesFrom(
  pattern: string,
  name: string,
  from: Place,
  lastStar: Place | undefined,
  context: Context,
): boolean {
  let at = from;
  let star = lastStar;
  let isStart = true;
  while (at.name < name.length) {
    context.work.spend(0.02);
    const sign = pattern[at.pattern];
    if (sign === '*') {
      const isDouble = pattern[at.pattern + 1] === '*';
      const after = at.pattern + (isDouble ? 2 : 1);
      if (isDouble && isStart && after === pattern.length) return true;
      // Between slashes it may stand for no directory at all; anywhere else two stars are one.
      const isParts: boolean = isDouble && isStart && pattern[after] === '/';
      at = { pattern: isParts ? after + 1 : after, name: at.name };
      star = isParts ? undefined : at;
      isStart = isParts;
      continue;
    }
    if (sign === '{') return alternativesMatch(pattern, name, at, star, context);
    const next = sign === undefined ? undefined : takeOne(pattern, name, at);
    if (next !== undefined) {
      isStart = pattern[at.pattern] === '/';
      at = next;
      continue;
    }
    if (star === undefined) return false;
    star = { pattern: star.pattern, name: star.name + runeAt(name, star.name)[1] };
    at = star;
    isStart = false;
  }
  return matchesNothing(pattern.slice(at.pattern), context);
}

/** What comes after one character that matches. */
function takeOne(pattern: string, name: string, at: Place): Place | undefined {
  const [rune, width] = runeAt(name, at.name);
  const sign = pattern[at.pattern];
  if (sign === '?') return { pattern: at.pattern + 1, name: at.name + width };
  if (sign === '[') {
    const end = classEnd(pattern, at.pattern + 1, rune);
    return end === undefined ? undefined : { pattern: end, name: at.name + width };
  }
  const start = sign === '\\' ? at.pattern + 1 : at.pattern;
  if (start === pattern.length) throw malformed();
  const [wanted, length] = runeAt(pattern, start);
  return wanted === rune ? { pattern: start + length, name: at.name + width } : undefined;
}

/** Where a class ends that a character is of. It is read only as far as it takes to tell. */
function classEnd(pattern: string, start: number, rune: number): number | undefined {
  const negated = pattern[start] === '!' || pattern[start] === '^';
  let at = negated ? start + 1 : start;
  if (at >= pattern.length || pattern[at] === ']') throw malformed();
  let low: number | undefined;
  let isMember = false;
  const read = (): number => {
    const [member, width] = runeAt(pattern, at);
    at += width;
    return member;
  };
  while (!isMember && at < pattern.length && pattern[at] !== ']') {
    const member = read();
    if (low !== undefined && member === DASH && at < pattern.length && pattern[at] !== ']') {
      if (pattern[at] === '\\') at++;
      isMember = low <= rune && rune <= read();
      low = undefined;
    } else {
      const single = member === BACKSLASH ? read() : member;
      isMember = single === rune;
      low = single < LAST_RUNE ? single : undefined;
    }
  }
  if (isMember === negated) {
    if (at >= pattern.length) throw malformed();
    return undefined;
  }
  const close = closingBracket(pattern, at);
  if (close === undefined) throw malformed();
  return close + 1;
}

const [DASH, BACKSLASH] = [0x2d, 0x5c];

function closingBracket(pattern: string, start: number): number | undefined {
  for (let at = start; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']') return at;
  }
  return undefined;
}

function alternativesMatch(
  pattern: string,
  name: string,
  at: Place,
  star: Place | undefined,
  context: Context,
): boolean {
  return taken(pattern, at.pattern).some((each) => {
    context.work.spendText(each.length);
    return context.work.nested(() => matchesFrom(each, name, at, star, context));
  });
}

/** The patterns that one brace and what belongs to it stand for. */
function taken(pattern: string, open: number): readonly string[] {
  const close = closingBrace(pattern, open);
  if (close === undefined) throw malformed();
  const [before, after] = [pattern.slice(0, open), pattern.slice(close + 1)];
  return alternatives(pattern.slice(open + 1, close)).map((each) => before + each + after);
}

/** What stands between the commas that are in no braces. */
export function alternatives(inner: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < inner.length; at++) {
    const sign = inner[at];
    if (sign === '\\') at++;
    else if (sign === '{') depth++;
    else if (sign === '}') depth--;
    else if (sign === ',' && depth === 0) {
      found.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, inner.slice(start)];
}

function closingBrace(pattern: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at;
  }
  return undefined;
}

/** What of a pattern is left at the end of a name; three stars stand for something. */
function matchesNothing(rest: string, context: Context): boolean {
  context.work.spend(0.02);
  if (/^(\*|\/?\*\*\/?)?$/.test(rest)) return true;
  if (rest.startsWith('{')) {
    return taken(rest, 0).some((each) => {
      context.work.spendText(each.length);
      return context.work.nested(() => matchesNothing(each, context));
    });
  }
  if (context.checksEnds && !isWellFormed(rest)) throw malformed();
  return false;
}

export function isWellFormed(pattern: string): boolean {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') {
      if (++at === pattern.length) return false;
    } else if (sign === '[') {
      at += pattern[at + 1] === '^' || pattern[at + 1] === '!' ? 2 : 1;
      if (pattern[at] === ']') return false;
      while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1;
      if (at >= pattern.length) return false;
    } else if (sign === '{') {
      depth++;
    } else if (sign === '}' && --depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

export function malformed(): Error {
  return stop('syntax error in pattern');
}

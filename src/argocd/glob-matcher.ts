import { countRunes, encode, runeAt, runeLength } from './utf8';

/**
 * What a glob becomes before it is matched. Argo CD's matcher is not the plain reading of a glob: it rewrites the
 * pattern into these pieces, and some of them accept more, or less, than the pattern says. They are kept as they are.
 */
export type Matcher =
  | { readonly kind: 'nothing' | 'super' }
  | { readonly kind: 'any'; readonly separators: readonly number[] }
  | OneCharacter
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'atLeast' | 'atMost'; readonly runes: number }
  | { readonly kind: 'contains'; readonly text: string; readonly negated: boolean }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string }
  | { readonly kind: 'prefixAny' | 'suffixAny'; readonly text: string; readonly separators: readonly number[] }
  | { readonly kind: 'prefixSuffix'; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'anyOf' | 'everyOf'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'row'; readonly matchers: readonly Matcher[]; readonly runes: number }
  | Tree;

type OneCharacter =
  | { readonly kind: 'single'; readonly separators: readonly number[] }
  | { readonly kind: 'list'; readonly runes: readonly number[]; readonly negated: boolean }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly negated: boolean };

/** A piece to look for, and what has to match before and after it. */
interface Tree {
  readonly kind: 'tree';
  readonly value: Matcher;
  readonly left: Matcher | undefined;
  readonly right: Matcher | undefined;
  readonly leftRunes: number | undefined;
  readonly rightRunes: number | undefined;
  readonly runes: number | undefined;
}

export function tree(value: Matcher, left?: Matcher, right?: Matcher): Matcher {
  const leftRunes = left && width(left);
  const rightRunes = right && width(right);
  const valueRunes = width(value);
  const known = valueRunes !== undefined && (left === undefined) === (leftRunes === undefined);
  const runes =
    known && (right === undefined) === (rightRunes === undefined)
      ? valueRunes + (leftRunes ?? 0) + (rightRunes ?? 0)
      : undefined;
  // A side that is not there takes no room; one of unknown width takes an unknown one.
  return {
    kind: 'tree',
    value,
    left,
    right,
    leftRunes: left === undefined ? 0 : leftRunes,
    rightRunes: right === undefined ? 0 : rightRunes,
    runes,
  };
}

/** How many characters a matcher takes, where every text it matches has that many. */
export function width(matcher: Matcher): number | undefined {
  switch (matcher.kind) {
    case 'nothing':
      return 0;
    case 'single':
    case 'list':
    case 'range':
      return 1;
    case 'text':
      return countRunes(matcher.text);
    case 'row':
    case 'tree':
      return matcher.runes;
    case 'anyOf': {
      // Alternatives of unknown width at the front are forgotten by Argo CD as well.
      let common: number | undefined;
      for (const alternative of matcher.matchers) {
        const own = width(alternative);
        if (common === undefined) common = own;
        else if (own !== common) return undefined;
      }
      return common;
    }
    default:
      return undefined;
  }
}

/** The steps that one match may take; a matcher that backtracks without end runs out of them. */
export class Work {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new OutOfWork();
  }
}

export class OutOfWork extends Error {}

/** Argo CD's matcher reads past the end of the text here, and its process stops. */
export class Crash extends Error {}

/** Whether the whole of some bytes matches. */
export function matches(matcher: Matcher, bytes: string, work: Work): boolean {
  work.spend(1);
  switch (matcher.kind) {
    case 'nothing':
      return bytes === '';
    case 'super':
      return true;
    case 'any':
      work.spend(bytes.length);
      return indexOfAny(bytes, matcher.separators) === -1;
    case 'single':
    case 'list':
    case 'range': {
      // No character at all reads as an unreadable one, so `?` and a negated class match the empty text.
      const [rune, size] = runeAt(bytes, 0);
      return bytes.length <= size && takes(matcher, rune);
    }
    case 'text':
      return matcher.text === bytes;
    case 'atLeast':
      return atLeast(bytes, matcher.runes, work);
    case 'atMost':
      return !atLeast(bytes, matcher.runes + 1, work);
    case 'contains':
      work.spend(bytes.length);
      return bytes.includes(matcher.text) !== matcher.negated;
    case 'prefix':
      return bytes.startsWith(matcher.text);
    case 'suffix':
      return bytes.endsWith(matcher.text);
    case 'prefixAny':
      work.spend(bytes.length);
      return bytes.startsWith(matcher.text) && indexOfAny(bytes.slice(matcher.text.length), matcher.separators) === -1;
    case 'suffixAny':
      work.spend(bytes.length);
      return (
        bytes.endsWith(matcher.text) &&
        indexOfAny(bytes.slice(0, bytes.length - matcher.text.length), matcher.separators) === -1
      );
    case 'prefixSuffix':
      // The two may overlap: `ab*ba` matches `aba`.
      return bytes.startsWith(matcher.prefix) && bytes.endsWith(matcher.suffix);
    case 'anyOf':
      return matcher.matchers.some((alternative) => matches(alternative, bytes, work));
    case 'everyOf':
      return matcher.matchers.every((condition) => matches(condition, bytes, work));
    case 'row':
      return (
        !atLeast(bytes, matcher.runes + 1, work) &&
        (matcher.runes === 0 || atLeast(bytes, matcher.runes, work)) &&
        startsWithRow(matcher.matchers, bytes, work)
      );
    case 'tree':
      return matchesTree(matcher, bytes, work);
  }
}

function matchesTree(matcher: Tree, bytes: string, work: Work): boolean {
  if (matcher.runes !== undefined && matcher.runes > bytes.length) return false;
  // Widths are characters and offsets bytes; the mix is Argo CD's.
  let offset = matcher.leftRunes ?? 0;
  const limit = bytes.length - (matcher.rightRunes ?? 0);
  while (offset < limit) {
    const found = find(matcher.value, bytes.slice(offset, limit), work);
    if (found === undefined) return false;
    const at = offset + found.at;
    const before = bytes.slice(0, at);
    if (matcher.left === undefined ? before === '' : matches(matcher.left, before, work)) {
      for (const length of found.lengths.toReversed()) {
        const after = bytes.slice(at + length);
        if (matcher.right === undefined ? after === '' : matches(matcher.right, after, work)) return true;
      }
    }
    offset = at + runeAt(bytes, at)[1];
  }
  return false;
}

interface Found {
  readonly at: number;
  /** The lengths that a match there can have, in bytes, ascending. */
  readonly lengths: readonly number[];
}

/** The first place where a matcher matches. */
function find(matcher: Matcher, bytes: string, work: Work): Found | undefined {
  work.spend(1 + bytes.length);
  switch (matcher.kind) {
    case 'nothing':
      return { at: 0, lengths: [0] };
    case 'super':
      return { at: 0, lengths: [...starts(bytes, work), bytes.length] };
    case 'any': {
      const end = indexOfAny(bytes, matcher.separators);
      const free = end === -1 ? bytes : bytes.slice(0, end);
      return { at: 0, lengths: [...starts(free, work), free.length] };
    }
    case 'single':
    case 'list':
    case 'range':
      for (const at of starts(bytes, work)) {
        const [rune] = runeAt(bytes, at);
        if (takes(matcher, rune)) return { at, lengths: [runeLength(rune)] };
      }
      return undefined;
    case 'text':
      return at(bytes.indexOf(matcher.text), () => [matcher.text.length]);
    case 'atLeast': {
      const lengths = bytes.length < matcher.runes ? [] : ends(bytes, work).slice(Math.max(matcher.runes - 1, 0));
      return at(lengths.length === 0 ? -1 : 0, () => lengths);
    }
    case 'atMost':
      return { at: 0, lengths: [0, ...ends(bytes, work).slice(0, matcher.runes)] };
    case 'contains':
      return findContains(matcher.text, matcher.negated, bytes, work);
    case 'prefix':
    case 'prefixAny': {
      const start = bytes.indexOf(matcher.text);
      const own = matcher.text.length;
      let rest = bytes.slice(start + own);
      const end = matcher.kind === 'prefixAny' ? indexOfAny(rest, matcher.separators) : -1;
      if (end !== -1) rest = rest.slice(0, end);
      return at(start, () => [own, ...ends(rest, work).map((length) => own + length)]);
    }
    case 'suffix':
      // Only the first place where the text ends is looked at.
      return at(Math.min(bytes.indexOf(matcher.text), 0), () => [bytes.indexOf(matcher.text) + matcher.text.length]);
    case 'suffixAny': {
      const end = bytes.indexOf(matcher.text);
      if (end === -1) return undefined;
      const start = lastIndexOfAny(bytes.slice(0, end), matcher.separators) + 1;
      return { at: start, lengths: [end + matcher.text.length - start] };
    }
    case 'prefixSuffix':
      return findPrefixSuffix(matcher.prefix, matcher.suffix, bytes, work);
    case 'anyOf':
      return findAnyOf(matcher.matchers, bytes, work);
    case 'everyOf':
      return findEveryOf(matcher.matchers, bytes, work);
    case 'row':
      for (const start of starts(bytes, work)) {
        if (bytes.length - start < matcher.runes) return undefined;
        if (startsWithRow(matcher.matchers, bytes.slice(start), work)) return { at: start, lengths: [matcher.runes] };
      }
      return undefined;
    case 'tree':
      // Argo CD never finds a tree inside another.
      return undefined;
  }
}

function at(start: number, lengths: () => readonly number[]): Found | undefined {
  return start === -1 ? undefined : { at: start, lengths: lengths() };
}

function findContains(text: string, negated: boolean, bytes: string, work: Work): Found | undefined {
  const start = bytes.indexOf(text);
  if (negated) {
    const free = start === -1 ? bytes : bytes.slice(0, start);
    return { at: 0, lengths: [...starts(free, work), free.length] };
  }
  if (start === -1) return undefined;
  const offset = start + text.length;
  const rest = bytes.slice(offset);
  return { at: 0, lengths: [...starts(rest, work), rest.length].map((length) => offset + length) };
}

function findPrefixSuffix(prefix: string, suffix: string, bytes: string, work: Work): Found | undefined {
  const start = bytes.indexOf(prefix);
  if (start === -1) return undefined;
  const rest = bytes.slice(start);
  const lengths: number[] = [];
  for (let end = rest.lastIndexOf(suffix); end !== -1; ) {
    work.spend(8);
    lengths.unshift(end + suffix.length);
    // The next one has to end before this one starts.
    end = end < suffix.length ? -1 : rest.lastIndexOf(suffix, end - suffix.length);
  }
  return lengths.length === 0 ? undefined : { at: start, lengths };
}

function findAnyOf(matchers: readonly Matcher[], bytes: string, work: Work): Found | undefined {
  let first: Found | undefined;
  for (const matcher of matchers) {
    const found = find(matcher, bytes, work);
    if (found === undefined || (first !== undefined && found.at > first.at)) continue;
    if (first === undefined || found.at < first.at) first = found;
    else first = { at: first.at, lengths: mergeAscending(first.lengths, found.lengths) };
  }
  return first;
}

function mergeAscending(one: readonly number[], other: readonly number[]): readonly number[] {
  return [...new Set([...one, ...other])].sort((a, b) => a - b);
}

function findEveryOf(matchers: readonly Matcher[], bytes: string, work: Work): Found | undefined {
  let start = 0;
  let offset = 0;
  let lengths: readonly number[] = [];
  let rest = bytes;
  for (const [nth, matcher] of matchers.entries()) {
    const found = find(matcher, rest, work);
    if (found === undefined) return undefined;
    if (nth === 0) {
      lengths = found.lengths;
    } else {
      const shift = start - (found.at + offset);
      const theirs = new Set(found.lengths);
      lengths = lengths.map((length) => length + shift).filter((length) => theirs.has(length));
      if (lengths.length === 0) return undefined;
    }
    start = found.at + offset;
    rest = bytes.slice(start);
    offset += found.at;
  }
  return { at: start, lengths };
}

/** Whether the start of some bytes is a row of matchers, each of its own width. */
function startsWithRow(matchers: readonly Matcher[], bytes: string, work: Work): boolean {
  let from = 0;
  for (const matcher of matchers) {
    const runes = width(matcher) ?? 0;
    let seen = 0;
    let last = 0;
    for (let next = from; next < bytes.length && (seen === 0 || seen !== runes); seen++) {
      work.spend(1);
      last = next - from;
      next += runeAt(bytes, next)[1];
    }
    if (seen < runes) return false;
    // The last character is taken to be one byte long, whatever it is.
    const end = from + last + 1;
    if (end > bytes.length) throw new Crash();
    if (!matches(matcher, bytes.slice(from, end), work)) return false;
    from = end;
  }
  return true;
}

function takes(matcher: OneCharacter, rune: number): boolean {
  switch (matcher.kind) {
    case 'single':
      return !matcher.separators.includes(rune);
    case 'list':
      return matcher.runes.includes(rune) !== matcher.negated;
    case 'range':
      return (rune >= matcher.low && rune <= matcher.high) !== matcher.negated;
  }
}

function starts(bytes: string, work: Work): number[] {
  work.spend(8 * bytes.length);
  const places: number[] = [];
  for (let next = 0; next < bytes.length; next += runeAt(bytes, next)[1]) places.push(next);
  return places;
}

/** Where each character ends, by the width it should have. */
function ends(bytes: string, work: Work): number[] {
  return starts(bytes, work).map((start) => start + runeLength(runeAt(bytes, start)[0]));
}

function atLeast(bytes: string, runes: number, work: Work): boolean {
  let seen = 0;
  for (let next = 0; next < bytes.length; next += runeAt(bytes, next)[1]) {
    work.spend(1);
    if (++seen >= runes) return true;
  }
  return false;
}

/** The first place of the first separator that occurs at all, not of the nearest one. */
function indexOfAny(bytes: string, separators: readonly number[]): number {
  for (const separator of separators) {
    const found = bytes.indexOf(encode(separator));
    if (found !== -1) return found;
  }
  return -1;
}

function lastIndexOfAny(bytes: string, separators: readonly number[]): number {
  for (const separator of separators) {
    const found = bytes.lastIndexOf(encode(separator));
    if (found !== -1) return found;
  }
  return -1;
}

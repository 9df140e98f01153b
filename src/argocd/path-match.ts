import { OutOfWork, Work } from './glob-matcher';
import { unknown, type Verdict } from './unknown';
import { RUNE_ERROR, runeAt, utf8 } from './utf8';

/** A pattern of Go's path.Match, taken apart: what follows each run of stars, and whether there is such a run. */
export interface PathPattern {
  readonly chunks: readonly { readonly star: boolean; readonly pieces: readonly Piece[] }[];
}

/** Matches one byte, or one character. */
type Piece =
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

const MOST_WORK = 50_000_000;
const SLASH = 0x2f;

/**
 * Whether a name matches the way project resource lists and directory generators match: `*` is any run without `/`,
 * `?` one character but `/`, `[a-z]` and `[^a]` are classes - and those do take a `/`. No `**`, no braces.
 * A malformed pattern matches nothing.
 */
export function pathMatches(pattern: string, name: string): Verdict {
  const parsed = parsePathPattern(pattern);
  return parsed !== undefined && matchesPath(parsed, name);
}

/** Undefined when the pattern is malformed, which some callers in Argo CD treat as an error. */
export function parsePathPattern(pattern: string): PathPattern | undefined {
  const chunks: { star: boolean; pieces: readonly Piece[] }[] = [];
  const bytes = utf8(pattern);
  for (let at = 0; at < bytes.length; ) {
    const text = at;
    while (bytes[at] === '*') at++;
    const star = at > text;
    const end = endOfChunk(bytes, at);
    const pieces = parsePieces(bytes.slice(at, end));
    if (pieces === undefined) return undefined;
    chunks.push({ star, pieces });
    at = end;
  }
  return { chunks };
}

export function matchesPath(pattern: PathPattern, name: string): Verdict {
  try {
    return matches(pattern.chunks, utf8(name), new Work(MOST_WORK));
  } catch (thrown) {
    if (thrown instanceof OutOfWork) return unknown('the path pattern takes more steps than are worth following');
    throw thrown;
  }
}

function matches(chunks: PathPattern['chunks'], name: string, work: Work): boolean {
  let at = 0;
  for (const [nth, { star, pieces }] of chunks.entries()) {
    const last = nth === chunks.length - 1;
    if (star && pieces.length === 0) return !name.includes('/', at);
    let end = take(pieces, name, at, work);
    // The first place that fits is kept for good: what follows has a star of its own to move on.
    for (let skip = at; star && !fits(end, last, name); skip++) {
      if (skip >= name.length || name.charCodeAt(skip) === SLASH) return false;
      end = take(pieces, name, skip + 1, work);
    }
    if (end === undefined || !fits(end, last, name)) return false;
    at = end;
  }
  return at === name.length;
}

function fits(end: number | undefined, last: boolean, name: string): boolean {
  return end !== undefined && (!last || end === name.length);
}

/** Where the pieces end that start here, or undefined when they do not match. */
function take(pieces: readonly Piece[], name: string, start: number, work: Work): number | undefined {
  let at = start;
  for (const piece of pieces) {
    work.spend(1);
    if (at >= name.length) return undefined;
    if (piece.kind === 'byte') {
      if (name.charCodeAt(at) !== piece.byte) return undefined;
      at++;
      continue;
    }
    const [rune, width] = runeAt(name, at);
    if (piece.kind === 'any' ? rune === SLASH : within(piece.ranges, rune) === piece.negated) return undefined;
    at += width;
  }
  return at;
}

function within(ranges: readonly (readonly [number, number])[], rune: number): boolean {
  return ranges.some(([low, high]) => low <= rune && rune <= high);
}

/** A chunk ends at the next star outside of brackets; any `]` counts as the end of them here. */
function endOfChunk(bytes: string, start: number): number {
  let bracketed = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === '\\') at++;
    else if (byte === '[') bracketed = true;
    else if (byte === ']') bracketed = false;
    else if (byte === '*' && !bracketed) return at;
  }
  return bytes.length;
}

function parsePieces(chunk: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at = 0; at < chunk.length; ) {
    if (chunk[at] === '[') {
      const parsed = parseClass(chunk, at + 1);
      if (parsed === undefined) return undefined;
      pieces.push(parsed.piece);
      at = parsed.end;
      continue;
    }
    if (chunk[at] === '?') {
      pieces.push({ kind: 'any' });
      at++;
      continue;
    }
    if (chunk[at] === '\\') at++;
    if (at === chunk.length) return undefined;
    pieces.push({ kind: 'byte', byte: chunk.charCodeAt(at) });
    at++;
  }
  return pieces;
}

function parseClass(chunk: string, start: number): { piece: Piece; end: number } | undefined {
  const negated = chunk[start] === '^';
  const ranges: (readonly [number, number])[] = [];
  for (let at = negated ? start + 1 : start; ; ) {
    if (chunk[at] === ']' && ranges.length > 0) return { piece: { kind: 'class', negated, ranges }, end: at + 1 };
    const low = parseMember(chunk, at);
    if (low === undefined) return undefined;
    const high = chunk[low.end] === '-' ? parseMember(chunk, low.end + 1) : low;
    if (high === undefined) return undefined;
    ranges.push([low.rune, high.rune]);
    at = high.end;
  }
}

/** One character of a class; after it there has to be more. */
function parseMember(chunk: string, start: number): { rune: number; end: number } | undefined {
  if (start >= chunk.length || chunk[start] === '-' || chunk[start] === ']') return undefined;
  const at = chunk[start] === '\\' ? start + 1 : start;
  const [rune, width] = runeAt(chunk, at);
  const end = at + width;
  return (rune === RUNE_ERROR && width < 2) || end >= chunk.length ? undefined : { rune, end };
}

import { CannotTell } from '../fault';
import type { Work } from '../work';
import { type Piece, parseRegex, type Regex } from './syntax';

/*
 * Go's regular expressions never take more than linear time; JavaScript's can take for ever, and read some patterns
 * differently. So they run here as Go runs them: all ways at once, the preferred way first.
 */

type Instruction =
  | { readonly op: 'set'; readonly piece: Piece & { readonly kind: 'set' } }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly kind: Piece['kind'] }
  | { readonly op: 'match' };

const MOST_INSTRUCTIONS = 20_000;

/** Where each group starts and ends; the whole match is the first one, and a group that took no part is -1. */
export type Match = readonly number[];

export interface Program {
  readonly regex: Regex;
  readonly code: readonly Instruction[];
}

export function compileRegex(source: string, work: Work): Program {
  const regex = parseRegex(source);
  const code: Instruction[] = [];
  emit({ kind: 'group', of: regex.piece, index: 0 }, code);
  code.push({ op: 'match' });
  work.spend(code.length);
  return { regex, code };
}

function emit(piece: Piece, code: Instruction[]): void {
  if (code.length > MOST_INSTRUCTIONS) throw new CannotTell('the regular expression is longer than is worth following');
  switch (piece.kind) {
    case 'set':
      code.push({ op: 'set', piece });
      return;
    case 'group':
      if (piece.index !== undefined) code.push({ op: 'save', slot: 2 * piece.index });
      emit(piece.of, code);
      if (piece.index !== undefined) code.push({ op: 'save', slot: 2 * piece.index + 1 });
      return;
    case 'row':
      for (const each of piece.of) emit(each, code);
      return;
    case 'choice':
      emitChoice(piece.of, code);
      return;
    case 'repeat':
      emitRepeat(piece, code);
      return;
    case 'empty':
      return;
    default:
      code.push({ op: 'assert', kind: piece.kind });
  }
}

function emitChoice(alternatives: readonly Piece[], code: Instruction[]): void {
  const ends: number[] = [];
  for (const [nth, each] of alternatives.entries()) {
    const split = code.length;
    const isLast = nth === alternatives.length - 1;
    if (!isLast) code.push({ op: 'jump', to: 0 });
    emit(each, code);
    if (isLast) break;
    ends.push(code.length);
    code.push({ op: 'jump', to: 0 });
    code[split] = { op: 'split', first: split + 1, second: code.length };
  }
  for (const end of ends) code[end] = { op: 'jump', to: code.length };
}

function emitRepeat({ of, least, most, greedy }: Piece & { readonly kind: 'repeat' }, code: Instruction[]): void {
  const branch = (at: number, into: number, past: number): void => {
    code[at] = greedy ? { op: 'split', first: into, second: past } : { op: 'split', first: past, second: into };
  };
  for (let nth = 0; nth < least; nth++) emit(of, code);
  if (most === Number.POSITIVE_INFINITY) {
    // `x*` of something that can be empty is `(x+)?`, so that an empty round keeps its preference.
    const start = code.length;
    code.push({ op: 'jump', to: 0 });
    emit(of, code);
    const loop = code.length;
    code.push({ op: 'jump', to: 0 });
    branch(loop, start + 1, code.length);
    branch(start, start + 1, code.length);
    return;
  }
  const branches: number[] = [];
  for (let nth = least; nth < most; nth++) {
    branches.push(code.length);
    code.push({ op: 'jump', to: 0 });
    emit(of, code);
  }
  for (const at of branches) branch(at, at + 1, code.length);
}

interface Thread {
  readonly at: number;
  readonly saved: Match;
}

/** The leftmost match from a place on, of several the one a Perl reader would find first. */
export function find({ regex, code }: Program, text: readonly number[], from: number, work: Work): Match | undefined {
  const none: Match = new Array(2 * regex.groups + 2).fill(-1);
  let threads: Thread[] = [];
  let found: Match | undefined;
  for (let place = from; place <= text.length; place++) {
    const marked = new Set<number>();
    const current: Thread[] = [];
    for (const thread of threads) follow(code, thread, text, place, marked, current, work);
    if (found === undefined) follow(code, { at: 0, saved: none }, text, place, marked, current, work);
    threads = [];
    for (const { at, saved } of current) {
      const instruction = code[at];
      if (instruction?.op === 'match') {
        found = saved;
        // What comes after is less preferred.
        break;
      }
      if (instruction?.op === 'set' && takes(instruction.piece, text[place])) threads.push({ at: at + 1, saved });
    }
    work.spend(1 + current.length);
    if (threads.length === 0 && found !== undefined) break;
  }
  return found;
}

/** Everything that can be reached without taking a character, in the order of preference. */
function follow(
  code: readonly Instruction[],
  start: Thread,
  text: readonly number[],
  place: number,
  marked: Set<number>,
  into: Thread[],
  work: Work,
): void {
  const stack: Thread[] = [start];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    const { at, saved } = thread;
    const instruction = code[at];
    if (instruction === undefined || marked.has(at)) continue;
    marked.add(at);
    work.spend(0.25);
    switch (instruction.op) {
      case 'jump':
        stack.push({ at: instruction.to, saved });
        break;
      case 'split':
        stack.push({ at: instruction.second, saved }, { at: instruction.first, saved });
        break;
      case 'save':
        stack.push({ at: at + 1, saved: saved.with(instruction.slot, place) });
        break;
      case 'assert':
        if (holds(instruction.kind, text, place)) stack.push({ at: at + 1, saved });
        break;
      default:
        into.push(thread);
    }
  }
}

function takes({ ranges, negated }: Piece & { readonly kind: 'set' }, rune: number | undefined): boolean {
  return rune !== undefined && ranges.some(([low, high]) => low <= rune && rune <= high) !== negated;
}

function holds(kind: Piece['kind'], text: readonly number[], place: number): boolean {
  switch (kind) {
    case 'start':
      return place === 0;
    case 'end':
      return place === text.length;
    case 'lineStart':
      return place === 0 || text[place - 1] === 10;
    case 'lineEnd':
      return place === text.length || text[place] === 10;
    default:
      return (isWord(text[place - 1]) !== isWord(text[place])) === (kind === 'boundary');
  }
}

function isWord(rune: number | undefined): boolean {
  return rune !== undefined && /^\w$/.test(String.fromCodePoint(rune));
}

import { RUNE_ERROR, runeAt } from './utf8';

/** A parsed glob. An `anyOf` holds `sequence`s, one for each alternative. */
export type GlobNode =
  | { readonly kind: 'nothing' | 'any' | 'super' | 'single' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly characters: string; readonly negated: boolean }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly negated: boolean }
  | { readonly kind: 'sequence' | 'anyOf'; readonly children: readonly GlobNode[] };

export type GlobSequence = { readonly kind: 'sequence'; readonly children: readonly GlobNode[] };

/** Why a glob has no meaning: Argo CD's matcher refuses it, or it is beyond what is worked out here. */
export interface GlobFault {
  readonly fault: 'syntax' | 'limit';
  readonly message: string;
}

/** More than this no project writes; Argo CD's own compiler takes cubic time. */
const MOST_NODES = 2_000;
const MOST_NESTED = 100;

const END = -1;
const [STAR, QUESTION, BACKSLASH, COMMA] = [0x2a, 0x3f, 0x5c, 0x2c];
const [OPEN_CLASS, CLOSE_CLASS, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [BANG, DASH] = [0x21, 0x2d];

/** Parses the bytes of a glob. An unclosed `{` is closed by the end, and a `}` that closes nothing is text. */
export function parseGlob(pattern: string): GlobSequence | GlobFault {
  let at = 0;
  let nodes = 0;
  let current: GlobNode[] = [];
  const root = current;
  const enclosing: { readonly alternatives: GlobNode[]; readonly around: GlobNode[] }[] = [];

  const syntax = (message: string): GlobFault => ({ fault: 'syntax', message });
  const unreadable = (rune: number): boolean => rune === RUNE_ERROR;
  const insert = (node: GlobNode): void => {
    nodes++;
    current.push(node);
  };

  // A NUL ends a text; where a text could start, it ends the whole pattern.
  const read = (): number => {
    const [rune, width] = runeAt(pattern, at);
    at += width;
    return width === 0 || rune === 0 ? END : rune;
  };

  /** Text up to a character that means something, which stays unread; undefined when it is not UTF-8. */
  const readText = (stops: readonly number[]): string | undefined => {
    let text = '';
    let escaped = false;
    for (;;) {
      const start = at;
      const rune = read();
      if (unreadable(rune)) return undefined;
      if (rune === END) return text;
      if (!escaped && rune === BACKSLASH) {
        escaped = true;
        continue;
      }
      if (!escaped && stops.includes(rune)) {
        at = start;
        return text;
      }
      escaped = false;
      text += pattern.slice(start, at);
    }
  };

  const readClass = (): GlobFault | undefined => {
    let negated = false;
    let start = at;
    let rune = read();
    if (rune === BANG) {
      negated = true;
      start = at;
      rune = read();
    }
    if (unreadable(rune)) return syntax('could not read rune');
    if (rune === END) return syntax('unexpected end of input');
    if (runeAt(pattern, at)[0] === DASH) {
      at++;
      const high = read();
      if (unreadable(high)) return syntax('could not read rune');
      if (high === END) return syntax('unexpected end of input');
      const close = read();
      if (close === END) return syntax('unexpected end of input');
      if (close !== CLOSE_CLASS) return syntax('expected close range character');
      if (high < rune) return syntax('hi character should be greater than lo');
      insert({ kind: 'range', low: rune, high, negated });
      return undefined;
    }
    at = start;
    const characters = readText([CLOSE_CLASS]);
    if (characters === undefined) return syntax('could not read rune');
    const close = read();
    if (close === END) return syntax('unexpected end of input');
    if (close !== CLOSE_CLASS) return syntax('expected close range character');
    if (characters === '') return syntax('could not parse range');
    insert({ kind: 'list', characters, negated });
    return undefined;
  };

  for (;;) {
    if (nodes > MOST_NODES) return { fault: 'limit', message: `more than ${MOST_NODES} parts` };
    const start = at;
    const rune = read();
    if (unreadable(rune)) return syntax('could not read rune');
    if (rune === END) return { kind: 'sequence', children: root };
    const enclosed = enclosing.at(-1);
    if (rune === OPEN_BRACE) {
      if (enclosing.length === MOST_NESTED)
        return { fault: 'limit', message: `more than ${MOST_NESTED} nested braces` };
      const first: GlobNode[] = [];
      const alternatives: GlobNode[] = [{ kind: 'sequence', children: first }];
      insert({ kind: 'anyOf', children: alternatives });
      enclosing.push({ alternatives, around: current });
      current = first;
    } else if (rune === COMMA && enclosed !== undefined) {
      const next: GlobNode[] = [];
      enclosed.alternatives.push({ kind: 'sequence', children: next });
      current = next;
      nodes++;
    } else if (rune === CLOSE_BRACE && enclosed !== undefined) {
      enclosing.pop();
      current = enclosed.around;
    } else if (rune === OPEN_CLASS) {
      const fault = readClass();
      if (fault !== undefined) return fault;
    } else if (rune === QUESTION) {
      insert({ kind: 'single' });
    } else if (rune === STAR) {
      if (pattern.charCodeAt(at) === STAR) {
        at++;
        insert({ kind: 'super' });
      } else {
        insert({ kind: 'any' });
      }
    } else {
      at = start;
      const stops = [QUESTION, STAR, OPEN_CLASS, OPEN_BRACE];
      const text = readText(enclosed === undefined ? stops : [...stops, CLOSE_BRACE, COMMA]);
      if (text === undefined) return syntax('could not read rune');
      if (text !== '') insert({ kind: 'text', text });
    }
  }
}

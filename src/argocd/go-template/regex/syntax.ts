import { CannotTell, failed } from '../fault';

/** A piece of a regular expression as Go's RE2 has it: no look-around, no references back. */
export type Piece =
  | { readonly kind: 'set'; readonly ranges: Ranges; readonly negated: boolean }
  | { readonly kind: 'start' | 'end' | 'lineStart' | 'lineEnd' | 'boundary' | 'noBoundary' | 'empty' }
  | { readonly kind: 'group'; readonly of: Piece; readonly index: number | undefined }
  | { readonly kind: 'row' | 'choice'; readonly of: readonly Piece[] }
  | {
      readonly kind: 'repeat';
      readonly of: Piece;
      readonly least: number;
      readonly most: number;
      readonly greedy: boolean;
    };

type Ranges = readonly (readonly [low: number, high: number])[];

export interface Regex {
  readonly piece: Piece;
  readonly groups: number;
  /** Several groups may have one name; the first that took part counts. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

/** Go refuses more. */
const MOST_REPEATS = 1000;
const MOST_DEPTH = 200;
const LAST = 0x10ffff;
const DIGIT: Ranges = [[48, 57]];
const SPACE: Ranges = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const WORD: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const PERL: Readonly<Record<string, Ranges>> = { d: DIGIT, s: SPACE, w: WORD };
const POSIX: Readonly<Record<string, Ranges>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGIT,
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: WORD,
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};
const ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

export function parseRegex(source: string): Regex {
  return new RegexParser([...source]).regex();
}

class RegexParser {
  #at = 0;
  #groups = 0;
  #depth = 0;
  readonly #names = new Map<string, readonly number[]>();
  #flags: Flags = { ignoreCase: false, multiline: false, dotAll: false, ungreedy: false };

  constructor(private readonly source: readonly string[]) {}

  regex(): Regex {
    const piece = this.#choice();
    if (this.#at < this.source.length) throw bad('unexpected )');
    return { piece, groups: this.#groups, names: this.#names };
  }

  #choice(): Piece {
    const alternatives = [this.#row()];
    while (this.#take('|')) alternatives.push(this.#row());
    return alternatives.length === 1 && alternatives[0] !== undefined
      ? alternatives[0]
      : { kind: 'choice', of: alternatives };
  }

  #row(): Piece {
    const pieces: Piece[] = [];
    while (this.#at < this.source.length && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom();
      if (atom !== undefined) pieces.push(this.#repeated(atom));
    }
    return { kind: 'row', of: pieces };
  }

  #repeated(atom: Piece): Piece {
    let piece = atom;
    for (let nth = 0; ; nth++) {
      const range = this.#quantifier();
      if (range === undefined) return piece;
      // Go takes `a**` for an error, though Perl writers mean `(a*)*`.
      if (nth > 0) throw bad('invalid nested repetition operator');
      const lazy = this.#take('?');
      const [least, most] = range;
      piece = { kind: 'repeat', of: piece, least, most, greedy: lazy === this.#flags.ungreedy };
    }
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const text = this.source.slice(this.#at, this.#at + 12).join('');
    const [whole, least, comma, most] = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(text) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    const from = Number(least);
    const to = comma === undefined ? from : most === undefined ? Number.POSITIVE_INFINITY : Number(most);
    if (from > MOST_REPEATS || (to !== Number.POSITIVE_INFINITY && (to > MOST_REPEATS || to < from)))
      throw bad('invalid repeat count');
    return [from, to];
  }

  /** Undefined for what only changes flags. */
  #atom(): Piece | undefined {
    const character = this.source[this.#at++] ?? '';
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '.':
        return this.#flags.dotAll ? set([[0, LAST]]) : set([[10, 10]], true);
      case '^':
        return { kind: this.#flags.multiline ? 'lineStart' : 'start' };
      case '$':
        return { kind: this.#flags.multiline ? 'lineEnd' : 'end' };
      case '*':
      case '+':
      case '?':
        throw bad('missing argument to repetition operator');
      case '\\':
        return this.#escape();
      default:
        return this.#literal(character.codePointAt(0) ?? 0);
    }
  }

  #literal(rune: number): Piece {
    return this.#cased([[rune, rune]], false);
  }

  #cased(ranges: Ranges, negated: boolean): Piece {
    if (!this.#flags.ignoreCase) return set(ranges, negated);
    // Beyond ASCII the tables of Go and JavaScript differ; k and s have partners there.
    if (ranges.some(([, high]) => high > 127 && high < LAST))
      throw new CannotTell('a regular expression that ignores case beyond ASCII');
    const folded = ranges.flatMap(([low, high]) => [
      [low, high] as const,
      ...shifted(low, high, 65, 90, 32),
      ...shifted(low, high, 97, 122, -32),
    ]);
    const partners = [
      ...(covers(folded, 107) ? [[0x212a, 0x212a] as const] : []),
      ...(covers(folded, 115) ? [[0x17f, 0x17f] as const] : []),
    ];
    return set([...folded, ...partners], negated);
  }

  #group(): Piece | undefined {
    if (++this.#depth > MOST_DEPTH) throw new CannotTell('a regular expression nested that deep');
    const outer = this.#flags;
    let index: number | undefined;
    if (this.#peek() !== '?') {
      index = ++this.#groups;
    } else {
      const rest = this.source.slice(this.#at, this.#at + 200).join('');
      const [named, name] = /^\?P?<(\w+)>/.exec(rest) ?? [];
      const [flagged, on = '', off, end] = /^\?([imsU]*)(-[imsU]+)?([:)])/.exec(rest) ?? [];
      if (named !== undefined && name !== undefined) {
        index = ++this.#groups;
        this.#names.set(name, [...(this.#names.get(name) ?? []), index]);
        this.#at += named.length;
      } else if (flagged !== undefined) {
        this.#at += flagged.length;
        const is = (flag: string, before: boolean): boolean =>
          (on.includes(flag) || before) && !(off ?? '').includes(flag);
        this.#flags = {
          ignoreCase: is('i', outer.ignoreCase),
          multiline: is('m', outer.multiline),
          dotAll: is('s', outer.dotAll),
          ungreedy: is('U', outer.ungreedy),
        };
        if (end === ')') {
          this.#depth--;
          return undefined;
        }
      } else {
        throw bad('invalid or unsupported Perl syntax');
      }
    }
    const of = this.#choice();
    if (!this.#take(')')) throw bad('missing closing )');
    this.#flags = outer;
    this.#depth--;
    return { kind: 'group', of, index };
  }

  #escape(): Piece {
    const character = this.#peek();
    if (character === undefined) throw bad('trailing backslash');
    const perl = PERL[character.toLowerCase()];
    if (perl !== undefined) {
      this.#at++;
      return set(perl, character !== character.toLowerCase());
    }
    const kind = ({ A: 'start', z: 'end', b: 'boundary', B: 'noBoundary' } as const)[character];
    if (kind !== undefined) {
      this.#at++;
      return { kind };
    }
    if (character === 'p' || character === 'P') throw new CannotTell('a regular expression with classes of Unicode');
    if (character === 'Q') {
      this.#at++;
      return { kind: 'row', of: [...this.#quoted()].map((each) => this.#literal(each.codePointAt(0) ?? 0)) };
    }
    if (character === 'C') throw new CannotTell('a regular expression that matches single bytes');
    return this.#literal(this.#escapedRune());
  }

  #quoted(): string {
    const rest = this.source.slice(this.#at).join('');
    const end = rest.indexOf('\\E');
    const text = end === -1 ? rest : rest.slice(0, end);
    this.#at += [...text].length + (end === -1 ? 0 : 2);
    return text;
  }

  #escapedRune(): number {
    const character = this.source[this.#at++] ?? '';
    const simple = ESCAPES[character];
    if (simple !== undefined) return simple;
    if (/^[!-/:-@[-`{-~]$/.test(character) && character !== '_') return character.charCodeAt(0);
    const rest = this.source.slice(this.#at - 1, this.#at + 11).join('');
    const [whole, hex, long, octal] =
      /^(?:x([\da-f]{2})|x\{([\da-f]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/i.exec(rest) ?? [];
    if (whole === undefined) throw bad('invalid escape sequence');
    this.#at += whole.length - 1;
    const rune = octal === undefined ? Number.parseInt(hex ?? long ?? '', 16) : Number.parseInt(octal, 8);
    if (rune > LAST) throw bad('invalid escape sequence');
    return rune;
  }

  #class(): Piece {
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.source.length) throw bad('missing closing ]');
      const whole = this.#namedClass();
      if (whole !== undefined) {
        ranges.push(...whole);
        continue;
      }
      if (
        this.#peek() === '-' &&
        !first &&
        this.source[this.#at + 1] !== ']' &&
        this.source[this.#at + 1] !== undefined
      )
        throw bad('invalid character class range');
      const low = this.#classRune();
      const isRange =
        this.#peek() === '-' && this.source[this.#at + 1] !== ']' && this.source[this.#at + 1] !== undefined;
      if (isRange) this.#at++;
      const high = isRange ? this.#classRune() : low;
      if (high < low) throw bad('invalid character class range');
      ranges.push([low, high]);
    }
    this.#at++;
    return this.#cased(ranges, negated);
  }

  #namedClass(): Ranges | undefined {
    const rest = this.source.slice(this.#at, this.#at + 12).join('');
    const [posix, not, name] = /^\[:(\^?)(\w+):\]/.exec(rest) ?? [];
    if (posix !== undefined) {
      const ranges = POSIX[name ?? ''];
      if (ranges === undefined) throw bad('invalid character class range');
      this.#at += posix.length;
      return not === '' ? ranges : inverse(ranges);
    }
    const [perl, letter] = /^\\([dswDSW])/.exec(rest) ?? [];
    if (perl !== undefined && letter !== undefined) {
      this.#at += 2;
      const ranges = PERL[letter.toLowerCase()] ?? [];
      return letter === letter.toLowerCase() ? ranges : inverse(ranges);
    }
    if (/^\\[pP]/.test(rest)) throw new CannotTell('a regular expression with classes of Unicode');
    return undefined;
  }

  #classRune(): number {
    const character = this.source[this.#at++];
    if (character === undefined) throw bad('missing closing ]');
    if (character !== '\\') return character.codePointAt(0) ?? 0;
    if (this.#at >= this.source.length) throw bad('missing closing ]');
    return this.#escapedRune();
  }

  #peek(): string | undefined {
    return this.source[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function set(ranges: Ranges, negated = false): Piece {
  return { kind: 'set', ranges, negated };
}

function shifted(low: number, high: number, from: number, to: number, by: number): Ranges {
  const [start, end] = [Math.max(low, from), Math.min(high, to)];
  return start > end ? [] : [[start + by, end + by]];
}

function covers(ranges: Ranges, rune: number): boolean {
  return ranges.some(([low, high]) => low <= rune && rune <= high);
}

function inverse(ranges: Ranges): Ranges {
  const inverted: [number, number][] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) inverted.push([next, low - 1]);
    next = high + 1;
  }
  return [...inverted, [next, LAST]];
}

function bad(reason: string): Error {
  return failed(`error parsing regexp: ${reason}`);
}

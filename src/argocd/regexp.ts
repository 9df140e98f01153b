import { OutOfWork, Work } from './glob-matcher';
import { isUnknown, type Unknown, unknown, type Verdict } from './unknown';

/**
 * Whether a regular expression fits somewhere in a text. Argo CD reads these as .NET does, which is neither Go's own
 * dialect nor JavaScript's; what all agree on is understood here - characters, classes, groups, alternatives, counts,
 * anchors, and looking ahead - and the rest is unknown. An expression that does not compile fits nothing.
 */
export function regexpMatches(pattern: string, text: string): Verdict {
  // Beyond ASCII the dialects differ in what a letter is, and `$` also stands before a last line break.
  if (!/^[ -~]*$/.test(pattern + text)) return unknown('a regular expression or its text is not plain ASCII');
  if (pattern.length > LONGEST || text.length > LONGEST)
    return unknown(`a regular expression over ${LONGEST} characters`);
  const parsed = new Parser(pattern).whole();
  if (parsed === undefined || isUnknown(parsed)) return parsed ?? false;
  try {
    return run(parsed, new Set(text.split('').keys()).add(text.length), text, new Work(MOST_WORK)).size > 0;
  } catch (thrown) {
    if (thrown instanceof OutOfWork) return unknown('a regular expression takes more steps than are worth following');
    throw thrown;
  }
}

const LONGEST = 1_000;
const MOST_WORK = 1_000_000;

type Node =
  | { readonly kind: 'character'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'at'; readonly fits: (text: string, place: number) => boolean }
  | { readonly kind: 'any'; readonly of: readonly Node[] }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'ahead'; readonly of: Node; readonly negated: boolean }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number };

/** Every place that a node can lead to from some places: no backtracking, so no expression takes exponential time. */
function run(node: Node, places: ReadonlySet<number>, text: string, work: Work): ReadonlySet<number> {
  work.spend(1 + places.size);
  switch (node.kind) {
    case 'character':
      return new Set([...places].filter((at) => at < text.length && node.fits(text.charAt(at))).map((at) => at + 1));
    case 'at':
      return new Set([...places].filter((at) => node.fits(text, at)));
    case 'any':
      return new Set(node.of.flatMap((alternative) => [...run(alternative, places, text, work)]));
    case 'all':
      return node.of.reduce((reached, next) => run(next, reached, text, work), places);
    case 'ahead':
      return new Set([...places].filter((at) => run(node.of, new Set([at]), text, work).size > 0 !== node.negated));
    case 'repeat':
      return repeat(node, places, text, work);
  }
}

function repeat(
  node: Extract<Node, { kind: 'repeat' }>,
  places: ReadonlySet<number>,
  text: string,
  work: Work,
): ReadonlySet<number> {
  let current = places;
  for (let times = 0; times < node.least; times++) current = run(node.of, current, text, work);
  const reached = new Set(current);
  for (let times = node.least; times < node.most && current.size > 0; times++) {
    current = new Set([...run(node.of, current, text, work)].filter((at) => !reached.has(at)));
    for (const at of current) reached.add(at);
  }
  return reached;
}

const isWord = (character: string): boolean => /\w/.test(character);
const atWordEdge = (text: string, at: number): boolean => isWord(text.charAt(at - 1)) !== isWord(text.charAt(at));

const CLASSES: Readonly<Record<string, (character: string) => boolean>> = {
  d: (character) => /\d/.test(character),
  D: (character) => /\D/.test(character),
  w: isWord,
  W: (character) => !isWord(character),
  s: (character) => character === ' ',
  S: (character) => character !== ' ',
};

const PLACES: Readonly<Record<string, (text: string, at: number) => boolean>> = {
  b: atWordEdge,
  B: (text, at) => !atWordEdge(text, at),
  A: (_, at) => at === 0,
  Z: (text, at) => at === text.length,
  z: (text, at) => at === text.length,
};

/** Thrown inside the parser only: undefined for an expression that does not compile. */
class Stop extends Error {
  constructor(readonly why: Unknown | undefined) {
    super();
  }
}

class Parser {
  #at = 0;
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): Node | Unknown | undefined {
    try {
      const node = this.#alternatives(0);
      return this.#at < this.#pattern.length ? undefined : node;
    } catch (thrown) {
      if (thrown instanceof Stop) return thrown.why;
      throw thrown;
    }
  }

  #alternatives(depth: number): Node {
    if (depth > 100) throw new Stop(unknown('a regular expression of more than 100 nested groups'));
    const of: Node[] = [this.#sequence(depth)];
    while (this.#take('|')) of.push(this.#sequence(depth));
    return { kind: 'any', of };
  }

  #sequence(depth: number): Node {
    const of: Node[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#peek())) of.push(this.#counted(this.#atom(depth)));
    return { kind: 'all', of };
  }

  #counted(of: Node): Node {
    const [written, least, comma, most] = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (written === undefined) return of;
    this.#at += written.length;
    // Taking as little as possible finds the same.
    this.#take('?');
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.#pattern.slice(this.#at))) throw new Stop(undefined);
    if (written === '*') return { kind: 'repeat', of, least: 0, most: Number.POSITIVE_INFINITY };
    if (written === '+') return { kind: 'repeat', of, least: 1, most: Number.POSITIVE_INFINITY };
    if (written === '?') return { kind: 'repeat', of, least: 0, most: 1 };
    const low = Number(least);
    const high = comma === undefined ? low : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    if (high < low) throw new Stop(undefined);
    return { kind: 'repeat', of, least: low, most: high };
  }

  #atom(depth: number): Node {
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.#pattern.slice(this.#at))) throw new Stop(undefined);
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'character', fits: this.#class() };
      case '.':
        return { kind: 'character', fits: () => true };
      case '^':
        return { kind: 'at', fits: (_, at) => at === 0 };
      case '$':
        return { kind: 'at', fits: (text, at) => at === text.length };
      case '\\':
        return this.#escape();
      default:
        return { kind: 'character', fits: (other) => other === character };
    }
  }

  #group(depth: number): Node {
    const ahead = this.#take('?=') ? 'ahead' : this.#take('?!') ? 'not ahead' : undefined;
    if (ahead === undefined && this.#peek() === '?' && !this.#take('?:')) {
      throw new Stop(unknown('a regular expression with a special group'));
    }
    const of = this.#alternatives(depth + 1);
    if (!this.#take(')')) throw new Stop(undefined);
    return ahead === undefined ? of : { kind: 'ahead', of, negated: ahead === 'not ahead' };
  }

  #escape(): Node {
    const character = this.#next();
    const place = PLACES[character];
    if (place !== undefined) return { kind: 'at', fits: place };
    return { kind: 'character', fits: CLASSES[character] ?? this.#literal(character) };
  }

  #literal(character: string): (other: string) => boolean {
    if (isWord(character)) throw new Stop(unknown(`a regular expression with \\${character}`));
    return (other) => other === character;
  }

  #class(): (character: string) => boolean {
    const negated = this.#take('^');
    const members: ((character: string) => boolean)[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const low = this.#member();
      if (typeof low !== 'string') {
        members.push(low);
        continue;
      }
      const isRange = this.#peek() === '-' && this.#pattern[this.#at + 1] !== ']';
      if (isRange) this.#at++;
      const high = isRange ? this.#member() : low;
      if (typeof high !== 'string') throw new Stop(unknown('a regular expression with a class as the end of a range'));
      if (high < low) throw new Stop(undefined);
      members.push((character) => low <= character && character <= high);
    }
    this.#at++;
    return (character) => members.some((fits) => fits(character)) !== negated;
  }

  #member(): string | ((character: string) => boolean) {
    const character = this.#next();
    // Classes in classes, and classes taken from classes, are .NET's own.
    if (character === '[') throw new Stop(unknown('a regular expression with a class in a class'));
    if (character !== '\\') return character;
    const escaped = this.#next();
    const known = CLASSES[escaped];
    if (known === undefined) this.#literal(escaped);
    return known ?? escaped;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }

  #next(): string {
    if (this.#at >= this.#pattern.length) throw new Stop(undefined);
    return this.#pattern.charAt(this.#at++);
  }

  #take(text: string): boolean {
    const found = this.#pattern.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }
}

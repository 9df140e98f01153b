import { readPlainScalar } from '../argocd/go-template/yaml-scalar';

/**
 * Reads one document of the YAML that manifests are written in, several times as fast as a reader of all YAML. Undefined
 * for everything that needs one: anchors, tags, folded texts, repeated keys, mistakes. As in Go, and other than in
 * js-yaml, brackets may close at the margin.
 */
export function readPlainYaml(text: string): { readonly value: unknown } | undefined {
  if (text.includes('\r') || text.includes('\t')) return undefined;
  if ((text.includes('---') || text.includes('...')) && MARKER.test(text)) return undefined;
  try {
    return { value: new PlainReader(text).document() };
  } catch (thrown) {
    if (thrown === NEEDS_MORE) return undefined;
    throw thrown;
  }
}

/** Thrown, as most documents are read to their end: a value to test on every way back would cost those. */
const NEEDS_MORE = Symbol('this needs a reader of all YAML');

/** Goes through the text by places in it: to cut it into lines first would cost as much again. */
class PlainReader {
  readonly #text: string;
  /** Where the line at hand begins; behind the end of the text when all is read. */
  #line = 0;
  /** Where it ends. */
  #end: number;
  /** Where what is to be read begins; for the first in a line behind its indent. */
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#end = lineEnd(text, 0);
  }

  document(): unknown {
    const value = this.#find() ? this.#block() : undefined;
    if (value === undefined || this.#find()) throw NEEDS_MORE;
    return value;
  }

  /** Goes on to the next line, or stays in the one at hand, that is more than a comment. */
  #find(): boolean {
    for (; this.#line <= this.#text.length; this.#nextLine()) {
      this.#at = afterSpaces(this.#text, this.#line);
      if (!this.#isOver(this.#at)) return true;
    }
    return false;
  }

  #nextLine(): void {
    this.#line = this.#end + 1;
    this.#end = lineEnd(this.#text, this.#line);
  }

  /** Whether the line has no more than a comment from a place on, before which there is white space. */
  #isOver(at: number): boolean {
    return at === this.#end || this.#text.charCodeAt(at) === HASH;
  }

  #column(): number {
    return this.#at - this.#line;
  }

  /** A mapping or a sequence that begins where we are; undefined where none does. */
  #block(): object | undefined {
    const isSequence = this.#isDash();
    const key = isSequence ? undefined : readKey(this.#text, this.#at, this.#end);
    if (key === undefined && !isSequence) return undefined;
    if (++this.#depth > DEEPEST) throw NEEDS_MORE;
    const value = key === undefined ? this.#sequence() : this.#mapping(key);
    this.#depth--;
    return value;
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && isSpaceOrEnd(this.#text, this.#at + 1, this.#end);
  }

  #mapping(first: Read): Record<string, unknown> {
    const indent = this.#column();
    const mapping: Record<string, unknown> = {};
    for (let key: Read | undefined = first; ; key = readKey(this.#text, this.#at, this.#end)) {
      if (key === undefined || Object.hasOwn(mapping, key.text)) throw NEEDS_MORE;
      mapping[key.text] = this.#value(key.end, indent, true);
      if (!this.#isAt(indent)) return mapping;
    }
  }

  #sequence(): unknown[] {
    const indent = this.#column();
    const items: unknown[] = [];
    // The next key of the mapping whose value this is may stand just below the dashes.
    while (this.#isDash()) {
      items.push(this.#value(this.#at + 1, indent, false));
      if (!this.#isAt(indent)) break;
    }
    return items;
  }

  /** Whether the next line goes on with the block of this indent; one that is indented deeper belongs to nothing. */
  #isAt(indent: number): boolean {
    if (!this.#find()) return false;
    const column = this.#column();
    if (column > indent) throw NEEDS_MORE;
    return column === indent;
  }

  /** What stands behind a key or a dash, in its line or below. */
  #value(from: number, indent: number, ofKey: boolean): unknown {
    this.#at = afterSpaces(this.#text, from);
    if (this.#isOver(this.#at)) return this.#below(indent, ofKey);
    return (ofKey ? undefined : this.#block()) ?? this.#scalarOrFlow(indent);
  }

  /** A value on lines of its own, which may be a text. */
  #below(indent: number, ofKey: boolean): unknown {
    this.#nextLine();
    if (!this.#find()) return null;
    const column = this.#column();
    if (column > indent) return this.#block() ?? this.#scalarOrFlow(indent);
    return ofKey && column === indent && this.#isDash() ? this.#sequence() : null;
  }

  #scalarOrFlow(indent: number): unknown {
    switch (this.#text.charCodeAt(this.#at)) {
      case BAR:
        return this.#literal(indent);
      case OPENING_BRACKET:
      case OPENING_BRACE:
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE: {
        const value = this.#flow();
        const rest = afterSpaces(this.#text, this.#at);
        if (rest !== this.#end && (rest === this.#at || !this.#isOver(rest))) throw NEEDS_MORE;
        this.#nextLine();
        return value;
      }
      default:
        return this.#plain();
    }
  }

  #plain(): unknown {
    const text = this.#text;
    let end = this.#at;
    for (; end < this.#end; end++) {
      const character = text.charCodeAt(end);
      if (character === HASH && text.charCodeAt(end - 1) === SPACE) break;
      if (character === COLON && isSpaceOrEnd(text, end + 1, this.#end)) throw NEEDS_MORE;
    }
    const plain = text.slice(this.#at, beforeSpaces(text, end));
    if (startsOtherwise(plain)) throw NEEDS_MORE;
    this.#nextLine();
    return resolved(plain);
  }

  #literal(parent: number): string {
    const header = this.#text.slice(this.#at, this.#end);
    if (header !== '|' && header !== '|-') throw NEEDS_MORE;
    let indent = 0;
    const content: string[] = [];
    for (this.#nextLine(); this.#line <= this.#text.length; this.#nextLine()) {
      const spaces = afterSpaces(this.#text, this.#line) - this.#line;
      const isBlank = this.#line + spaces === this.#end;
      if (indent === 0 && isBlank && spaces > 0) throw NEEDS_MORE;
      if (indent === 0 && !isBlank) indent = spaces;
      if (!isBlank && (spaces < indent || indent <= parent)) break;
      content.push(this.#text.slice(Math.min(this.#line + indent, this.#end), this.#end));
    }
    // Which end a text has that the file ends in, and an empty one, is for others to say.
    if (indent <= parent || (this.#line > this.#text.length && !this.#text.endsWith('\n'))) throw NEEDS_MORE;
    while (content.at(-1) === '') content.pop();
    return header === '|' ? `${content.join('\n')}\n` : content.join('\n');
  }

  /** A value between brackets, which may go over lines. Ends behind it. */
  #flow(): unknown {
    switch (this.#text.charCodeAt(this.#at)) {
      case OPENING_BRACKET:
        return this.#flowSequence();
      case OPENING_BRACE:
        return this.#flowMapping();
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE: {
        const quoted = readQuoted(this.#text, this.#at, this.#end);
        this.#at = quoted.end;
        return quoted.text;
      }
      default:
        return resolved(this.#flowPlain());
    }
  }

  #flowSequence(): unknown[] {
    if (++this.#depth > DEEPEST) throw NEEDS_MORE;
    const items: unknown[] = [];
    for (let next = this.#flowNext(1); next !== ']'; ) {
      items.push(this.#flow());
      next = this.#flowNext(0);
      if (next === ',') next = this.#flowNext(1);
      else if (next !== ']') throw NEEDS_MORE;
    }
    this.#at++;
    this.#depth--;
    return items;
  }

  #flowMapping(): Record<string, unknown> {
    if (++this.#depth > DEEPEST) throw NEEDS_MORE;
    const mapping: Record<string, unknown> = {};
    for (let next = this.#flowNext(1); next !== '}'; ) {
      if (next === '[' || next === '{') throw NEEDS_MORE;
      const isQuoted = next === '"' || next === "'";
      const key = isQuoted ? String(this.#flow()) : this.#flowPlain();
      if ((!isQuoted && !isKey(key)) || key === '__proto__' || Object.hasOwn(mapping, key)) throw NEEDS_MORE;
      if (this.#flowNext(0) !== ':') throw NEEDS_MORE;
      next = this.#flowNext(1);
      const isEmpty = next === ',' || next === '}';
      mapping[key] = isEmpty ? null : this.#flow();
      if (!isEmpty) next = this.#flowNext(0);
      if (next === ',') next = this.#flowNext(1);
      else if (next !== '}') throw NEEDS_MORE;
    }
    this.#at++;
    this.#depth--;
    return mapping;
  }

  /** A plain text between brackets, which ends with its line at the latest. */
  #flowPlain(): string {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    for (; end < this.#end; end++) {
      const character = text.charAt(end);
      if (FLOW_MARKS.includes(character)) break;
      if (character === ':' && (end + 1 === this.#end || ` ${FLOW_MARKS}`.includes(text.charAt(end + 1)))) break;
      if (character === '#' && text.charCodeAt(end - 1) === SPACE) break;
    }
    const plain = text.slice(start, beforeSpaces(text, end));
    if (plain === '' || startsOtherwise(plain)) throw NEEDS_MORE;
    this.#at = end;
    return plain;
  }

  /** The next character that is more than white space and comments, after passing over some. */
  #flowNext(over: number): string {
    this.#at += over;
    for (; this.#line <= this.#text.length; this.#nextLine(), this.#at = this.#line) {
      this.#at = afterSpaces(this.#text, this.#at);
      const isApart = this.#at === this.#line || this.#text.charCodeAt(this.#at - 1) === SPACE;
      if (!(this.#isOver(this.#at) && isApart) && this.#at < this.#end) return this.#text.charAt(this.#at);
    }
    throw NEEDS_MORE;
  }
}

interface Read {
  readonly text: string;
  readonly end: number;
}

/** A key and the place behind its colon; undefined where none begins. */
function readKey(text: string, from: number, end: number): Read | undefined {
  const first = text.charCodeAt(from);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
    const close = closingQuote(text, from, end);
    const colon = afterSpaces(text, close + 1);
    if (close === -1 || text.charCodeAt(colon) !== COLON || !isSpaceOrEnd(text, colon + 1, end)) return undefined;
    const { text: key } = readQuoted(text, from, end);
    if (key === '__proto__') throw NEEDS_MORE;
    return { text: key, end: colon + 1 };
  }
  if (FLOW_STARTS.has(first)) return undefined;
  for (let at = from; at < end; at++) {
    const character = text.charCodeAt(at);
    if (character === HASH && text.charCodeAt(at - 1) === SPACE) return undefined;
    if (character !== COLON || !isSpaceOrEnd(text, at + 1, end)) continue;
    const key = text.slice(from, beforeSpaces(text, at));
    if (!isKey(key)) throw NEEDS_MORE;
    return { text: key, end: at + 1 };
  }
  return undefined;
}

/** Whether a plain text is a key as it stands: no number, no merge, nothing that begins something else. */
function isKey(text: string): boolean {
  return (
    text !== '' &&
    text !== '<<' &&
    text !== '__proto__' &&
    !startsOtherwise(text) &&
    readPlainScalar(text) === undefined
  );
}

function readQuoted(text: string, from: number, end: number): Read {
  const close = closingQuote(text, from, end);
  if (close === -1) throw NEEDS_MORE;
  const quoted = text.slice(from + 1, close);
  if (text.charCodeAt(from) === SINGLE_QUOTE) return { text: quoted.replaceAll("''", "'"), end: close + 1 };
  if (!quoted.includes('\\')) return { text: quoted, end: close + 1 };
  // What JSON escapes, YAML escapes alike; the rest is for others.
  if (!JSON_TEXT.test(quoted)) throw NEEDS_MORE;
  return { text: JSON.parse(`"${quoted}"`), end: close + 1 };
}

/** -1 where it is not in this line. */
function closingQuote(text: string, from: number, end: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < end; at++) {
    const character = text.charCodeAt(at);
    if (character === BACKSLASH && quote === DOUBLE_QUOTE) at++;
    else if (character === quote) {
      if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== SINGLE_QUOTE) return at;
      at++;
    }
  }
  return -1;
}

function resolved(text: string): unknown {
  const value = readPlainScalar(text);
  return value === undefined || value === 'timestamp' || value === 'no number' ? text : value;
}

/** Whether what begins so is no plain text. */
function startsOtherwise(text: string): boolean {
  const first = text.charCodeAt(0);
  if (!INDICATORS.has(first)) return false;
  return first !== DASH || isSpaceOrEnd(text, 1, text.length);
}

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

function beforeSpaces(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at - 1) === SPACE) at--;
  return at;
}

function isSpaceOrEnd(text: string, at: number, end: number): boolean {
  return at === end || text.charCodeAt(at) === SPACE;
}

/** Begins or ends another document. */
const MARKER = /^(?:---|\.\.\.)/m;
const DEEPEST = 90;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const DASH = 45;
const COLON = 58;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const OPENING_BRACE = 123;
const BAR = 124;
const FLOW_MARKS = ',[]{}';
const FLOW_STARTS: ReadonlySet<number> = new Set(['[', '{', '|', '>'].map(codeOf));
const INDICATORS: ReadonlySet<number> = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map(codeOf));
const JSON_TEXT = /^(?:[^\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$/u;

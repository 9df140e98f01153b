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

class PlainReader {
  readonly #lines: readonly string[];
  #row = 0;
  /** Where what is to be read begins in its line; for the first in a line its indent. */
  #column = 0;
  #depth = 0;

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  document(): unknown {
    if (!this.#find()) throw NEEDS_MORE;
    const value = this.#block();
    if (this.#find()) throw NEEDS_MORE;
    return value;
  }

  /** Goes on to the next line, or stays in the one at hand, that is more than a comment. */
  #find(): boolean {
    for (; this.#row < this.#lines.length; this.#row++) {
      const line = this.#line();
      let column = 0;
      while (line.charCodeAt(column) === SPACE) column++;
      if (column === line.length || line.charCodeAt(column) === HASH) continue;
      this.#column = column;
      return true;
    }
    this.#column = -1;
    return false;
  }

  #line(): string {
    return this.#lines[this.#row] ?? '';
  }

  /** A mapping or a sequence that begins where we are. */
  #block(): unknown {
    if (++this.#depth > DEEPEST) throw NEEDS_MORE;
    const value = isDash(this.#line(), this.#column) ? this.#sequence(this.#column) : this.#mapping(this.#column);
    this.#depth--;
    return value;
  }

  #mapping(indent: number): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    do {
      const line = this.#line();
      const key = readKey(line, indent);
      if (key === undefined || Object.hasOwn(mapping, key.text)) throw NEEDS_MORE;
      mapping[key.text] = this.#value(key.end, indent, true);
    } while (this.#isAt(indent));
    return mapping;
  }

  #sequence(indent: number): unknown[] {
    const items: unknown[] = [];
    do {
      if (!isDash(this.#line(), indent)) {
        // The next key of the mapping whose value this is may stand just below the dashes.
        return items;
      }
      items.push(this.#value(indent + 1, indent, false));
    } while (this.#isAt(indent));
    return items;
  }

  /** Whether the next line goes on with the block of this indent; one that is indented deeper belongs to nothing. */
  #isAt(indent: number): boolean {
    if (!this.#find()) return false;
    if (this.#column > indent) throw NEEDS_MORE;
    return this.#column === indent;
  }

  /** What stands behind a key or a dash, in its line or below. */
  #value(from: number, indent: number, ofKey: boolean): unknown {
    const line = this.#line();
    let column = from;
    while (line.charCodeAt(column) === SPACE) column++;
    if (column === line.length || line.charCodeAt(column) === HASH) {
      this.#row++;
      if (!this.#find() || this.#column < indent) return null;
      if (this.#column > indent) return this.#belowOrScalar(indent);
      return ofKey && isDash(this.#line(), indent) ? this.#sequence(indent) : null;
    }
    if (!ofKey && (isDash(line, column) || readKey(line, column) !== undefined)) {
      this.#column = column;
      return this.#block();
    }
    return this.#scalarOrFlow(line, column, indent);
  }

  /** A value on lines of its own, which may be a text. */
  #belowOrScalar(indent: number): unknown {
    const line = this.#line();
    const isBlock = isDash(line, this.#column) || readKey(line, this.#column) !== undefined;
    return isBlock ? this.#block() : this.#scalarOrFlow(line, this.#column, indent);
  }

  #scalarOrFlow(line: string, column: number, indent: number): unknown {
    const first = line.charAt(column);
    if (first === '|') return this.#literal(line, column, indent);
    if (first === '[' || first === '{') {
      this.#column = column;
      const value = this.#flow();
      this.#endOfLine(this.#line(), this.#column);
      return value;
    }
    if (first === '"' || first === "'") {
      const quoted = readQuoted(line, column);
      this.#endOfLine(line, quoted.end);
      return quoted.text;
    }
    const comment = line.indexOf(' #', column);
    const text = (comment === -1 ? line.slice(column) : line.slice(column, comment)).trimEnd();
    if (startsOtherwise(text) || text.includes(': ') || text.endsWith(':')) throw NEEDS_MORE;
    this.#row++;
    return resolved(text);
  }

  #endOfLine(line: string, column: number): void {
    if (!/^ *$|^ +#/.test(line.slice(column))) throw NEEDS_MORE;
    this.#row++;
  }

  #literal(line: string, column: number, parent: number): string {
    const header = line.slice(column);
    if (header !== '|' && header !== '|-') throw NEEDS_MORE;
    let indent = -1;
    const content: string[] = [];
    for (this.#row++; this.#row < this.#lines.length; this.#row++) {
      const next = this.#line();
      let spaces = 0;
      while (next.charCodeAt(spaces) === SPACE) spaces++;
      if (spaces === next.length) {
        if (indent === -1 && spaces > 0) throw NEEDS_MORE;
        content.push(spaces > indent ? next.slice(indent) : '');
        continue;
      }
      if (indent === -1) indent = spaces;
      if (spaces < indent || indent <= parent) break;
      content.push(next.slice(indent));
    }
    // Which end a text has that the file ends in, and an empty one, is for others to say.
    if (indent === -1 || indent <= parent || this.#row >= this.#lines.length) {
      if (indent <= parent || this.#lines.at(-1) !== '') throw NEEDS_MORE;
    }
    while (content.at(-1) === '') content.pop();
    return header === '|' ? `${content.join('\n')}\n` : content.join('\n');
  }

  /** A value between brackets, which may go over lines. Ends behind it. */
  #flow(): unknown {
    const line = this.#line();
    const first = line.charAt(this.#column);
    if (first === '[') return this.#flowSequence();
    if (first === '{') return this.#flowMapping();
    if (first !== '"' && first !== "'") return resolved(this.#flowPlain(line));
    const quoted = readQuoted(line, this.#column);
    this.#column = quoted.end;
    return quoted.text;
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
    this.#column++;
    this.#depth--;
    return items;
  }

  #flowMapping(): Record<string, unknown> {
    if (++this.#depth > DEEPEST) throw NEEDS_MORE;
    const mapping: Record<string, unknown> = {};
    for (let next = this.#flowNext(1); next !== '}'; ) {
      if (next === '[' || next === '{') throw NEEDS_MORE;
      const isQuoted = next === '"' || next === "'";
      const key = isQuoted ? String(this.#flow()) : this.#flowPlain(this.#line());
      if ((!isQuoted && !isKey(key)) || key === '__proto__' || Object.hasOwn(mapping, key)) throw NEEDS_MORE;
      if (this.#flowNext(0) !== ':') throw NEEDS_MORE;
      next = this.#flowNext(1);
      const isEmpty = next === ',' || next === '}';
      mapping[key] = isEmpty ? null : this.#flow();
      if (!isEmpty) next = this.#flowNext(0);
      if (next === ',') next = this.#flowNext(1);
      else if (next !== '}') throw NEEDS_MORE;
    }
    this.#column++;
    this.#depth--;
    return mapping;
  }

  /** A plain text between brackets, which ends with its line at the latest. */
  #flowPlain(line: string): string {
    const start = this.#column;
    let end = start;
    for (; end < line.length; end++) {
      const character = line.charAt(end);
      if (FLOW_MARKS.includes(character)) break;
      if (character === ':' && (end + 1 === line.length || ` ${FLOW_MARKS}`.includes(line.charAt(end + 1)))) break;
      if (character === '#' && line.charAt(end - 1) === ' ') break;
    }
    const text = line.slice(start, end).trimEnd();
    if (text === '' || startsOtherwise(text)) throw NEEDS_MORE;
    this.#column = end;
    return text;
  }

  /** The next character that is more than white space and comments, after passing over some. */
  #flowNext(over: number): string {
    this.#column += over;
    for (; this.#row < this.#lines.length; this.#row++, this.#column = 0) {
      const line = this.#line();
      while (line.charCodeAt(this.#column) === SPACE) this.#column++;
      const isComment =
        line.charCodeAt(this.#column) === HASH && (this.#column === 0 || line.charCodeAt(this.#column - 1) === SPACE);
      if (this.#column < line.length && !isComment) return line.charAt(this.#column);
    }
    throw NEEDS_MORE;
  }
}

interface Read {
  readonly text: string;
  readonly end: number;
}

/** A key and the column behind its colon; undefined where none begins. */
function readKey(line: string, column: number): Read | undefined {
  const first = line.charAt(column);
  if (first === '"' || first === "'") {
    const end = closingQuote(line, column);
    if (end === -1) return undefined;
    const colon = /^ *:(?= |$)/.exec(line.slice(end + 1));
    if (colon === null) return undefined;
    const { text } = readQuoted(line, column);
    if (text === '__proto__') throw NEEDS_MORE;
    return { text, end: end + 1 + colon[0].length };
  }
  for (let colon = line.indexOf(':', column); colon !== -1; colon = line.indexOf(':', colon + 1)) {
    if (colon + 1 < line.length && line.charCodeAt(colon + 1) !== SPACE) continue;
    const text = line.slice(column, colon).trimEnd();
    if (text.includes(' #')) return undefined;
    if (FLOW_STARTS.has(first)) return undefined;
    if (!isKey(text)) throw NEEDS_MORE;
    return { text, end: colon + 1 };
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

function readQuoted(line: string, column: number): Read {
  const end = closingQuote(line, column);
  if (end === -1) throw NEEDS_MORE;
  const text = line.slice(column + 1, end);
  if (line.charAt(column) === "'") return { text: text.replaceAll("''", "'"), end: end + 1 };
  if (!text.includes('\\')) return { text, end: end + 1 };
  // What JSON escapes, YAML escapes alike; the rest is for others.
  if (!JSON_TEXT.test(text)) throw NEEDS_MORE;
  return { text: JSON.parse(`"${text}"`), end: end + 1 };
}

/** -1 where it is not in this line. */
function closingQuote(line: string, column: number): number {
  const quote = line.charAt(column);
  for (let at = column + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\' && quote === '"') at++;
    else if (character === quote) {
      if (quote === '"' || line.charAt(at + 1) !== "'") return at;
      at++;
    }
  }
  return -1;
}

function resolved(text: string): unknown {
  const value = readPlainScalar(text);
  return value === undefined || value === 'timestamp' || value === 'no number' ? text : value;
}

function isDash(line: string, column: number): boolean {
  return line.charCodeAt(column) === DASH && (column + 1 === line.length || line.charCodeAt(column + 1) === SPACE);
}

/** Whether what begins so is no plain text. */
function startsOtherwise(text: string): boolean {
  if (!INDICATORS.has(text.charAt(0))) return false;
  return text.charAt(0) !== '-' || text.length === 1 || text.charAt(1) === ' ';
}

/** Begins or ends another document. */
const MARKER = /^(?:---|\.\.\.)/m;
const SPACE = 32;
const HASH = 35;
const DASH = 45;
const DEEPEST = 90;
const FLOW_MARKS = ',[]{}';
const FLOW_STARTS: ReadonlySet<string> = new Set(['[', '{', '|', '>']);
const INDICATORS: ReadonlySet<string> = new Set('-?:,[]{}#&*!|>\'"%@`');
const JSON_TEXT = /^(?:[^\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$/u;

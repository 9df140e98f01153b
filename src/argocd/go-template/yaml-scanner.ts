import { CannotTell } from './fault';

/** A piece of YAML text that means something, as the reader of Kubernetes cuts it. */
interface Token {
  readonly kind: TokenKind;
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag, or a version. */
  readonly text?: string;
  /** Of a scalar: whether it is in no quotes and no block. */
  readonly isPlain?: boolean;
  /** What follows the handle of a tag. */
  readonly suffix?: string;
}

export type TokenKind =
  | 'stream end'
  | 'version directive'
  | 'tag directive'
  | 'document start'
  | 'document end'
  | 'block sequence start'
  | 'block mapping start'
  | 'block end'
  | 'flow sequence start'
  | 'flow sequence end'
  | 'flow mapping start'
  | 'flow mapping end'
  | 'block entry'
  | 'flow entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** Why a text is no YAML to Kubernetes; `readYaml` turns it into a value. */
export class NotYaml extends Error {}

/** Where a key may have started that only the colon behind it will tell. */
interface PossibleKey {
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
  /** Nothing but a key can stand there. */
  readonly required: boolean;
  possible: boolean;
}

const NO_KEY: PossibleKey = { token: -1, at: 0, line: 0, column: 0, required: false, possible: false };

const BLANKS = ' \\t';
const BREAKS = '\\r\\n\\u0085\\u2028\\u2029';
const BLANK_OR_END = `(?=[${BLANKS}${BREAKS}]|$)`;
const LONGEST_KEY = 1024;

/** What stands at a place, and how long it is. */
const patterns = {
  spaces: / */y,
  blanks: /[ \t]*/y,
  comment: new RegExp(`#[^${BREAKS}]*`, 'y'),
  line: new RegExp(`[^${BREAKS}]*`, 'y'),
  break: new RegExp(`\\r\\n|[${BREAKS}]`, 'y'),
  documentSign: new RegExp(`(?:---|\\.\\.\\.)${BLANK_OR_END}`, 'y'),
  blankOrEnd: new RegExp(BLANK_OR_END, 'y'),
  blockPlain: new RegExp(`(?:[^:${BLANKS}${BREAKS}]|:(?![${BLANKS}${BREAKS}]|$))+`, 'y'),
  flowPlain: new RegExp(`(?:[^:,?[\\]{}${BLANKS}${BREAKS}]|:(?![${BLANKS}${BREAKS}]|$))+`, 'y'),
  singleQuoted: new RegExp(`(?:[^'${BLANKS}${BREAKS}]|'')+`, 'y'),
  doubleQuoted: new RegExp(`[^"\\\\${BLANKS}${BREAKS}]+`, 'y'),
  escapedBreak: new RegExp(`\\\\(?:\\r\\n|[${BREAKS}])`, 'y'),
  escape: /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/suy,
  blockHeader: /(?:([+-])(\d?)|(\d)([+-]?))?/y,
  name: /[\w-]+/y,
  afterName: new RegExp(`${BLANK_OR_END}|[?:,\\]}%@\`]`, 'y'),
  tagHandle: /![\w-]*!?/y,
  uri: /[\w;/?:@&=+$,.!~*'()[\]%-]*/y,
  version: /[ \t]*(\d{1,2}\.\d{1,2})(?!\d)/y,
  directiveHandle: /[ \t]*(!(?:[\w-]*!)?)[ \t]+/y,
} as const;

const ESCAPES: ReadonlyMap<string, string> = new Map(
  [
    ...(['0\0', 'a\x07', 'b\b', 't\t', '\t\t', 'n\n', 'v\v', 'f\f', 'r\r', 'e\x1b', '  ', '""', "''", '\\\\'] as const),
    ...(['N\u0085', '_\u00a0', 'L\u2028', 'P\u2029'] as const),
  ].map(([sign = '', meant = '']) => [sign, meant] as const),
);

const OPENING: ReadonlyMap<string, TokenKind> = new Map([
  ['[', 'flow sequence start'],
  ['{', 'flow mapping start'],
]);
const CLOSING: ReadonlyMap<string, TokenKind> = new Map([
  [']', 'flow sequence end'],
  ['}', 'flow mapping end'],
]);

/** The tokens of a text, one after the other. A key is known as such only once its colon is there. */
export class Scanner {
  /** All so far; those from `head` on are not taken yet. */
  private readonly tokens: Token[] = [];
  private head = 0;
  private at = 0;
  private line = 0;
  private lineStart = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  /** The latest possible key outside of all brackets, and in each bracket that is open. */
  private readonly keys: PossibleKey[] = [NO_KEY];
  private readonly keyAt = new Map<number, PossibleKey>();
  private mayBeKey = true;

  constructor(private readonly text: string) {}

  /** How far the text was looked at. */
  get position(): number {
    return this.at;
  }

  peek(): Token {
    for (;;) {
      const token = this.tokens[this.head];
      const key = this.keyAt.get(this.head);
      if (token !== undefined && !(key && this.isStillPossible(key))) return token;
      this.fetch();
    }
  }

  take(): Token {
    const token = this.peek();
    this.head++;
    return token;
  }

  private get column(): number {
    return this.at - this.lineStart;
  }

  private get inFlow(): boolean {
    return this.keys.length > 1;
  }

  private fetch(): void {
    this.skipToToken();
    this.unroll(this.column);
    this.starting(this.text[this.at])();
  }

  /** What to do about a token that starts with a character. */
  private starting(sign: string | undefined): () => void {
    if (sign === undefined) return () => this.fetchEnd();
    if (this.column === 0 && sign === '%') return () => this.fetchUnindented(() => this.scanDirective());
    if (this.column === 0 && this.is('documentSign')) {
      return () => this.fetchUnindented(() => this.takeDocumentSign(sign === '-' ? 'document start' : 'document end'));
    }
    const opening = OPENING.get(sign);
    if (opening) return () => this.openFlow(opening);
    const closing = CLOSING.get(sign);
    if (closing) return () => this.closeFlow(closing);
    if (sign === ',') return () => this.fetchSign('flow entry', true);
    const isAlone = this.is('blankOrEnd', this.at + 1);
    if (sign === '-' && isAlone) return () => this.fetchBlockSign('block entry', 'block sequence start', true);
    if (sign === '?' && (this.inFlow || isAlone)) {
      return () => this.fetchBlockSign('key', 'block mapping start', !this.inFlow);
    }
    if (sign === ':' && (this.inFlow || isAlone)) return () => this.fetchValue();
    if (sign === '*') return () => this.fetchNode(() => this.scanName('alias'));
    if (sign === '&') return () => this.fetchNode(() => this.scanName('anchor'));
    if (sign === '!') return () => this.fetchNode(() => this.scanTag());
    if ((sign === '|' || sign === '>') && !this.inFlow) return () => this.scanBlockScalar(sign === '|');
    if (sign === "'" || sign === '"') return () => this.fetchNode(() => this.scanQuoted(sign));
    if (/[^-?:,#|>%@`\t]/.test(sign) || sign === '-' || (!this.inFlow && /[?:]/.test(sign))) {
      return () => this.fetchNode(() => this.scanPlain());
    }
    throw this.error('found character that cannot start any token');
  }

  private fetchEnd(): void {
    // No key goes beyond the end, as none goes beyond its line.
    if (this.column !== 0) this.startLine();
    this.fetchUnindented(() => this.add({ kind: 'stream end' }));
  }

  private takeDocumentSign(kind: TokenKind): void {
    this.at += 3;
    this.add({ kind });
  }

  private skipToToken(): void {
    for (;;) {
      // A tab cannot indent what may be a key.
      this.pass(this.inFlow || !this.mayBeKey ? 'blanks' : 'spaces');
      this.pass('comment');
      if (this.takeBreak() === '') return;
      if (!this.inFlow) this.mayBeKey = true;
    }
  }

  private fetchUnindented(scan: () => void): void {
    this.unroll(-1);
    this.endKey();
    this.mayBeKey = false;
    scan();
  }

  private fetchNode(scan: () => void): void {
    this.startKey();
    this.mayBeKey = false;
    scan();
  }

  private fetchSign(kind: TokenKind, mayBeKey: boolean): void {
    this.endKey();
    this.mayBeKey = mayBeKey;
    this.at++;
    this.add({ kind });
  }

  private fetchBlockSign(kind: TokenKind, block: TokenKind, mayBeKey: boolean): void {
    if (!this.inFlow) this.startBlock(block);
    this.fetchSign(kind, mayBeKey);
  }

  private startBlock(kind: TokenKind): void {
    if (!this.mayBeKey) throw this.error(`a ${kind} is not allowed in this context`);
    this.roll(this.column, this.tokens.length, kind);
  }

  private openFlow(kind: TokenKind): void {
    this.startKey();
    if (this.keys.length > MOST_NESTED) throw tooDeep();
    this.keys.push({ ...NO_KEY, token: this.tokens.length });
    this.mayBeKey = true;
    this.at++;
    this.add({ kind });
  }

  private closeFlow(kind: TokenKind): void {
    this.endKey();
    // After brackets in which no key could start, the one that they may be themselves is not waited for any more:
    // {}: a is an empty map, followed by something.
    if (this.inFlow) this.keyAt.delete(this.keys.pop()?.token ?? -1);
    this.mayBeKey = false;
    this.at++;
    this.add({ kind });
  }

  private fetchValue(): void {
    const key = this.keys.at(-1);
    if (key && this.isStillPossible(key)) {
      this.insert(key.token, { kind: 'key' });
      this.roll(key.column, key.token, 'block mapping start');
      this.forget(key);
      this.mayBeKey = false;
    } else {
      if (!this.inFlow) this.startBlock('block mapping start');
      this.mayBeKey = !this.inFlow;
    }
    this.at++;
    this.add({ kind: 'value' });
  }

  private startKey(): void {
    if (!this.mayBeKey) return;
    this.endKey();
    const required = !this.inFlow && this.indent === this.column;
    const { at, line, column } = this;
    const key = { token: this.tokens.length, at, line, column, required, possible: true };
    this.keys[this.keys.length - 1] = key;
    this.keyAt.set(key.token, key);
  }

  private endKey(): void {
    const key = this.keys.at(-1);
    if (!key?.possible) return;
    if (key.required) throw this.error("could not find expected ':'");
    this.forget(key);
  }

  private forget(key: PossibleKey): void {
    key.possible = false;
    this.keyAt.delete(key.token);
  }

  /** A key is on one line, and not too long. */
  private isStillPossible(key: PossibleKey): boolean {
    if (!key.possible) return false;
    const length = this.at - key.at;
    const isLong = length > LONGEST_KEY && [...this.text.slice(key.at, this.at)].length > LONGEST_KEY;
    if (key.line === this.line && !isLong) return true;
    if (key.required) throw this.error("could not find expected ':'");
    key.possible = false;
    return false;
  }

  private roll(column: number, place: number, kind: TokenKind): void {
    if (this.inFlow || this.indent >= column) return;
    if (this.indents.length > MOST_NESTED) throw tooDeep();
    this.indents.push(this.indent);
    this.indent = column;
    this.insert(place, { kind });
  }

  private unroll(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.add({ kind: 'block end' });
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private scanDirective(): void {
    this.at++;
    const name = this.read('name');
    if (!this.is('blankOrEnd')) throw this.error('found unexpected non-alphabetical character');
    if (name === 'YAML') {
      const [, text] = this.match('version') ?? [];
      if (text === undefined) throw this.error('did not find expected version number');
      this.add({ kind: 'version directive', text });
    } else if (name === 'TAG') {
      const [, text] = this.match('directiveHandle') ?? [];
      const suffix = this.read('uri');
      if (text === undefined || suffix === '') throw this.error('did not find expected tag');
      if (suffix.includes('%')) throw escapedTag();
      if (!this.is('blankOrEnd')) throw this.error('did not find expected whitespace or line break');
      this.add({ kind: 'tag directive', text, suffix });
    } else {
      throw this.error('found unknown directive name');
    }
    this.endLine();
  }

  private scanName(kind: 'alias' | 'anchor'): void {
    this.at++;
    const text = this.read('name');
    if (text === '' || !this.is('afterName')) throw this.error('did not find expected alphabetic or numeric character');
    this.add({ kind, text });
  }

  private scanTag(): void {
    const tag = this.tag();
    if (tag.suffix.includes('%')) throw escapedTag();
    if (!this.is('blankOrEnd')) throw this.error('did not find expected whitespace or line break');
    this.add({ kind: 'tag', ...tag });
  }

  private tag(): { readonly text: string; readonly suffix: string } {
    if (this.text[this.at + 1] === '<') {
      this.at += 2;
      const suffix = this.read('uri');
      if (suffix === '' || this.text[this.at++] !== '>') throw this.error("did not find the expected '>'");
      return { text: '', suffix };
    }
    const handle = this.read('tagHandle');
    const uri = this.read('uri');
    if (handle.length > 1 && handle.endsWith('!')) {
      if (uri === '') throw this.error('did not find expected tag URI');
      return { text: handle, suffix: uri };
    }
    const suffix = handle.slice(1) + uri;
    return suffix === '' ? { text: '', suffix: '!' } : { text: '!', suffix };
  }

  private scanBlockScalar(isLiteral: boolean): void {
    this.endKey();
    this.mayBeKey = true;
    this.at++;
    const [, before, digitAfter, digit, after] = this.match('blockHeader') ?? [];
    const chomping = before || after;
    const increment = digitAfter || digit;
    if (increment === '0') throw this.error('found an indentation indicator equal to 0');
    this.endLine();
    let indent = increment ? Math.max(this.indent, 0) + Number(increment) : 0;
    let text = '';
    let lineBreak = '';
    let wasBlank = false;
    const skipEmptyLines = (): string => {
      const { breaks, widest } = this.emptyLines(indent);
      if (indent === 0) indent = Math.max(widest, this.indent + 1, 1);
      return breaks;
    };
    let breaks = skipEmptyLines();
    while (this.column === indent && this.at < this.text.length) {
      const isBlank = this.isBlank();
      const folds = !isLiteral && !wasBlank && !isBlank && lineBreak === '\n';
      text += (folds ? (breaks === '' ? ' ' : '') : lineBreak) + breaks;
      wasBlank = isBlank;
      text += this.read('line');
      lineBreak = this.takeBreak();
      breaks = skipEmptyLines();
    }
    if (chomping !== '-') text += lineBreak;
    if (chomping === '+') text += breaks;
    this.add({ kind: 'scalar', text });
  }

  /** The line ends of lines that hold nothing but indentation, and the widest of that. */
  private emptyLines(indent: number): { readonly breaks: string; readonly widest: number } {
    let breaks = '';
    let widest = 0;
    for (;;) {
      while ((indent === 0 || this.column < indent) && this.text[this.at] === ' ') this.at++;
      widest = Math.max(widest, this.column);
      if ((indent === 0 || this.column < indent) && this.text[this.at] === '\t')
        throw this.error('found a tab character where an indentation space is expected');
      const lineBreak = this.takeBreak();
      if (lineBreak === '') return { breaks, widest };
      breaks += lineBreak;
    }
  }

  private scanQuoted(quote: '"' | "'"): void {
    this.at++;
    let text = '';
    for (;;) {
      if (this.column === 0 && this.is('documentSign')) throw this.error('found unexpected document indicator');
      if (this.at >= this.text.length) throw this.error('found unexpected end of stream');
      const run = this.quotedRun(quote);
      text += run.text;
      if (this.text[this.at] === quote) break;
      text += this.gap(run.isContinued);
    }
    this.at++;
    this.add({ kind: 'scalar', text });
  }

  /** Text up to a blank, the end of the line or the quote; a backslash at the end of a line takes that away. */
  private quotedRun(quote: '"' | "'"): { readonly text: string; readonly isContinued: boolean } {
    if (quote === "'") return { text: this.read('singleQuoted').replaceAll("''", "'"), isContinued: false };
    let text = '';
    for (;;) {
      text += this.read('doubleQuoted');
      if (this.text[this.at] !== '\\') return { text, isContinued: false };
      if (this.is('escapedBreak')) {
        this.at++;
        this.takeBreak();
        return { text, isContinued: true };
      }
      text += this.escape();
    }
  }

  private escape(): string {
    const [, two, four, eight, sign] = this.match('escape') ?? [];
    const digits = two ?? four ?? eight;
    if (digits === undefined) {
      const meant = ESCAPES.get(sign ?? '');
      if (meant === undefined) throw this.error('found unknown escape character');
      return meant;
    }
    const code = Number.parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
      throw this.error('found invalid Unicode character escape code');
    return String.fromCodePoint(code);
  }

  /** Blanks as they are; or the end of a line as a space, and of more lines as the ends of the others. */
  private gap(isContinued: boolean, indent = 0): string {
    let hasBreak = isContinued;
    let blanks = '';
    let first = '';
    let breaks = '';
    for (;;) {
      if (this.isBlank()) {
        if (hasBreak && this.column < indent && this.text[this.at] === '\t')
          throw this.error('found a tab character that violates indentation');
        if (!hasBreak) blanks += this.text[this.at];
        this.at++;
        continue;
      }
      const lineBreak = this.takeBreak();
      if (lineBreak === '') break;
      if (hasBreak) breaks += lineBreak;
      else first = lineBreak;
      hasBreak = true;
    }
    if (!hasBreak) return blanks;
    return first === '\n' ? breaks || ' ' : first + breaks;
  }

  private scanPlain(): void {
    const indent = this.indent + 1;
    let text = '';
    let gap = '';
    let isNewLine = false;
    while (!(this.column === 0 && this.is('documentSign')) && this.text[this.at] !== '#') {
      const run = this.read(this.inFlow ? 'flowPlain' : 'blockPlain');
      if (run === '') break;
      text += gap + run;
      const { line } = this;
      gap = this.gap(false, indent);
      isNewLine = this.line > line;
      if (!this.inFlow && this.column < indent) break;
    }
    // On a new line a key may follow.
    if (isNewLine) this.mayBeKey = true;
    this.add({ kind: 'scalar', text, isPlain: true });
  }

  /** Nothing but a comment may be left of a line. */
  private endLine(): void {
    this.pass('blanks');
    this.pass('comment');
    if (this.at < this.text.length && this.takeBreak() === '')
      throw this.error('did not find expected comment or line break');
  }

  /** The end of a line, as it counts in a text; nothing where there is none. */
  private takeBreak(): string {
    const lineBreak = this.read('break');
    if (lineBreak === '') return '';
    this.startLine();
    return /[\u2028\u2029]/.test(lineBreak) ? lineBreak : '\n';
  }

  private startLine(): void {
    this.line++;
    this.lineStart = this.at;
  }

  private isBlank(): boolean {
    return this.text[this.at] === ' ' || this.text[this.at] === '\t';
  }

  private is(pattern: keyof typeof patterns, at = this.at): boolean {
    patterns[pattern].lastIndex = at;
    return patterns[pattern].test(this.text);
  }

  private match(pattern: keyof typeof patterns): RegExpExecArray | null {
    patterns[pattern].lastIndex = this.at;
    const found = patterns[pattern].exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private read(pattern: keyof typeof patterns): string {
    return this.match(pattern)?.[0] ?? '';
  }

  private pass(pattern: keyof typeof patterns): void {
    this.match(pattern);
  }

  private insert(place: number, token: Token): void {
    this.tokens.splice(place < this.head ? this.tokens.length : place, 0, token);
  }

  private add(token: Token): void {
    this.tokens.push(token);
  }

  private error(problem: string): NotYaml {
    return new NotYaml(`line ${this.line + 1}: ${problem}`);
  }
}

const MOST_NESTED = 500;

function tooDeep(): CannotTell {
  return new CannotTell(`YAML that nests deeper than ${MOST_NESTED} levels`);
}

function escapedTag(): CannotTell {
  return new CannotTell('YAML with escapes in a tag');
}

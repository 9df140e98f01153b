import { CannotTell, Fault } from './fault';

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'variable'
  | 'number'
  | 'dot'
  | 'field'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'word'
  | '('
  | ')'
  | 'character'
  | 'error'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

/** What stands inside of an action, tried in this order; each has to start where the last one ended. */
const INSIDE: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\r\n]+?(?=[ \t\r\n]-\}\})|[ \t\r\n]+/y],
  ['assign', /=/y],
  ['declare', /:=/y],
  ['pipe', /\|/y],
  ['string', /"(?:\\[^\n]|[^"\\\n])*"|`[^`]*`/y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['number', /'(?:\\[^\n]|[^'\\\n])*'/y],
  ['field', /\.[\p{L}\p{Nd}_]+/uy],
  ['dot', /\./y],
  [
    'number',
    /[+-]?(?:0x[\da-f_]*\.?[\da-f_]*(?:p[+-]?[\d_]*)?|0o[0-7_]*\.?[0-7_]*|0b[01_]*\.?[01_]*|[\d_]*\.?[\d_]*(?:e[+-]?[\d_]*)?)i?/iy,
  ],
  ['word', /[\p{L}\p{Nd}_]+/uy],
  ['(', /\(/y],
  [')', /\)/y],
  ['character', /[!-~]/y],
];
const TERMINATOR = /$|[ \t\r\n.,|:)(]|\}\}/uy;
const RIGHT = /[ \t\r\n]-\}\}|\}\}/y;
const SPACES = /[ \t\r\n]*/y;
const COMMENT = /\{\{(?:-[ \t\r\n])?\/\*/y;
const COMMENT_END = /\*\/([ \t\r\n]-)?\}\}/y;

/** Cuts a template into tokens; what cannot be read is a last token of kind `error`. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  try {
    for (let at = 0; at < source.length; ) at = lexText(source, at, tokens);
    tokens.push({ kind: 'end', text: 'EOF' });
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    tokens.push({ kind: 'error', text: thrown.message });
  }
  return tokens;
}

function lexText(source: string, start: number, tokens: Token[]): number {
  const open = source.indexOf('{{', start);
  const trimsLeft = open !== -1 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
  const raw = source.slice(start, open === -1 ? source.length : open);
  const text = trimsLeft ? trimEnd(raw) : raw;
  if (text !== '') tokens.push({ kind: 'text', text });
  if (open === -1) return source.length;
  const comment = take(COMMENT, source, open);
  if (comment !== undefined) return lexComment(source, open + comment.length);
  tokens.push({ kind: 'open', text: '{{' });
  return lexAction(source, open + (trimsLeft ? 3 : 2), tokens);
}

/** Not by a regular expression: `\s+$` takes quadratic time on long runs of spaces. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text[end - 1] ?? '?')) end--;
  return text.slice(0, end);
}

function lexComment(source: string, start: number): number {
  const end = source.indexOf('*/', start);
  if (end === -1) throw new Fault('syntax', 'unclosed comment');
  COMMENT_END.lastIndex = end;
  const closed = COMMENT_END.exec(source);
  if (closed === null) throw new Fault('syntax', 'comment ends before closing delimiter');
  const after = end + closed[0].length;
  return closed[1] === undefined ? after : after + (take(SPACES, source, after)?.length ?? 0);
}

function lexAction(source: string, start: number, tokens: Token[]): number {
  let open = 0;
  for (let at = start; ; ) {
    const right = take(RIGHT, source, at);
    if (right !== undefined) {
      if (open > 0) throw new Fault('syntax', 'unclosed left paren');
      tokens.push({ kind: 'close', text: '}}' });
      at += right.length;
      return right.length === 2 ? at : at + (take(SPACES, source, at)?.length ?? 0);
    }
    if (at === source.length) throw new Fault('syntax', 'unclosed action');
    const token = lexToken(source, at);
    if (token.kind === '(') open++;
    if (token.kind === ')' && --open < 0) throw new Fault('syntax', 'unexpected right paren');
    tokens.push(token);
    at += token.text.length;
  }
}

function lexToken(source: string, at: number): Token {
  const first = source[at] ?? '';
  for (const [kind, pattern] of INSIDE) {
    if (kind === 'number' && !/['.\d+-]/.test(first)) continue;
    // A point before a digit starts a number, not a field.
    if ((kind === 'field' || kind === 'dot') && first === '.' && /\d/.test(source[at + 1] ?? '')) continue;
    const text = take(pattern, source, at);
    if (text === undefined || text === '') continue;
    if (kind === 'character' && /["'`:]/.test(text)) break;
    const end = at + text.length;
    if (kind === 'number' && first !== "'") checkNumber(source, text, end);
    if (/^(field|variable|word|dot)$/.test(kind) && take(TERMINATOR, source, end) === undefined) {
      throw new Fault('syntax', `bad character ${JSON.stringify(String.fromCodePoint(source.codePointAt(end) ?? 0))}`);
    }
    return kind === 'word' ? { kind: kindOfWord(text), text } : { kind, text };
  }
  const complaint = {
    '"': 'unterminated quoted string',
    '`': 'unterminated raw quoted string',
    "'": 'unterminated character constant',
    ':': 'expected :=',
  };
  throw new Fault(
    'syntax',
    complaint[first as keyof typeof complaint] ?? `unrecognized character in action: ${JSON.stringify(first)}`,
  );
}

function checkNumber(source: string, text: string, end: number): void {
  if (/^[+-][\d.]+i/.test(source.slice(end, end + 30))) throw new CannotTell(`complex number ${text}`);
  if (/[\p{L}\p{Nd}_]/u.test(String.fromCodePoint(source.codePointAt(end) ?? 32)) || /[+-]/.test(source[end] ?? '')) {
    throw new Fault('syntax', `bad number syntax: ${JSON.stringify(text + (source[end] ?? ''))}`);
  }
}

function kindOfWord(word: string): TokenKind {
  if (KEYWORDS.has(word)) return 'keyword';
  if (word === 'nil') return 'nil';
  return word === 'true' || word === 'false' ? 'bool' : 'word';
}

function take(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

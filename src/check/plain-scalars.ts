/** A scalar that stands in a YAML text without quotes. */
export interface PlainScalar {
  /** From 0, in the text that was given. */
  readonly line: number;
  readonly written: string;
  readonly is: 'key' | 'value';
  /** The key that a value stands behind; empty where it is an item, or a key itself. */
  readonly of: string;
}

/**
 * Goes by lines, so that thousands of files take no time: one value stands on each, behind a key or a dash, or brackets
 * open there. Lines that are indented deeper than what they would belong to go on with its text.
 */
export function plainScalars(text: string): readonly PlainScalar[] {
  const found: PlainScalar[] = [];
  let textBelow: number | undefined;
  let line = 0;
  for (let start = 0; start <= text.length; line++) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const content = text.slice(start, end).replace(/\r$/, '');
    const next = end + 1;
    const indent = content.length - content.trimStart().length;
    const { dashes = '', key = '', rest = '' } = LINE.exec(content)?.groups ?? {};
    const value = withoutComment(rest.replace(ANCHOR, ''));
    const isText = content.trim() === '' || (textBelow !== undefined && indent > textBelow);
    const opens = start + content.length - rest.length + rest.indexOf(value);
    start = next;
    if (isText) continue;
    textBelow = undefined;
    if (key !== '') found.push({ line, written: key, is: 'key', of: '' });
    if (/^[[{]/.test(value)) {
      const brackets = inBrackets(text, opens, line);
      for (const each of brackets.scalars) found.push(each);
      line = brackets.line;
      const closes = text.indexOf('\n', brackets.end);
      start = closes === -1 ? text.length + 1 : closes + 1;
    } else if (value !== '' && !/^!\S*$|:$/.test(value)) {
      found.push({ line, written: value, is: 'value', of: key });
      textBelow = indent + (key === '' ? 0 : dashes.length);
    }
  }
  return found;
}

const LINE = /^\s*(?<dashes>(?:-\s+)*)(?:(?<key>[\w./-]+|"[^"]*"|'[^']*')\s*:(?=\s|$)\s*)?(?<rest>.*)$/;

/** A tag says what the value behind it is, and stays in front of it. */
const ANCHOR = /^&\S+(?:\s+|$)/;

function withoutComment(value: string): string {
  const comment = value.search(/(?<!\S)#/);
  return (comment === -1 ? value : value.slice(0, comment)).trim();
}

/** What stands between brackets, which may go over lines, up to the last one, or to the end where that is missing. */
function inBrackets(
  text: string,
  from: number,
  firstLine: number,
): { readonly scalars: readonly PlainScalar[]; readonly end: number; readonly line: number } {
  const scalars: PlainScalar[] = [];
  const token = new RegExp(TOKEN);
  token.lastIndex = from;
  let line = firstLine;
  let depth = 0;
  let key = '';
  let last = '';
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [written = ''] = match;
    const plain = match.groups?.plain?.trim();
    if (plain !== undefined) {
      scalars.push({ line, written: plain, is: 'value', of: key });
      last = plain;
    } else if (written === ':') {
      const named = scalars.at(-1);
      if (named !== undefined && last !== '') scalars[scalars.length - 1] = { ...named, is: 'key', of: '' };
      key = last;
    } else if (/^[[\]{},]$/.test(written)) {
      key = '';
      last = '';
      if (/[[{]/.test(written)) depth++;
      if (/[\]}]/.test(written) && --depth === 0) break;
    } else if (/^["']/.test(written)) last = '';
    line += written.split('\n').length - 1;
  }
  return { scalars, end: token.lastIndex || text.length, line };
}

/** White space, a comment, brackets and what is between them, a text in quotes, and one without. */
const TOKEN =
  /\s+|(?<!\S)#.*|[[\]{},]|:(?=[\s,[\]{}]|$)|"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|'[^']*'?|(?:&\S+\s+)?(?<plain>(?:[^\s,[\]{}:#]|:(?![\s,[\]{}]|$)|(?<=\S)#)(?:[^,[\]{}\n:#]|:(?![\s,[\]{}]|$)|(?<=\S)#)*)/y;

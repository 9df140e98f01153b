/** A word, a string, or one character of TypeScript, and where it stands. */
export interface Token {
  readonly is: 'word' | 'string' | 'mark';
  /** A string without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a TypeScript file without comments; nothing where code cannot be told from text for certain: in a regular
 * expression, or where a string does not end.
 */
export function tokensOf(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(source);
    const { space, word, string, mark } = found?.groups ?? {};
    if (!found || (space === undefined && word === undefined && string === undefined && mark === undefined)) {
      return undefined;
    }
    const end = at + found[0].length;
    if (word !== undefined) tokens.push({ is: 'word', text: word, start: at, end });
    if (string !== undefined) tokens.push({ is: 'string', text: string.slice(1, -1), start: at, end });
    if (mark !== undefined) tokens.push({ is: 'mark', text: mark, start: at, end });
    at = end;
  }
  return tokens;
}

/** A template with braces or quotes in its `${}`, a lone quote and a lone slash match nothing. */
const PIECE =
  /(?<space>(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+)|(?<word>[\p{L}\p{N}_$]+)|(?<string>'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{[^{}`'"]*\})*`)|(?<mark>[^\s\p{L}\p{N}_$'"`/])/uy;

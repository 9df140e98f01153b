import { isPlain } from './yaml-plain';

/** The text on its line or, when it has several, as a block that starts each with `line`; undefined as in inlineText. */
export function stringText(text: string, line: string): string | undefined {
  if (isPlain(text)) return text;
  return text.includes('\n') && !UNTIDY.test(text) ? literal(text, line) : quoted(text);
}

/** The text on one line, as a key has to be; undefined when it holds half a surrogate pair, which no encoding can. */
export function inlineText(text: string): string | undefined {
  return isPlain(text) ? text : quoted(text);
}

/** The number; undefined when it is one that JSON, and so Kubernetes, does not know. */
export function numberText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = String(value);
  // For YAML 1.1 a float has a point: 1e+21 is a string.
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function literal(text: string, line: string): string {
  const indentation = /^\n*[ \t]/.test(text) ? '2' : '';
  const [chomping, body] = text.endsWith('\n') ? ['', text.slice(0, -1)] : ['-', text];
  return `|${indentation}${chomping}${`\n${body}`.replace(/\n(?!\n)/g, line)}`;
}

function quoted(text: string): string | undefined {
  if (SIMPLE.test(text)) return `"${text}"`;
  if (/\p{Surrogate}/u.test(text)) return undefined;
  if (/["\\]/.test(text) && !NOT_IN_SINGLE_QUOTES.test(text)) return `'${text}'`;
  return JSON.stringify(text).replace(EVERY_HIDDEN, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

const SIMPLE = /^[ !#-[\]-~]*$/;

// What a reviewer cannot see, or what makes text look like another, is written as an escape: controls, unusual spaces,
// marks that join or turn the direction, tags, and what YAML itself forbids.
const HIDDEN =
  '\\0-\\x1f\\x7f-\\xa0\\xad\\u061c\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\ufeff\\ufff0-\\ufffc\\ufffe\\uffff\\u{e0000}-\\u{e0fff}';
const EVERY_HIDDEN = new RegExp(`[${HIDDEN}]`, 'gu');
const NOT_IN_SINGLE_QUOTES = new RegExp(`['${HIDDEN}]`, 'u');

// A block holds only what survives an editor or a hook that trims lines and the end of the file.
const UNTIDY = new RegExp(`[ \\t]\\n|[ \\t]$|\\n\\n$|^\\n*$|(?![\\n\\t])[${HIDDEN}]|\\p{Surrogate}`, 'u');

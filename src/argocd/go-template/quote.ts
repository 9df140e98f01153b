import { encode } from '../utf8';
import { bytesOf, textOf } from './text';

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);
const LONG = new Map([...SHORT].map(([character, escaped]) => [escaped.slice(1), character]));

/** A Go string or character literal, as %q writes it. */
export function quoteGo(text: string, mark: '"' | "'" = '"', asciiOnly = false): string {
  let quoted = mark as string;
  for (const character of text) quoted += character === mark ? `\\${mark}` : escaped(character, asciiOnly);
  return quoted + mark;
}

function escaped(character: string, asciiOnly: boolean): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const rune = character.codePointAt(0) ?? 0;
  if (rune >= 0xdc80 && rune <= 0xdcff) return `\\x${(rune - 0xdc00).toString(16)}`;
  if (isPrint(character) && !(asciiOnly && rune > 0x7e)) return character;
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex(rune, 2)}`;
  return rune > 0xffff ? `\\U${hex(rune, 8)}` : `\\u${hex(rune, 4)}`;
}

export function isPrint(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}

function hex(rune: number, width: number): string {
  return rune.toString(16).padStart(width, '0');
}

/** Reads a quoted or raw literal with its marks; undefined when Go would not. */
export function unquoteGo(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner.replaceAll('\r', '');
  const mark = literal[0] ?? '"';
  let bytes = '';
  for (let at = 0; at < inner.length; ) {
    const read = unquoteCharacter(inner, at, mark);
    if (read === undefined) return undefined;
    bytes += read.bytes;
    at = read.end;
  }
  return textOf(bytes);
}

interface Read {
  readonly bytes: string;
  readonly rune: number;
  readonly end: number;
}

function unquoteCharacter(inner: string, at: number, mark: string): Read | undefined {
  const character = String.fromCodePoint(inner.codePointAt(at) ?? 0);
  if (character === mark || character === '\n') return undefined;
  if (character !== '\\') {
    return { bytes: bytesOf(character), rune: character.codePointAt(0) ?? 0, end: at + character.length };
  }
  const kind = inner[at + 1] ?? '';
  const long = LONG.get(kind) ?? (kind === mark ? mark : undefined);
  if (long !== undefined) return { bytes: long, rune: long.charCodeAt(0), end: at + 2 };
  const digits = { x: /^[\da-f]{2}/i, u: /^[\da-f]{4}/i, U: /^[\da-f]{8}/i }[kind]?.exec(inner.slice(at + 2))?.[0];
  if (digits !== undefined) {
    const rune = Number.parseInt(digits, 16);
    const end = at + 2 + digits.length;
    if (kind === 'x') return { bytes: String.fromCharCode(rune), rune, end };
    return rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff) ? undefined : { bytes: encode(rune), rune, end };
  }
  const octal = /^[0-7]{3}/.exec(inner.slice(at + 1))?.[0];
  const byte = octal === undefined ? 256 : Number.parseInt(octal, 8);
  return byte > 255 ? undefined : { bytes: String.fromCharCode(byte), rune: byte, end: at + 4 };
}

/** The number of a character literal. */
export function unquoteRune(literal: string): number | undefined {
  const read = literal.length > 2 ? unquoteCharacter(literal.slice(1, -1), 0, "'") : undefined;
  return read?.end === literal.length - 2 ? read.rune : undefined;
}

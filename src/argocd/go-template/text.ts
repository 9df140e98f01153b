import { encode, runeAt } from '../utf8';

/*
 * A Go string is bytes. Here it is a JavaScript string in which a byte that belongs to no character stands as a lone
 * surrogate, U+DC80 to U+DCFF: so text stays text, and a string cut inside a character keeps its bytes.
 */

/** The bytes of a text, one to a character of the result. */
export function bytesOf(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  let bytes = '';
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    bytes += rune >= 0xdc80 && rune <= 0xdcff ? String.fromCharCode(rune - 0xdc00) : encode(rune);
  }
  return bytes;
}

export function textOf(bytes: string): string {
  if (!/[^\0-\x7f]/.test(bytes)) return bytes;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const [rune, width] = runeAt(bytes, at);
    // Go takes the forms of halves of surrogate pairs and of what is beyond Unicode for stray bytes.
    const stray = width === 1 && rune >= 0x80;
    const whole = !stray && (rune < 0xd800 || rune > 0xdfff) && rune <= 0x10ffff && shortest(rune, width);
    text += whole ? String.fromCodePoint(rune) : String.fromCharCode(0xdc00 + bytes.charCodeAt(at));
    at += whole ? width : 1;
  }
  return text;
}

function shortest(rune: number, width: number): boolean {
  return width === 1 || rune >= (width === 2 ? 0x80 : width === 3 ? 0x800 : 0x10000);
}

/** What a reader gets to see: stray bytes read as the replacement character. */
export function wellFormed(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? textOf(bytesOf(text)).replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

/** Go sorts by bytes, which is the order of code points. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  if (!/[\ud800-\uffff]/.test(one + other)) return one < other ? -1 : 1;
  const [a, b] = [bytesOf(one), bytesOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The characters that Go's unicode.IsSpace names. */
export const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** What is in front of a run of spaces is looked at, so that not every one of the run is tried. */
const AROUND = new RegExp(`^[${SPACE}]+|(?<![${SPACE}])[${SPACE}]+$`, 'g');

export function trimSpace(text: string): string {
  return text.replace(AROUND, '');
}

/** Cuts away characters of a set at both ends. A stray byte is read as the replacement character, on both sides. */
export function trimSet(text: string, set: string): string {
  const characters = new Set([...set].map(asRune));
  const all = [...text];
  let start = 0;
  let end = all.length;
  while (start < end && characters.has(asRune(all[start] ?? ''))) start++;
  while (end > start && characters.has(asRune(all[end - 1] ?? ''))) end--;
  return all.slice(start, end).join('');
}

function asRune(character: string): string {
  return /^[\ud800-\udfff]$/.test(character) ? '\ufffd' : character;
}

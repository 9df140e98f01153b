/**
 * Text as Go sees it: a string whose every character is one byte of the UTF-8 form.
 * Go's matchers cut strings at bytes, and now and then inside a character.
 */
export function utf8(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  let bytes = '';
  for (const character of text) bytes += encode(character.codePointAt(0) ?? 0);
  return bytes;
}

/** The text of bytes that came from `utf8`, whole. */
export function fromUtf8(bytes: string): string {
  return bytes.replace(/[\x80-\xff]+/g, characters);
}

function characters(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const [rune, width] = runeAt(bytes, at);
    text += String.fromCodePoint(rune);
    at += width;
  }
  return text;
}

/** What Go reads where the bytes are no character. */
export const RUNE_ERROR = 0xfffd;

/** The character at a byte and its width; width 0 at the end, 1 where the bytes are no character. */
export function runeAt(bytes: string, at: number): readonly [rune: number, width: number] {
  const first = bytes.charCodeAt(at);
  if (Number.isNaN(first)) return [RUNE_ERROR, 0];
  if (first < 0x80) return [first, 1];
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (width === 0 || at + width > bytes.length) return [RUNE_ERROR, 1];
  let rune = first & (0xff >> (width + 1));
  for (let next = at + 1; next < at + width; next++) {
    const byte = bytes.charCodeAt(next);
    if ((byte & 0xc0) !== 0x80) return [RUNE_ERROR, 1];
    rune = (rune << 6) | (byte & 0x3f);
  }
  return [rune, width];
}

/** How many bytes a character takes; the mark of an unreadable one takes three. */
export function runeLength(rune: number): number {
  return rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
}

export function countRunes(bytes: string): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) at += runeAt(bytes, at)[1];
  return count;
}

export function encode(rune: number): string {
  // A lone half of a surrogate pair has no UTF-8 form.
  const whole = rune >= 0xd800 && rune <= 0xdfff ? RUNE_ERROR : rune;
  const width = runeLength(whole);
  if (width === 1) return String.fromCharCode(whole);
  let bytes = '';
  let rest = whole;
  for (let follow = 1; follow < width; follow++) {
    bytes = String.fromCharCode(0x80 | (rest & 0x3f)) + bytes;
    rest >>= 6;
  }
  return String.fromCharCode(((0xf00 >> width) & 0xff) | rest) + bytes;
}

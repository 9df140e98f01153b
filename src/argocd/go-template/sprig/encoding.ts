import { type FunctionTable, fn } from '../function';
import { bytesOf, textOf } from '../text';
import type { Work } from '../work';
import { adler32, sha1, sha256, sha512 } from './hash';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What a block of each hash costs, in steps. */
const COSTS = { sha1: 20, sha256: 20, sha512: 400, adler32: 1 };
const BLOCK = 64;

export const encodingFunctions: FunctionTable = {
  b64enc: fn(['string'], (text) => encodeBits(bytesOf(text), BASE64, 6, 4)),
  b64dec: fn(['string'], decodeBase64),
  b32enc: fn(['string'], (text) => encodeBits(bytesOf(text), BASE32, 5, 8)),
  b32dec: fn(['string'], (text) => decodeBits(text, BASE32, 5, 8)),
  sha1sum: fn(['string'], (text, work) => sha1(hashed('sha1', text, work))),
  sha256sum: fn(['string'], (text, work) => sha256(hashed('sha256', text, work))),
  sha512sum: fn(['string'], (text, work) => sha512(hashed('sha512', text, work))),
  adler32sum: fn(['string'], (text, work) => String(adler32(hashed('adler32', text, work)))),
};

function hashed(hash: keyof typeof COSTS, text: string, work: Work): string {
  const bytes = bytesOf(text);
  work.spend(COSTS[hash] * (1 + bytes.length / BLOCK));
  return bytes;
}

export function decodeBase64(text: string): string {
  return decodeBits(text, BASE64, 6, 4);
}

function encodeBits(bytes: string, alphabet: string, bits: number, group: number): string {
  let text = '';
  let held = 0;
  let size = 0;
  for (let at = 0; at < bytes.length; at++) {
    held = ((held << 8) | bytes.charCodeAt(at)) & 0xffff;
    for (size += 8; size >= bits; size -= bits) text += alphabet[(held >> (size - bits)) & ((1 << bits) - 1)] ?? '';
  }
  if (size > 0) text += alphabet[(held << (bits - size)) & ((1 << bits) - 1)] ?? '';
  return text + '='.repeat((group - (text.length % group)) % group);
}

/** What cannot be decoded gives the text of Go's complaint. */
function decodeBits(text: string, alphabet: string, bits: number, group: number): string {
  const all = bytesOf(text);
  // Base64 counts line ends among the places that it complains of, base32 takes them out before.
  const source = bits === 6 ? all : all.replace(/[\r\n]/g, '');
  let bytes = '';
  let held = 0;
  let size = 0;
  let inGroup = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '\n' || character === '\r') continue;
    const value = alphabet.indexOf(character);
    if (value === -1) {
      const wrong = character === '=' ? wrongPadding(source, at, inGroup, group) : at;
      return wrong === undefined ? textOf(bytes) : complaint(wrong, bits);
    }
    held = ((held << bits) | value) & 0xffff;
    inGroup = (inGroup + 1) % group;
    size += bits;
    if (size >= 8) {
      size -= 8;
      bytes += String.fromCharCode((held >> size) & 0xff);
    }
  }
  return inGroup === 0 ? textOf(bytes) : complaint(source.length - inGroup, bits);
}

function complaint(place: number, bits: number): string {
  return `illegal base${2 ** bits} data at input byte ${place}`;
}

/** Where the end of a text, from its first padding on, is not as it has to be. */
function wrongPadding(source: string, at: number, used: number, group: number): number | undefined {
  if (used < 2) return at;
  if (group === 8) return wrongPadding32(source, at, used);
  let next = at + 1;
  const skipLineEnds = (): void => {
    while (/^[\r\n]$/.test(source[next] ?? '')) next++;
  };
  if (used === 2) {
    skipLineEnds();
    if (next === source.length) return next;
    if (source[next] !== '=') return next - 1;
    next++;
  }
  skipLineEnds();
  return next < source.length ? next : undefined;
}

function wrongPadding32(source: string, at: number, used: number): number | undefined {
  const rest = source.slice(at + 1);
  if (rest.length >= 8) return at;
  if (rest.length + used < 7) return source.length;
  for (let nth = 0; nth < 7 - used; nth++) if (rest[nth] !== undefined && rest[nth] !== '=') return at + nth;
  return [2, 4, 5, 7].includes(used) ? undefined : at;
}

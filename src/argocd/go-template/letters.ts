import { wellFormed } from './text';

/** Go maps character by character, so that a sharp s stays what it is and a word end changes nothing. */
export function toUpper(text: string): string {
  return /[^\0-\x7f]/.test(text)
    ? [...wellFormed(text)].map((character) => single(character.toUpperCase(), character)).join('')
    : text.toUpperCase();
}

export function toLower(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  return [...wellFormed(text)]
    .map((character) => (character === '\u0130' ? 'i' : single(character.toLowerCase(), character)))
    .join('');
}

function single(mapped: string, original: string): string {
  return [...mapped].length === 1 ? mapped : original;
}

import { readFloat, readInteger } from '../number';
import { Int, type Value } from '../value';

/** A whole number out of anything; what is none counts as 0. Texts are read as Go source: `010` is 8. */
export function toInteger(value: Value): bigint {
  if (value instanceof Int) return value.value;
  if (typeof value === 'number') return floatToInteger(value);
  if (value === true) return 1n;
  if (typeof value !== 'string') return 0n;
  const read = readInteger(withoutZeroDecimals(value)) ?? 0n;
  return BigInt.asIntN(64, read) === read ? read : 0n;
}

/** What is out of range becomes the smallest number, as processors of the x86 family have it. */
function floatToInteger(value: number): bigint {
  return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

/** The first point from the end that has nothing but zeros after it goes, with those zeros. */
function withoutZeroDecimals(text: string): string {
  return text.replace(/\.0+$/, '');
}

export function toFloat(value: Value): number {
  if (value instanceof Int) return Number(value.value);
  if (typeof value === 'number') return value;
  if (value === true) return 1;
  if (typeof value !== 'string') return 0;
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(value);
  if (word !== null) {
    if (/nan/i.test(word[2] ?? '')) return word[1] === '' ? Number.NaN : 0;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /_/.test(value) ? 0 : (readFloat(value) ?? 0);
}

import { CannotTell, Fault } from './fault';
import { unquoteRune } from './quote';

/** A number of the source. It can be more than one thing: 3.0 also serves where a whole number is wanted. */
export interface NumberLiteral {
  readonly source: string;
  readonly int?: bigint;
  readonly float?: number;
}

/** Longer ones fit no type, unless they are zeros for the most part. */
const LONGEST = 1000;
const LARGEST_INT = 2n ** 63n - 1n;

export function readNumber(source: string): NumberLiteral {
  if (source.startsWith("'")) {
    const rune = unquoteRune(source);
    if (rune === undefined) throw new Fault('syntax', `malformed character constant: ${source}`);
    return { source, int: BigInt(rune), float: rune };
  }
  if (source.endsWith('i')) throw new CannotTell(`complex number ${source}`);
  const whole = readInteger(source);
  if (whole !== undefined) {
    if (whole >= -LARGEST_INT - 1n && whole <= LARGEST_INT) return { source, int: whole, float: Number(whole) };
    // Beyond int64 but within uint64: a number that no int can hold.
    if (whole > 0n && whole < 2n ** 64n && !source.startsWith('+')) return { source, float: Number(whole) };
  }
  const float = readFloat(source);
  if (float === undefined) throw new Fault('syntax', `illegal number syntax: "${source}"`);
  if (!/[.eEpP]/.test(source)) throw new Fault('syntax', `integer overflow: "${source}"`);
  return Number.isInteger(float) && Math.abs(float) < 2 ** 63
    ? { source, int: BigInt(float), float }
    : { source, float };
}

/** A whole number as Go's ParseInt reads it with base 0: 0x, 0o, 0b, a leading 0 for octal, and underscores. */
export function readInteger(source: string): bigint | undefined {
  if (source.length > LONGEST) return undefined;
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(source) ?? [];
  if (!/^(0x(_?[\da-f])+|0o(_?[0-7])+|0b(_?[01])+|0(_?[0-7])*|[1-9](_?\d)*)$/i.test(digits)) return undefined;
  const plain = digits.replaceAll('_', '');
  const value = BigInt(/^0\d/.test(plain) ? `0o${plain.slice(1)}` : plain.toLowerCase());
  return sign === '-' ? -value : value;
}

/** A float as Go's ParseFloat reads it, without the words for infinity and not-a-number. */
export function readFloat(source: string): number | undefined {
  if (source.length > LONGEST) return undefined;
  const plain = source.replaceAll('_', '');
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const hex = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i.exec(plain);
  if (hex === null || `${hex[2]}${hex[3]}` === '') return undefined;
  const digits = Number.parseInt(`${hex[2]}${hex[3]}`, 16);
  const value = digits * 2 ** (Number(hex[4]) - 4 * (hex[3]?.length ?? 0));
  return Number.isFinite(value) ? (hex[1] === '-' ? -value : value) : undefined;
}

import { failed } from '../fault';
import { formatFloat } from '../float';

/** digits * 10 ** exponent. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** So many digits after the point a division keeps. */
const DIVISION_DIGITS = 16;

/** The shortest decimal number that reads as the float. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', power = '0'] = formatFloat(value, -4).split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  return { digits: BigInt(whole + part), exponent: Number(power) - part.length };
}

export function sum(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  return { digits: scaled(one, exponent) + scaled(other, exponent), exponent };
}

export function multiply(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, exponent: one.exponent + other.exponent };
}

/** Rounded half away from zero. */
export function divide(one: Decimal, other: Decimal): Decimal {
  if (other.digits === 0n) throw failed('decimal division by 0');
  const shift = one.exponent - other.exponent + DIVISION_DIGITS;
  const dividend = shift >= 0 ? one.digits * 10n ** BigInt(shift) : one.digits;
  const divisor = shift >= 0 ? other.digits : other.digits * 10n ** BigInt(-shift);
  const quotient = dividend / divisor;
  const remainder = abs(dividend % divisor) * 2n;
  const away = dividend < 0n !== divisor < 0n ? -1n : 1n;
  return { digits: remainder >= abs(divisor) ? quotient + away : quotient, exponent: -DIVISION_DIGITS };
}

/** In a form that reads as a float. */
export function floatOf({ digits, exponent }: Decimal): string {
  return `${digits}e${exponent}`;
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

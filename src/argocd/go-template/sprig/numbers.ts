import { CannotTell, failed } from '../fault';
import { print } from '../format';
import { type FunctionTable, fn, type GoFunction, int64, variadic } from '../function';
import { readFloat } from '../number';
import { Int, List, type Value } from '../value';
import type { Work } from '../work';
import { toFloat, toInteger } from './cast';
import { type Decimal, decimalOf, divide, floatOf, multiply, sum } from './decimal';

const max = variadic(['any'], 'any', (first, others) => int64(others.map(toInteger).reduce(larger, toInteger(first))));
const min = variadic(['any'], 'any', (first, others) => int64(others.map(toInteger).reduce(smaller, toInteger(first))));

/** Whole numbers are int64 and wrap around; those with an f are decimal numbers in between. */
export const numberFunctions: FunctionTable = {
  atoi: fn(['string'], (text) => new Int(decimal(text))),
  int: fn(['any'], (value) => new Int(toInteger(value))),
  int64: fn(['any'], (value) => int64(toInteger(value))),
  float64: fn(['any'], toFloat),
  toDecimal: fn(['any'], (value, work) => int64(octal(print(value, work)))),
  add1: fn(['any'], (value) => int64(toInteger(value) + 1n)),
  add: variadic([], 'any', (values) => int64(values.map(toInteger).reduce((one, other) => one + other, 0n))),
  sub: fn(['any', 'any'], (one, other) => int64(toInteger(one) - toInteger(other))),
  mul: variadic(['any'], 'any', (first, others) =>
    int64(others.map(toInteger).reduce((one, other) => BigInt.asIntN(64, one * other), toInteger(first))),
  ),
  div: fn(['any', 'any'], (one, other) => int64(toInteger(one) / divisor(other))),
  mod: fn(['any', 'any'], (one, other) => int64(toInteger(one) % divisor(other))),
  max,
  biggest: max,
  min,
  maxf: variadic(['any'], 'any', (first, others) => Math.max(toFloat(first), ...others.map(toFloat))),
  minf: variadic(['any'], 'any', (first, others) => Math.min(toFloat(first), ...others.map(toFloat))),
  ceil: fn(['any'], (value) => Math.ceil(toFloat(value))),
  floor: fn(['any'], (value) => Math.floor(toFloat(value))),
  round: variadic(['any', 'int'], 'float64', round),
  add1f: fn(['any'], (value, work) => decimals(value, [new Int(1n)], sum, work)),
  addf: variadic([], 'any', (values, work) => decimals(0, values, sum, work)),
  subf: variadic(['any'], 'any', (first, others, work) =>
    decimals(first, others, (one, other) => sum(one, negated(other)), work),
  ),
  mulf: variadic(['any'], 'any', (first, others, work) => decimals(first, others, multiply, work)),
  divf: variadic(['any'], 'any', (first, others, work) => decimals(first, others, divide, work)),
  until: fn(['int'], (count, work) => numbers(0, count, count < 0 ? -1 : 1, work)),
  untilStep: fn(['int', 'int', 'int'], (start, stop, step, work) => numbers(start, stop, step, work)),
  seq: sequence(),
};

function larger(one: bigint, other: bigint): bigint {
  return other > one ? other : one;
}

function smaller(one: bigint, other: bigint): bigint {
  return other < one ? other : one;
}

function decimal(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) return 0n;
  const digits = text.replace(/^[+-]?0*/, '').slice(0, 30) || '0';
  return clamp(BigInt(text.startsWith('-') ? `-${digits}` : digits));
}

/** Out of range, Go's reader of decimal numbers gives the nearest number that there is. */
function clamp(value: bigint): bigint {
  return smaller(larger(value, -(2n ** 63n)), 2n ** 63n - 1n);
}

function octal(text: string): bigint {
  if (!/^[+-]?0*[0-7]{1,30}$/.test(text)) return 0n;
  const value = BigInt(`0o${text.replace(/^[+-]/, '')}`);
  const signed = text.startsWith('-') ? -value : value;
  return clamp(signed) === signed ? signed : 0n;
}

function divisor(value: Value): bigint {
  const number = toInteger(value);
  if (number === 0n) throw failed('integer divide by zero');
  return number;
}

function round(value: Value, places: number, [from = 0.5]: readonly number[]): number {
  const power = powerOfTen(places);
  const shifted = power * toFloat(value);
  const part = shifted - Math.trunc(shifted);
  return (part >= from ? Math.ceil(shifted) : Math.floor(shifted)) / power;
}

/** By squaring, as Go has it: from 10^23 on this is off by the last digit now and then, and shows. */
function powerOfTen(places: number): number {
  let [power, exponent] = [1, 0];
  // Ten is 0.625 * 2^4.
  let [square, squareExponent] = [0.625, 4];
  for (let left = Math.abs(places); left !== 0 && squareExponent <= 4096; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power *= square;
      exponent += squareExponent;
    }
    square *= square;
    squareExponent *= 2;
    if (square < 0.5) {
      square *= 2;
      squareExponent--;
    }
  }
  if (squareExponent > 4096) exponent += squareExponent;
  if (places < 0) [power, exponent] = [1 / power, -exponent];
  const half = Math.trunc(exponent / 2);
  return power * 2 ** half * 2 ** (exponent - half);
}

function negated(decimal: Decimal): Decimal {
  return { ...decimal, digits: -decimal.digits };
}

function decimals(
  first: Value,
  others: readonly Value[],
  operation: (one: Decimal, other: Decimal) => Decimal,
  work: Work,
): number {
  work.spend(10 * (1 + others.length));
  const all = [first, ...others].map(toFloat);
  if (!all.every(Number.isFinite)) throw failed('an infinity is no decimal number');
  if (all.some((value) => value !== 0 && (Math.abs(value) > 1e100 || Math.abs(value) < 1e-100))) {
    throw new CannotTell('decimal arithmetic with numbers of a hundred digits');
  }
  const [start, ...rest] = all.map(decimalOf);
  const result = rest.reduce(operation, start ?? decimalOf(0));
  return readFloat(floatOf(result)) ?? 0;
}

function numbers(start: number, stop: number, step: number, work: Work): List {
  const count = (stop < start ? step < 0 : step > 0) ? Math.ceil((stop - start) / step) : 0;
  work.spend(count);
  return new List(
    Array.from({ length: count }, (_, nth) => new Int(BigInt(start + nth * step))),
    '[]int',
  );
}

/** Like seq of a shell: last, first and last, or first, step and last. */
function sequence(): GoFunction {
  return variadic([], 'int', (params, work) => {
    const [first = 1, second = 1, third] = params;
    if (params.length === 0 || params.length > 3) return '';
    const [start, end] = params.length === 1 ? [1, first] : [first, third ?? second];
    const direction = end < start ? -1 : 1;
    const step = third === undefined ? direction : second;
    if (direction < 0 && step > 0) return '';
    return numbers(start, end + direction, step, work)
      .items.map((item) => print(item, work))
      .join(' ');
  });
}

import { type FunctionTable, fn } from '../function';
import { Int, type Value } from '../value';

/** Spans of time need no clock. Only texts and int64 count; anything else is no time at all. */
export const durationFunctions: FunctionTable = {
  duration: fn(['any'], (value) => show(BigInt.asIntN(64, seconds(value) * SECOND))),
  durationRound: fn(['any'], (value) => round(nanoseconds(value))),
};

const SECOND = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};
const ROUNDED: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 24n * 3600n * SECOND],
  ['mo', 30n * 24n * 3600n * SECOND],
  ['d', 24n * 3600n * SECOND],
  ['h', 3600n * SECOND],
  ['m', 60n * SECOND],
  ['s', SECOND],
];

function seconds(value: Value): bigint {
  if (value instanceof Int) return value.type === 'int64' ? value.value : 0n;
  if (typeof value !== 'string' || !/^[+-]?\d+$/.test(value)) return 0n;
  const number = BigInt(value.replace('+', ''));
  const limit = 2n ** 63n;
  return number >= limit ? limit - 1n : number < -limit ? -limit : number;
}

function nanoseconds(value: Value): bigint {
  if (value instanceof Int) return value.type === 'int64' ? value.value : 0n;
  return typeof value === 'string' ? parse(value) : 0n;
}

function parse(text: string): bigint {
  const [, sign, rest = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const parts = [...rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/gy)];
  if (parts.map(([whole]) => whole).join('') !== rest || parts.some(([, whole, part]) => !whole && !part)) return 0n;
  const total = parts.reduce((sum, [, whole, part = '', unit = '']) => {
    const size = UNITS[unit] ?? 0n;
    return sum + BigInt(whole || '0') * size + (BigInt(part || '0') * size) / 10n ** BigInt(part.length);
  }, 0n);
  return total >= 2n ** 63n ? 0n : sign === '-' ? -total : total;
}

/** The largest unit that fits, and no part of it. */
function round(span: bigint): string {
  const magnitude = span < 0n ? -span : span;
  const unit = ROUNDED.find(([, size]) => magnitude > size);
  return unit === undefined ? '0s' : `${magnitude / unit[1]}${unit[0]}`;
}

/** Go's text of a span of whole seconds. */
function show(span: bigint): string {
  if (span === 0n) return '0s';
  const magnitude = span < 0n ? -span : span;
  const whole = magnitude / SECOND;
  const part = (magnitude % SECOND).toString().padStart(9, '0').replace(/0+$/, '');
  const [h, m, s] = [whole / 3600n, (whole / 60n) % 60n, `${whole % 60n}${part && `.${part}`}`];
  return `${span < 0n ? '-' : ''}${h > 0n ? `${h}h` : ''}${h > 0n || m > 0n ? `${m}m` : ''}${s}s`;
}

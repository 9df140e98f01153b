const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MOST = 2n ** 63n;

/**
 * A duration as Go writes one - `1h30m`, `-1.5h`, `0` - in nanoseconds; undefined where Go refuses it. There is no unit
 * beyond the hour, and 292 years are the most.
 */
export function parseDuration(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0n;
  let total = 0n;
  let end = 0;
  for (const [part, whole = '', fraction, unit = ''] of rest.matchAll(/(\d*)(?:\.(\d*))?([^\d.]+)/gy)) {
    const size = NANOSECONDS[unit];
    if (size === undefined || (whole === '' && (fraction ?? '') === '')) return undefined;
    const value = BigInt(whole === '' ? '0' : whole);
    if (value > MOST) return undefined;
    total += value * size + fractionOf(fraction ?? '', size);
    if (total > MOST) return undefined;
    end += part.length;
  }
  if (end === 0 || end !== rest.length) return undefined;
  if (negative) return -total;
  return total < MOST ? total : undefined;
}

/** Go multiplies in floating point and cuts off; digits that do not fit its integer are dropped. */
function fractionOf(digits: string, size: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (MOST - 1n) / 10n || next > MOST) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(size) / scale)));
}

/** A float64 as Go prints it with %v: the shortest digits, and an exponent where it is below -4 or large. */
export function formatFloat(value: number, exponentFrom = 6): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= exponentFrom) return `${mantissa}e${goExponent(exponent)}`;
  return plainDecimal(mantissa, exponent);
}

function goExponent(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plainDecimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const part = digits.slice(exponent + 1);
  return sign + (part === '' ? whole : `${whole}.${part}`);
}

/** %e with as many digits after the point. */
export function exponential(value: number, precision: number): string {
  const [mantissa = '', power = '0'] = exactExponential(Math.abs(value), precision).split('e');
  return `${value < 0 || Object.is(value, -0) ? '-' : ''}${mantissa}e${goExponent(Number(power))}`;
}

/** All digits before the point, and so many after it. */
export function fixed(value: number, precision: number | undefined): string {
  if (precision === undefined) {
    const [mantissa = '', power = '0'] = value.toExponential().split('e');
    return value === 0 ? (Object.is(value, -0) ? '-0' : '0') : plainDecimal(mantissa, Number(power));
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  // A double this large is whole, and toFixed would switch to an exponent.
  if (Math.abs(value) >= 1e21) {
    return `${sign}${BigInt(Math.abs(value))}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  }
  return `${sign}${exactFixed(Math.abs(value), precision)}`;
}

/** JavaScript's toExponential rounds an exact half up, Go to the even digit. */
function exactExponential(value: number, precision: number): string {
  const text = value.toExponential(precision);
  if (precision === 100) return text;
  const [digits = '', power] = value.toExponential(100).split('e');
  const end = precision === 0 ? 1 : precision + 2;
  const isHalf = /^\.?50*$/.test(digits.slice(end));
  return isHalf && Number(digits[end - 1]) % 2 === 0 ? `${digits.slice(0, end)}e${power}` : text;
}

/** JavaScript's toFixed rounds an exact half up, Go to the even digit. */
function exactFixed(value: number, precision: number): string {
  if (precision > 100) return `${exactFixed(value, 100)}${'0'.repeat(precision - 100)}`;
  const text = value.toFixed(precision);
  if (precision === 100) return text;
  const [whole = '', part = ''] = value.toFixed(100).split('.');
  if (!/^50*$/.test(part.slice(precision))) return text;
  const cut = precision === 0 ? whole : `${whole}.${part.slice(0, precision)}`;
  return Number(cut.at(-1)) % 2 === 0 ? cut : text;
}

import { readFloat, readInteger } from './number';

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
const LONGEST_WORD = 5;
const A = 97;
const Z = 122;
/** As nearly all numbers are written, and too short to be too large. */
const DECIMAL = /^(?:0|[1-9]\d{0,17})$/;
const FLOAT_WORDS = /^(\.(nan|NaN|NAN)|[-+]?\.(inf|Inf|INF))$/;

/** What Kubernetes's YAML reader makes of a plain scalar: undefined for a text, a bigint for a whole number. */
export function decodePlainScalar(text: string): boolean | null | bigint | number | 'timestamp' | undefined {
  const first = text.charCodeAt(0) | 32;
  const isLetter = first >= A && first <= Z;
  if (isLetter && text.length > LONGEST_WORD) return undefined;
  const word = WORDS.get(text);
  if (word !== undefined || isLetter) return word;
  if (FLOAT_WORDS.test(text)) return /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity;
  if (text.startsWith('.')) return /_/.test(text) ? undefined : readFloat(text);
  if (!/^[-+\d]/.test(text)) return undefined;
  if (DECIMAL.test(text)) return BigInt(text);
  if (isTimestamp(text)) return 'timestamp';
  const plain = text.replaceAll('_', '');
  const whole = readInteger(plain) ?? signedBinary(plain);
  if (whole !== undefined && whole >= -(2n ** 63n) && whole < 2n ** 64n) return whole;
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain)) return readFloat(plain);
  return undefined;
}

/** The same as data; 'no number' has no form in JSON. */
export function readPlainScalar(text: string): boolean | null | number | 'timestamp' | 'no number' | undefined {
  const value = decodePlainScalar(text);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && !Number.isFinite(value) ? 'no number' : value;
}

/** The sign may stand after the prefix, too. */
function signedBinary(plain: string): bigint | undefined {
  const [, sign, digits] = /^0b([-+])([01]{1,64})$/.exec(plain) ?? [];
  return digits === undefined ? undefined : BigInt(`0b${digits}`) * (sign === '-' ? -1n : 1n);
}

/** Date and time, or a date alone; days of a month are counted. */
function isTimestamp(text: string): boolean {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(
    text,
  );
  if (parts === null) return false;
  const [, year, month, day, hour = 0, minute = 0, second = 0, , zone] = parts;
  const hasTime = parts[4] !== undefined;
  if (hasTime && (zone === undefined) !== /^[\d-]+ /.test(text)) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const inDay = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days && inDay;
}

/** A text that is written in quotes, though no reader of Go takes it for anything else. */
export function needsQuotes(text: string): boolean {
  return readPlainScalar(text) !== undefined || /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

import { isSecretKey } from './kubernetes-names';
import type { Problem } from './problem';

export type EnvFile =
  | {
      readonly ok: true;
      /** Bytes of each value, in the order of the file. They share the memory of the file: wiping that wipes them. */
      readonly values: ReadonlyMap<string, Buffer>;
      /** Keys whose value is quoted. The quotes belong to the value, as they do for kubectl. */
      readonly quoted: readonly string[];
    }
  | { readonly ok: false; readonly problem: Problem };

/** `KEY=value` lines as `kubectl create secret --from-env-file` reads them: no quoting, no escapes, no expansion. */
export function parseEnvFile(bytes: Buffer): EnvFile {
  const values = new Map<string, Buffer>();
  for (const [index, line] of lines(bytes).entries()) {
    // A line is never quoted in a message: what has the wrong form may be a part of a value.
    const where = `line ${index + 1}`;
    const start = line.findIndex((byte) => byte !== SPACE && byte !== TAB);
    if (start < 0 || line[start] === COMMENT) continue;
    const equals = line.indexOf('=');
    if (equals < 0) return failed(`${where} has no "="`, 'write KEY=value; a value of several lines takes --from-file');
    const key = line.toString('latin1', start, equals);
    if (!isSecretKey(key)) return failed(`${where} has no key of a Secret before "="`, 'write KEY=value');
    if (values.has(key)) return failed(`${where} gives ${key} a second time`, 'remove one of them');
    values.set(key, line.subarray(equals + 1));
  }
  return { ok: true, values, quoted: [...values].filter(([, value]) => isQuoted(value)).map(([key]) => key) };
}

function lines(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf('\n', start);
    const end = newline < 0 ? bytes.length : newline;
    found.push(bytes.subarray(start, newline >= 0 && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end));
    start = end + 1;
  }
  return found;
}

function isQuoted(value: Buffer): boolean {
  const [first] = value;
  return value.length > 1 && (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) && value.at(-1) === first;
}

function failed(message: string, fix: string): EnvFile {
  return { ok: false, problem: { message, fix } };
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const SPACE = 0x20;
const TAB = 0x09;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const COMMENT = 0x23;
const CARRIAGE_RETURN = 0x0d;

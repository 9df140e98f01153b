import { isUtf8 } from 'node:buffer';

/**
 * A name, or a path, as text. Bytes that are no UTF-8 are written as Git writes them, `caf\351.yaml`, so that two names
 * stay two.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((each) => isUtf8(bytes.subarray(at, at + each)) && at + each <= bytes.length);
    name += length === undefined ? `\\${bytes[at]?.toString(8)}` : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return name;
}

import { plainScalars } from './plain-scalars';

/** A scalar without quotes that YAML 1.1 and 1.2 read differently. */
export interface AmbiguousScalar {
  /** From 0, in the text that was given. */
  readonly line: number;
  readonly written: string;
  /** What Argo CD's reader makes of it. */
  readonly means: string;
}

export function ambiguousScalars(text: string): readonly AmbiguousScalar[] {
  if (!SUSPICIOUS.test(text)) return [];
  return plainScalars(text).flatMap(({ line, written, is, of }) => {
    const means = FILE_MODE.test(of) ? undefined : meaningOf(written);
    return means === undefined ? [] : [{ line, written: is === 'key' ? `the key ${written}` : written, means }];
  });
}

/** Most texts have nothing of the kind, and finding where their scalars stand would cost more than all the rest. */
const SUSPICIOUS =
  /(?:^|[\s:[{,-])(?:[yYnN]|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF]|[-+]?(?:0[\d_]+|0b[01_]+|\d+_[\d_]*))(?=[\s:,\]}]|$)/;
const WORD = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/** In both readings a mode is meant to be octal, and Kubernetes gets it so. */
const FILE_MODE = /^(?:defaultMode|mode)$/;

function meaningOf(plain: string): string | undefined {
  if (WORD.test(plain)) return /^(?:y|on)/i.test(plain) ? 'true' : 'false';
  const digits = plain.replaceAll('_', '');
  if (/^[-+]?0[0-7]+$/.test(digits)) {
    // Nothing but zeros is zero either way.
    const value = Number.parseInt(digits, 8);
    return value === Number(digits) ? undefined : String(value);
  }
  if (/^[-+]?0b[01]+$/.test(digits)) return String(Number.parseInt(digits.replace('0b', ''), 2));
  return /^[-+]?[1-9]\d*$/.test(digits) && digits !== plain ? digits : undefined;
}

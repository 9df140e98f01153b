/** A scalar without quotes that YAML 1.1 and 1.2 read differently. */
export interface AmbiguousScalar {
  /** From 0, in the text that was given. */
  readonly line: number;
  readonly written: string;
  /** What Argo CD's reader makes of it. */
  readonly means: string;
}

/**
 * Goes by lines, so that thousands of files take no time: one value stands on each, behind a key or a dash. What is
 * within a block scalar is text.
 */
export function ambiguousScalars(text: string): readonly AmbiguousScalar[] {
  if (!SUSPICIOUS.test(text)) return [];
  const found: AmbiguousScalar[] = [];
  let block: number | undefined;
  for (const [line, content] of text.split(/\r?\n/).entries()) {
    const indent = content.length - content.trimStart().length;
    if (content.trim() === '' || (block !== undefined && indent > block)) continue;
    block = undefined;
    const { dashes = '', key, value = '' } = LINE.exec(content)?.groups ?? {};
    if (/^[|>][-+\d]*\s*(#.*)?$/.test(value)) block = indent + (key === undefined ? 0 : dashes.length);
    const plain = value.replace(/\s+#.*$/, '').trim();
    const means = FILE_MODE.test(key ?? '') ? undefined : meaningOf(plain);
    if (means !== undefined) found.push({ line, written: plain, means });
    const keyMeans = meaningOf(key ?? '');
    if (keyMeans !== undefined) found.push({ line, written: `the key ${key}`, means: keyMeans });
  }
  return found;
}

const LINE = /^\s*(?<dashes>(?:-\s+)*)(?:(?<key>[\w./-]+)\s*:(?=\s|$)\s*)?(?<value>.*)$/;
const WORD = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const SUSPICIOUS = /(?:^|[\s:-])(?:y|n|yes|no|on|off|[-+]?0[\d_]+|[-+]?0b[01_]+|[-+]?\d[\d_]*_[\d_]*)(?=\s|:|$)/im;

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

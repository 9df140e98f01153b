import type { CheckFinding } from './finding';

export interface Mended {
  readonly text: string;
  readonly mended: readonly CheckFinding[];
}

/**
 * Puts the patches of findings into the text of their file. A value is replaced only where its line has it once as it
 * is, so that comments and everything around stay; the rest is left to people.
 */
export function mend(text: string, findings: readonly CheckFinding[]): Mended {
  const lines = text.split('\n');
  const mended = findings.filter(({ where, patch }) => {
    const line = lines[where.line - 1];
    if (patch === undefined || line === undefined || !SAFE.test(patch.value) || patch.old === '') return false;
    const parts = line.split(patch.old);
    const [before = '', after = ''] = parts;
    // A longer word that only contains the value is another value.
    if (parts.length !== 2 || !/(^|[\s"'[,])$/.test(before) || !/^($|[\s"'\],])/.test(after)) return false;
    lines[where.line - 1] = `${before}${patch.value}${after}`;
    return true;
  });
  return { text: lines.join('\n'), mended };
}

/** What needs no quotes, and no other ones than those that are there. */
const SAFE = /^[A-Za-z][\w./:@=-]*$/;

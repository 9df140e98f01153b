import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { errorCode } from './error-code';
import type { Problem } from './problem';

export type ContainedText =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly problem: Problem };

/** Reads a file below a folder, and nothing that a symbolic link brings in from elsewhere. */
export function readContained(root: string, path: string): ContainedText {
  const state = whereabouts(root, path);
  if (state === 'absent') return { state };
  if (state === 'outside') return { state: 'refused', problem: OUTSIDE };
  try {
    return { state: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code;
    return { state: 'refused', problem: { message: `it cannot be read (${reason})`, fix: 'make it a readable file' } };
  }
}

/** Why nothing may be written there. */
export function containmentProblems(root: string, path: string): Problem[] {
  return whereabouts(root, path) === 'outside' ? [OUTSIDE] : [];
}

function whereabouts(root: string, path: string): 'absent' | 'inside' | 'outside' {
  for (let at = path; at !== root; at = dirname(at)) {
    const real = realPath(at);
    if (real !== undefined) {
      if (!isBelow(realPath(root) ?? root, real)) return 'outside';
      return at === path ? 'inside' : 'absent';
    }
    // A link to nothing: a file written through it would appear wherever it points.
    if (lstatSync(at, { throwIfNoEntry: false })) return 'outside';
  }
  return 'absent';
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const OUTSIDE: Problem = {
  message: 'a symbolic link leads out of the store',
  fix: 'put the file itself there, or link to one inside the store',
};

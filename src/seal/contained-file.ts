import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import { errorCode } from '../system-error';
import type { Problem } from './problem';

export type ContainedText =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly problem: Problem };

/** Reads a file below a folder, and nothing that a symbolic link brings in from elsewhere. */
export function readContained(root: string, path: string): ContainedText {
  const found = whereabouts(root, path);
  if (found === 'absent') return { state: found };
  if (found !== 'inside') return { state: 'refused', problem: found };
  try {
    return { state: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return { state: 'refused', problem: unreadable(error) };
  }
}

/** Why nothing may be written there. */
export function containmentProblems(root: string, path: string): Problem[] {
  const found = whereabouts(root, path);
  return typeof found === 'string' ? [] : [found];
}

/** The nearest thing on the way up from the file that exists decides. */
function whereabouts(root: string, path: string): 'absent' | 'inside' | Problem {
  try {
    for (let at = path; ; at = dirname(at)) {
      const real = realPath(at);
      if (real === undefined) {
        // A link to nothing: a file written through it would appear wherever it points.
        if (at !== root && isThere(at)) return OUTSIDE;
      } else {
        if (!isBelow(realPath(root) ?? root, real)) return OUTSIDE;
        if (at === path) return 'inside';
        return statSync(real).isDirectory() ? 'absent' : noFolder(at === root ? basename(root) : relative(root, at));
      }
      if (at === root) return 'absent';
    }
  } catch (error) {
    return unreadable(error);
  }
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

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function unreadable(error: unknown): Problem {
  const code = errorCode(error);
  if (code === undefined) throw error;
  const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code;
  return { message: `it cannot be read (${reason})`, fix: 'make it a readable file' };
}

function noFolder(path: string): Problem {
  return { message: `${path} of its path is a file, expected a folder`, fix: 'move that file away' };
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const OUTSIDE: Problem = {
  message: 'a symbolic link leads out of the store',
  fix: 'put the file itself there, or link to one inside the store',
};

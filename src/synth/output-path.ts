import { UsageError } from '../finding';
import type { OutputFile } from './output-file';

/** Refuses paths that leave the output folder, and sets of files that no folder can hold. */
export function checkPaths(files: readonly OutputFile[]): void {
  const paths = new Set<string>();
  for (const { path } of files) {
    const fault = pathFault(path);
    if (fault) throw new UsageError({ where: JSON.stringify(path), message: `an output path that ${fault}`, fix });
    if (paths.has(path)) throw new UsageError({ where: path, message: 'produced twice', fix: 'rename one' });
    paths.add(path);
  }
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = parentOf(path); folder && !folders.has(folder); folder = parentOf(folder)) {
      if (paths.has(folder)) {
        throw new UsageError({ where: folder, message: `a file and the folder of ${path}`, fix: 'rename one' });
      }
      folders.add(folder);
    }
  }
}

const fix = 'name it relative to the output folder, with "/" between names';

/** Why a path cannot be one of an output folder's files. Paths read from a disk are no better than a caller's. */
export function pathFault(path: string): string | undefined {
  if (path.startsWith('/')) return 'is absolute';
  if (emptyOrDotted.test(path)) return 'has an empty, "." or ".." segment';
  if (unwritable.test(path)) return 'has a backslash, a control character or half a surrogate pair';
  if (path.startsWith(ownPrefix)) return `starts with "${ownPrefix}", which is argosy's own`;
  return undefined;
}

const ownPrefix = '.argosy-';
const emptyOrDotted = /(?:^|\/)\.{0,2}(?:\/|$)/;
const unwritable = /[\\\p{Cc}\p{Surrogate}]/u;

/** The folder that holds a path; `''` is the output folder itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Sorted as `LC_ALL=C sort` does, in which UTF-16 order, JavaScript's own, differs above U+FFFF. */
export function bytewise(paths: Iterable<string>): string[] {
  const sorted = [...paths].sort();
  const text = sorted.join('');
  if (Buffer.byteLength(text) === text.length) return sorted;
  const bytes = sorted.map((path) => Buffer.from(path).toString('latin1')).sort();
  return bytes.map((path) => Buffer.from(path, 'latin1').toString());
}

import { isUtf8 } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckFinding } from '../check/finding';
import { mend } from '../check/fix';
import { groupBy } from '../check/reading';
import { UsageError } from '../finding';
import { type Place, rootOf } from '../sources/place';

/**
 * The folder that findings are from, of which Git has every byte: what is mended can be seen and undone.
 * @throws UsageError where that is not so
 */
export function cleanRoot(place: Place): string {
  if (!('folder' in place) || place.revision !== undefined) {
    throw new UsageError({ where: '--fix', message: 'a revision cannot be mended', fix: 'give the folder' });
  }
  if (git(place.folder, 'status', '--porcelain') === '') return rootOf(place.folder);
  throw new UsageError({ where: '--fix', message: 'Git has uncommitted changes', fix: 'commit or stash them first' });
}

/** Mends what can be mended, file by file. @returns how many findings that were */
export function mendFiles(root: string, findings: readonly CheckFinding[]): number {
  const patched = findings.filter(({ patch }) => patch !== undefined);
  return [...groupBy(patched, ({ where }) => where.file)].reduce((count, [file, found]) => {
    const path = join(root, file);
    // A file in another encoding would come out in this one.
    if (!existsSync(path) || !isUtf8(readFileSync(path))) return count;
    const { text, mended } = mend(readFileSync(path, 'utf8'), found);
    if (mended.length > 0) writeFileSync(path, text);
    return count + mended.length;
  }, 0);
}

function git(folder: string, ...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    throw new UsageError({
      where: '--fix',
      message: `${folder} is in no Git repository`,
      fix: 'run git init and commit',
    });
  }
}

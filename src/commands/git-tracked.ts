import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';

/** Whether Git has the file, by the name it was given or by the one a symbolic link leads to. */
export function isTrackedByGit(path: string): boolean {
  return [...new Set([path, realpathSync(path)])].some(isTracked);
}

function isTracked(path: string): boolean {
  const { status, stderr, error } = spawnSync(
    'git',
    ['--literal-pathspecs', 'ls-files', '--error-unmatch', '--', basename(path)],
    { cwd: dirname(path), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  );
  // Without Git nothing was committed from here.
  if (errorCode(error) === 'ENOENT') return false;
  if (status === 0) return true;
  if (status === 1 || stderr?.includes('not a git repository')) return false;
  throw new UsageError({
    where: path,
    message: `git cannot tell whether it tracks the file: ${stderr?.trim() || error?.message || `exit code ${status}`}`,
    fix: 'repair that, or put the file outside the repository',
  });
}

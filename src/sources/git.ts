import { spawnSync } from 'node:child_process';
import { nameOf } from './file-name';

/** What git said, or why there is no answer. */
export type GitAnswer = { readonly bytes: Buffer } | { readonly refused: string };

/**
 * Asks git without taking its locks, without the network, and without the programs that a repository's own
 * configuration may name.
 * @param folder where git looks for the repository
 */
export function git(folder: string, args: readonly string[], input?: string): GitAnswer {
  const done = spawnSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: folder,
    input: input ?? '',
    maxBuffer: MOST_BYTES,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', LC_ALL: 'C' },
  });
  if (done.error) return { refused: `git cannot be run (${done.error.message})` };
  if (done.status === 0) return { bytes: done.stdout };
  return { refused: done.stderr.toString('utf8').trim().split('\n')[0] || `git ended with ${done.status}` };
}

/** The lines of an answer; none where git refused. */
export function gitLines(folder: string, args: readonly string[], separator = '\n'): readonly string[] {
  const answer = git(folder, args);
  if ('refused' in answer) return [];
  return nameOf(answer.bytes)
    .split(separator)
    .filter((line) => line !== '');
}

const MOST_BYTES = 1 << 30;

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Ended } from './project';

const ARGOSY = join(__dirname, '../../bin/argosy.js');

// A process takes a second, and some of the repositories are large.
jest.setTimeout(120_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, and nothing of ours. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-process-')));
  folders.push(folder);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

/** The command as a user runs it, in a process of its own. One that does not end has no code. */
export function argosyIn(cwd: string, ...args: readonly string[]): Ended {
  const { CI, NODE_OPTIONS, JEST_WORKER_ID, ...env } = process.env;
  const options = { cwd, env, encoding: 'utf8', timeout: 100_000, maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [ARGOSY, ...args], options);
  return { code: status, stdout, stderr };
}

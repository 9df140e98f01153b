import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf, folderOf, type OracleVersion, versions } from './program';

// npm run oracle:build: the program of each release, from Argo CD's own packages. Only what is not there yet is built.
for (const version of versions) build(version);

function build(version: OracleVersion): void {
  const folder = folderOf(version);
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const attempt = mkdtempSync(`${folder}-`);
  try {
    for (const [name, text] of filesOf(version)) writeFileSync(join(attempt, name), text);
    console.error(`oracle ${version}: building, which takes minutes the first time`);
    const { status, error } = spawnSync('go', ['build', '-ldflags', '-s -w', '-o', 'oracle', '.'], {
      cwd: attempt,
      stdio: 'inherit',
    });
    if (error) throw error;
    if (status === 0) renameSync(attempt, folder);
    else process.exitCode = 1;
  } finally {
    rmSync(attempt, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { down } from '../../e2e/control-plane/down';
import { newFolder, own, writeFailure } from '../../e2e/control-plane/folder';

/** Control planes are for Linux, and whether an owner lives is read from its /proc. */
const onLinux = process.platform === 'linux' ? test : test.skip;

const home = mkdtempSync(join(tmpdir(), 'argosy-down-'));
const owners: ChildProcess[] = [];
afterAll(() => {
  for (const owner of owners) owner.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

/** A folder whose owner lives until its only child ends, as that of a keeper does. */
async function living(stays: boolean): Promise<string> {
  const owner = spawn('sh', ['-c', 'sleep 60 & echo begun; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  owners.push(owner);
  await once(owner.stdout, 'data');
  const folder = newFolder(home);
  own(folder, owner.pid ?? 0, stays);
  return folder;
}

async function dead(stays: boolean): Promise<string> {
  const owner = spawn('true');
  const folder = newFolder(home);
  own(folder, owner.pid ?? 0, stays);
  await once(owner, 'exit');
  return folder;
}

async function said(...named: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  await down(named, home, (line) => lines.push(line));
  return lines;
}

onLinux('where nothing is up, that is said', async () => {
  expect(await said()).toEqual(['nothing is up']);
  await expect(down(['/tmp/mine'], home, fail)).rejects.toThrow(
    'e2e:down: no control plane is in /tmp/mine; nothing is up',
  );
});

onLinux('ends what was left up and nothing else, unless that is named', async () => {
  const [left, kept] = [await living(true), await living(false)];
  expect(await said()).toEqual([`ended ${left}`]);
  expect(readdirSync(home)).toEqual([basename(kept)]);
  expect(await said(`${kept}/`)).toEqual([`ended ${kept}`]);
  expect(readdirSync(home)).toEqual([]);
});

onLinux('a folder that is none of a control plane ends nothing', async () => {
  const left = await living(true);
  const wrong = `${left.slice(0, -1)}-`;
  const message = `e2e:down: no control plane is in ${wrong}; name ${left}, or none for all that are left up`;
  await expect(down([left, wrong], home, fail)).rejects.toThrow(message);
  expect(existsSync(left)).toBe(true);
  expect(await said()).toEqual([`ended ${left}`]);
});

onLinux('one that ended by itself is removed, and why it did is told', async () => {
  const left = await dead(true);
  writeFailure(left, 'etcd: ended with SIGKILL; the end of its log:\nbegins');
  expect(await said()).toEqual([
    `removed ${left}, which had ended by itself:\netcd: ended with SIGKILL; the end of its log:\nbegins`,
  ]);
  expect(readdirSync(home)).toEqual([]);
});

onLinux('what a keeper that was killed has left is removed', async () => {
  const [left, kept] = [await dead(true), await dead(false)].sort();
  expect(await said()).toEqual([left, kept].map((folder) => `removed ${folder}, whose keeper had been killed`));
  expect(readdirSync(home)).toEqual([]);
});

onLinux('the next control plane removes what others have left, but for hand work', async () => {
  const left = await dead(true);
  const swept = await dead(false);
  const next = newFolder(home);
  expect([left, swept, next].map((folder) => existsSync(folder))).toEqual([true, false, true]);
});

function fail(line: string): void {
  throw new Error(line);
}

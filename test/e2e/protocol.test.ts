import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hear, type Word } from '../../e2e/control-plane/protocol';

const folder = mkdtempSync(join(tmpdir(), 'argosy-protocol-'));
afterAll(() => rmSync(folder, { recursive: true }));

const up: Word = {
  is: 'up',
  whereabouts: { kubeconfig: '/centre/admin.kubeconfig', auditLog: '', sealedSecretsUrl: '', edges: [] },
};
const failed: Word = { is: 'failed', message: 'etcd: ended with 1', again: false };

/** A keeper that says something at once and ends: its first word, and what was told later. */
async function heard(words: readonly Word[], log: string, end = 'exit 0') {
  const said = words.map((word) => `${JSON.stringify(word)}\n`).join('');
  const keeper = spawn('sh', ['-c', `printf %s "$1"; ${end}`, 'sh', said], { stdio: ['ignore', 'pipe', 'inherit'] });
  const later: string[] = [];
  const gone = new Promise((resolve) => keeper.once('close', resolve));
  const first = await hear(keeper, log, (message) => later.push(message));
  await gone;
  return { first, later };
}

const log = join(folder, 'keeper.log');
writeFileSync(log, 'out of memory\n');

test('a failure that is said in one breath with being up is heard, and what ends with it is not told again', async () => {
  expect(await heard([up, failed], log)).toEqual({ first: up, later: [failed.message] });
});

test('a failure to come up is the first word, and the last', async () => {
  expect(await heard([failed], log)).toEqual({ first: failed, later: [] });
});

test('a keeper that is killed is told of with the end of its log', async () => {
  const message = 'keeper: ended with SIGKILL; the end of its log:\nout of memory';
  expect(await heard([up], log, 'kill -9 $$')).toEqual({ first: up, later: [message] });
  expect(await heard([], log, 'kill -9 $$')).toEqual({ first: { is: 'failed', message, again: false }, later: [] });
});

test('a keeper that was told to end has removed its folder', async () => {
  const message = 'keeper: ended with 0, as it was told to, and removed its folder';
  expect(await heard([up], join(folder, 'gone/keeper.log'))).toEqual({ first: up, later: [message] });
});

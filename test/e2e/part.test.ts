import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Part, type PartFailed } from '../../e2e/control-plane/part';

const logs = mkdtempSync(join(tmpdir(), 'argosy-part-'));
afterAll(() => rmSync(logs, { recursive: true }));

const shell = (name: string, script: string, ready = () => Promise.resolve(false)) => {
  return { name, command: 'sh', args: ['-c', script], ready };
};
const nobody = () => undefined;

test('a part that ends before it is ready is named, with the end of its log', async () => {
  const part = new Part(shell('etcd', 'echo begins; echo no room left >&2; exit 3'), logs, nobody);
  await expect(part.start()).rejects.toThrow('etcd: ended with 3; the end of its log:\nbegins\nno room left');
});

test('a part whose program is not there is named', async () => {
  const part = new Part({ ...shell('kwok', ''), command: '/nowhere/kwok' }, logs, nobody);
  await expect(part.start()).rejects.toThrow('kwok: cannot run /nowhere/kwok: spawn /nowhere/kwok ENOENT');
});

test('a part that dies later is told of, and one that is stopped is not', async () => {
  const told: PartFailed[] = [];
  const up = () => Promise.resolve(true);
  const died = new Promise<PartFailed>((resolve) => {
    const part = new Part(
      shell('scheduler', 'read line < /dev/null; sleep 0.2; echo out of luck; exit 1', up),
      logs,
      resolve,
    );
    void part.start();
  });
  const stopped = new Part(shell('manager', 'exec sleep 60', up), logs, (failed) => told.push(failed));
  await stopped.start();
  await stopped.stop();
  expect(String(await died)).toBe('Error: scheduler: ended with 1; the end of its log:\nout of luck');
  expect(told).toEqual([]);
});

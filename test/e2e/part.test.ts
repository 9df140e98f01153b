import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Part, PartFailed } from '../../e2e/control-plane/part';

const folder = mkdtempSync(join(tmpdir(), 'argosy-part-'));
mkdirSync(join(folder, 'logs'));
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (name: string, script: string, ready = () => Promise.resolve(false)) => {
  return { name, command: 'sh', args: ['-c', script], ready };
};
const nobody = () => undefined;

test('a part that ends before it is ready is named, with the end of its log', async () => {
  const part = new Part(shell('etcd', 'echo begins; echo no room left >&2; exit 3'), folder, nobody);
  await expect(part.start()).rejects.toThrow('etcd: ended with 3; the end of its log:\nbegins\nno room left');
});

test('a part whose program is not there is named', async () => {
  const part = new Part({ ...shell('kwok', ''), command: '/nowhere/kwok' }, folder, nobody);
  await expect(part.start()).rejects.toThrow('kwok: cannot run /nowhere/kwok: spawn /nowhere/kwok ENOENT');
});

test('a part that dies later is told of, and one that is stopped is not', async () => {
  const told: PartFailed[] = [];
  const up = () => Promise.resolve(true);
  const died = new Promise<PartFailed>((resolve) => {
    const part = new Part(
      shell('scheduler', 'read line < /dev/null; sleep 0.2; echo out of luck; exit 1', up),
      folder,
      resolve,
    );
    void part.start();
  });
  const stopped = new Part(shell('manager', 'exec sleep 60', up), folder, (failed) => told.push(failed));
  await stopped.start();
  await stopped.stop();
  expect(String(await died)).toBe('Error: scheduler: ended with 1; the end of its log:\nout of luck');
  expect(told).toEqual([]);
});

test('what a part said long before its end is in its log still', async () => {
  const script = 'echo bind: address already in use; for each in $(seq 40); do echo goroutine $each; done; exit 2';
  const failed = await new Part(shell('kube-apiserver', script), folder, nobody).start().catch((error) => error);
  expect(failed).toBeInstanceOf(PartFailed);
  expect(failed.log.split('\n')[0]).toBe('bind: address already in use');
  const end = Array.from({ length: 15 }, (_, nth) => `goroutine ${nth + 26}`).join('\n');
  expect(failed.message).toBe(`kube-apiserver: ended with 2; the end of its log:\n${end}`);
});

test('a part is at home in the folder of its control plane, and knows nothing of what its user has set', async () => {
  process.env.ETCD_NAME = 'of-the-user';
  const env = { name: 'env', command: 'env', args: [], env: { POD_NAMESPACE: 'kube-system' } };
  const part = new Part({ ...env, ready: () => Promise.resolve(false) }, folder, nobody);
  const said = [
    `PATH=${process.env.PATH}`,
    `HOME=${folder}/home`,
    `TMPDIR=${folder}/tmp`,
    'GOGC=1600',
    'GOMEMLIMIT=1536MiB',
    'POD_NAMESPACE=kube-system',
  ].join('\n');
  await expect(part.start()).rejects.toThrow(new Error(`env: ended with 0; the end of its log:\n${said}`));
  delete process.env.ETCD_NAME;
});

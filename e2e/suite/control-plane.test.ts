import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import { version } from './ground';
import type { Place } from './starter';

/** The PID namespace that holds the control plane of a folder, told by a process that has the folder on its command line. */
function namespaceOf(folder: string): string | undefined {
  return pids().flatMap((pid) => (commandOf(pid).includes(`=${folder}/`) ? [namespace(pid)] : []))[0];
}

/** What runs in a PID namespace, whatever its command line says. */
function processesIn(space: string | undefined): string[] {
  return space === undefined
    ? []
    : pids()
        .filter((pid) => namespace(pid) === space)
        .map(commandOf);
}

const pids = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

function commandOf(pid: string): string {
  return ifThere(() => readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ')) ?? '';
}

function namespace(pid: string): string {
  return ifThere(() => readlinkSync(join('/proc', pid, 'ns/pid'))) ?? '';
}

/** Processes come and go while they are looked at. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Waits until nothing of a control plane is left. */
function untilGone(folder: string, space: string | undefined, after: string): Promise<true> {
  return until(
    `nothing of ${folder} to be left after ${after}`,
    60,
    async () => (processesIn(space).length === 0 && !existsSync(folder) ? true : undefined),
    () => processesIn(space),
  );
}

const describeOwn = process.env.KUBECONFIG ? describe.skip : describe;

describeOwn('a control plane', () => {
  let starters: Started[];

  beforeAll(async () => {
    starters = await Promise.all([started('edge'), started()]);
  });
  afterAll(() => {
    for (const { child } of starters ?? []) child.kill('SIGKILL');
  });

  test('lives beside another one that has an edge cluster', async () => {
    const clusters = starters.flatMap(({ kubeconfigs }) => kubeconfigs);
    expect(new Set(clusters).size).toBe(3);
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    const metadata = { name: 'mark', namespace: 'default' };
    for (const [index, kubeconfig] of clusters.entries()) {
      const manifest = { ...kind, metadata, data: { index: String(index) } };
      await new Cluster(kubeconfig).apply(manifest);
    }
    const marks = await Promise.all(
      clusters.map((kubeconfig) => new Cluster(kubeconfig).get({ ...kind, ...metadata })),
    );
    expect(marks.map((found) => found?.data)).toEqual(['0', '1', '2'].map((index) => ({ index })));
  });

  test.each([
    [0, 'SIGKILL'],
    [1, 'SIGINT'],
  ] as const)('ends with the process that started it, however that ends: number %d by %s', async (index, signal) => {
    const { child, folder } = starters[index] as Started;
    const space = namespaceOf(folder);
    expect(processesIn(space).length).toBeGreaterThan(10);
    child.kill(signal);
    await untilGone(folder, space, signal);
  });

  test('that is left up outlives its starter, until it is taken down', async () => {
    const { stdout } = await run('up.ts', version());
    const folder = stdout.match(/REPOSITORIES=(\S+)\/repositories/)?.[1] ?? '';
    const space = namespaceOf(folder);
    expect(processesIn(space)).not.toEqual([]);
    expect((await run('down.ts', folder)).stderr).toBe(`ended ${folder}\n`);
    await untilGone(folder, space, 'e2e:down');
  });
});

/** Runs a command of the control plane as npm does. */
function run(command: string, ...args: readonly string[]) {
  const script = join(__dirname, '../control-plane', command);
  return promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args]);
}

interface Started extends Place {
  readonly child: ChildProcess;
}

/** A process of its own that starts a control plane, and what it says. */
async function started(...edges: readonly string[]): Promise<Started> {
  const args = ['--import', 'tsx', join(__dirname, 'starter.ts'), version(), ...edges];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const place = await new Promise<Place>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line) as Place));
    child.once('exit', () => reject(new Error('the starter ended without a word')));
  });
  return { ...place, child };
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import { startControlPlane } from '../control-plane/control-plane';
import { version } from './ground';

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
  test('lives beside another one that has an edge cluster, and leaves nothing behind', async () => {
    const planes = await Promise.all([['edge'], []].map((edges) => startControlPlane({ argocd: version(), edges })));
    const clusters = planes.flatMap(({ kubeconfig, edges }) => [kubeconfig, ...edges.map((edge) => edge.kubeconfig)]);
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
    const folders = planes.map(({ folder }) => ({ folder, space: namespaceOf(folder) }));
    expect(folders.map(({ space }) => processesIn(space).length > 10)).toEqual([true, true]);
    await Promise.all(planes.map((plane) => plane.stop()));
    for (const { folder, space } of folders) await untilGone(folder, space, 'stop()');
  });

  test('ends with the process that started it, however that ends', async () => {
    const starters = await Promise.all((['SIGKILL', 'SIGINT'] as const).map(started));
    try {
      for (const { child, folder, signal } of starters) {
        const space = namespaceOf(folder);
        expect(processesIn(space)).not.toEqual([]);
        child.kill(signal);
        await untilGone(folder, space, signal);
      }
    } finally {
      for (const { child } of starters) child.kill('SIGKILL');
    }
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

interface Started {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly signal: NodeJS.Signals;
}

/** A process of its own that starts a control plane, and what it says. */
async function started(signal: NodeJS.Signals): Promise<Started> {
  const args = ['--import', 'tsx', join(__dirname, 'starter.ts'), version()];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const folder = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('the starter ended without a word')));
  });
  return { child, folder, signal };
}

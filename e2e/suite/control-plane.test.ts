import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import { startControlPlane } from '../control-plane/control-plane';
import { version } from './ground';

/** The processes that have something to do with a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return [];
      }
    });
}

const describeOwn = process.env.KUBECONFIG ? describe.skip : describe;

describeOwn('a control plane', () => {
  test('lives beside another one, each with an edge cluster, and leaves nothing behind', async () => {
    const planes = await Promise.all([0, 1].map(() => startControlPlane({ argocd: version(), edges: ['edge'] })));
    const clusters = planes.flatMap(({ kubeconfig, edges }) => [kubeconfig, ...edges.map((edge) => edge.kubeconfig)]);
    expect(new Set(clusters).size).toBe(4);
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    const metadata = { name: 'mark', namespace: 'default' };
    for (const [index, kubeconfig] of clusters.entries()) {
      const manifest = { ...kind, metadata, data: { index: String(index) } };
      await new Cluster(kubeconfig).apply(manifest);
    }
    const marks = await Promise.all(
      clusters.map((kubeconfig) => new Cluster(kubeconfig).get({ ...kind, ...metadata })),
    );
    expect(marks.map((found) => found?.data)).toEqual(['0', '1', '2', '3'].map((index) => ({ index })));
    await Promise.all(planes.map((plane) => plane.stop()));
    expect(planes.map(({ folder }) => ({ there: existsSync(folder), running: processesOf(folder) }))).toEqual(
      planes.map(() => ({ there: false, running: [] })),
    );
  });

  test('ends with the process that started it, however that ends', async () => {
    const starters = await Promise.all((['SIGKILL', 'SIGINT', 'SIGTERM'] as const).map(started));
    for (const { child, folder, signal } of starters) {
      expect(processesOf(folder)).not.toEqual([]);
      child.kill(signal);
      await until(`nothing of ${folder} to be left after ${signal}`, 30, async () => {
        return processesOf(folder).length === 0 && !existsSync(folder) ? true : undefined;
      });
    }
  });
});

interface Started {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly signal: NodeJS.Signals;
}

/** A process of its own that starts a control plane, and what it says. */
async function started(signal: NodeJS.Signals): Promise<Started> {
  const args = ['--import', 'tsx', join(__dirname, 'starter.ts'), version()];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const folder = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('the starter ended without a word')));
  });
  return { child, folder, signal };
}

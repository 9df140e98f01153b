import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import { version } from './ground';
import { ourOwn } from './needs';
import type { Place } from './starter';
import { untold } from './story';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
  /** Its PID namespace. */
  readonly space: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const folder = join('/proc', name);
      try {
        const stat = readFileSync(join(folder, 'stat'), 'utf8');
        const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(join(folder, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        const space = readlinkSync(join(folder, 'ns/pid'));
        return [{ pid: Number(name), parent: Number(parent), group: Number(group), command, space }];
      } catch {
        // Processes come and go while they are looked at.
        return [];
      }
    });
}

/** The etcd of the control plane of a folder. */
function etcdOf(folder: string): Process {
  const found = processes().find(({ command }) => command.includes(`--data-dir=${folder}/centre/`));
  if (!found) throw new Error(`no etcd has its data in ${folder}`);
  return found;
}

/** What runs in a PID namespace, whatever its command line says. */
function commandsIn(space: string): string[] {
  return processes().flatMap((each) => (each.space === space ? [each.command] : []));
}

/** Waits until nothing of a control plane runs. */
function untilEnded(space: string, after: string): Promise<true> {
  return until(
    `a control plane to end after ${after}`,
    60,
    async () => commandsIn(space).length === 0 || undefined,
    () => commandsIn(space),
  );
}

/** Waits until nothing of a control plane is left. */
async function untilGone(folder: string, space: string, after: string): Promise<void> {
  await untilEnded(space, after);
  await until(`${folder} to be removed after ${after}`, 10, async () => !existsSync(folder) || undefined);
}

const lack = ourOwn('a keeper');

(lack ? describe.skip : describe)(lack ? untold('a control plane', lack) : 'a control plane', () => {
  const starters: Starter[] = [];
  const begun = (...edges: readonly string[]) => {
    const starter = begin(edges);
    starters.push(starter);
    return starter;
  };
  let places: readonly (Place & Starter)[];

  beforeAll(async () => {
    places = await Promise.all([begun('edge'), begun()].map(up));
  });
  afterAll(() => {
    for (const { child } of starters) child.kill('SIGKILL');
  });

  test('lives beside another one that has an edge cluster', async () => {
    const clusters = places.flatMap(({ kubeconfigs }) => kubeconfigs);
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
    { nth: 0, signal: 'SIGKILL', whom: 'that process', to: (pid: number) => pid },
    { nth: 1, signal: 'SIGINT', whom: 'its whole group, as a terminal sends it', to: (pid: number) => -pid },
  ] as const)('ends with the process that started it: $signal to $whom', async ({ nth, signal, to }) => {
    const { pid, folder } = places[nth] as Place & Starter;
    const { space } = etcdOf(folder);
    expect(commandsIn(space).length).toBeGreaterThan(10);
    process.kill(to(pid), signal);
    await untilGone(folder, space, signal);
  });

  test.each([
    { lost: 'etcd', end: 'SIGKILL', victim: ({ pid }: Process) => pid },
    // What unshare makes of the death of the process that it waits for depends on its version.
    { lost: 'keeper', end: '(SIGKILL|1)', victim: ({ parent }: Process) => parent },
  ])('that loses its $lost while it comes up says so, and nothing is left', async ({ lost, end, victim }) => {
    const { pid, said } = begun();
    const etcd = await until('etcd to begin', 60, async () => {
      return processes().find(({ group, command }) => group === pid && command.includes('--data-dir='));
    });
    const folder = etcd.command.match(/--data-dir=(\S+)\/centre\//)?.[1] ?? '';
    expect(existsSync(folder)).toBe(true);
    process.kill(victim(etcd), 'SIGKILL');
    expect(await said).toMatch(new RegExp(`^${lost}: ended with ${end}; the end of its log:$`, 'm'));
    await untilGone(folder, etcd.space, `the death of its ${lost}`);
  });

  test('that is left up outlives its starter, and keeps for e2e:down why it ended by itself', async () => {
    const { stdout } = await run('up.ts', version());
    const folder = stdout.match(/REPOSITORIES=(\S+)\/repositories/)?.[1] ?? '';
    const { pid, space } = etcdOf(folder);
    process.kill(pid, 'SIGKILL');
    await untilEnded(space, 'the death of its etcd');
    expect((await run('down.ts', folder)).stderr).toContain(
      `removed ${folder}, which had ended by itself:\netcd: ended with SIGKILL; the end of its log:\n`,
    );
    expect(existsSync(folder)).toBe(false);
  });
});

/** Runs a command of the control plane as npm does. */
function run(command: string, ...args: readonly string[]) {
  const script = join(__dirname, '../control-plane', command);
  return promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args]);
}

interface Starter {
  readonly child: ChildProcess & { readonly stdout: NodeJS.ReadableStream };
  /** Of the process, and of the group that it leads. */
  readonly pid: number;
  /** All that it says to its end, but for the place. */
  readonly said: Promise<string>;
}

/** A process of its own that starts a control plane, as if from a terminal of its own. */
function begin(edges: readonly string[]): Starter {
  const args = ['--import', 'tsx', join(__dirname, 'starter.ts'), version(), ...edges];
  const child = spawn(process.execPath, args, { detached: true, stdio: 'pipe' });
  return { child, pid: child.pid ?? 0, said: text(child.stderr) };
}

/** Where its control plane is, once that is up. */
async function up(starter: Starter): Promise<Place & Starter> {
  const place = new Promise<Place>((resolve) => {
    createInterface({ input: starter.child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Place));
  });
  const ended = starter.said.then((said) => Promise.reject(new Error(`the starter ended: ${said}`)));
  return { ...starter, ...(await Promise.race([place, ended])) };
}

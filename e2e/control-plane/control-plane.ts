import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersions, foundation } from '../tools/versions';
import { newFolder, own } from './folder';
import { type Failed, hear, STAY, type Whereabouts, type Wish } from './protocol';

export interface Options {
  readonly argocd: ArgoCdVersion;
  /** Names of further API servers, as edge clusters. */
  readonly edges?: readonly string[];
  /** Leaves it running when this process ends. */
  readonly stays?: boolean;
}

/** A real Kubernetes API with Argo CD and Sealed Secrets, in a temporary folder and on free loopback ports. */
export interface ControlPlane extends Whereabouts {
  readonly argocd: ArgoCdVersion;
  readonly folder: string;
  /** Ends every process and removes the folder. */
  stop(): Promise<void>;
}

/** How often everything is started anew because another process took a port in between. */
const TRIES = 3;

/**
 * Starts a control plane; it ends when this process does, however that ends.
 *
 * @throws Error that names the part that did not come up, with the end of its log
 */
export async function startControlPlane(options: Options): Promise<ControlPlane> {
  const problem = whatIsMissing(options.argocd);
  if (problem) throw new Error(problem);
  for (let left = TRIES; ; left -= 1) {
    const started = await start(options);
    if ('folder' in started) return started;
    if (!started.again || left <= 1) throw new Error(started.message);
  }
}

/** What keeps a control plane from starting on this machine, and what to do about it. */
function whatIsMissing(argocd: ArgoCdVersion): string | undefined {
  if (process.platform !== 'linux') {
    return `a control plane needs Linux, got ${process.platform}; give a cluster with KUBECONFIG instead`;
  }
  const missing = [...foundation, argoCdVersions[argocd]].filter((module) => !isBuilt(module));
  if (missing.length > 0) {
    return `not built yet: ${missing.map(({ name }) => name).join(', ')}; run npm run e2e:build`;
  }
  const [command, ...args] = [...NAMESPACES, 'true'];
  const { status, stderr, error } = spawnSync(command ?? '', args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const said = error?.message ?? stderr.trim();
  return `a control plane needs namespaces of its own, and unshare says: ${said}; allow user namespaces or run as root`;
}

/** Whoever is not root becomes it inside, where that is nobody outside. */
const NAMESPACES = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  ...['--mount', '--pid', '--fork', '--kill-child=SIGTERM', '--mount-proc'],
];

async function start({ argocd, edges = [], stays = false }: Options): Promise<ControlPlane | Failed> {
  const folder = newFolder();
  const log = join(folder, 'logs', 'keeper.log');
  const output = openSync(log, 'a');
  const [command = '', ...args] = [...NAMESPACES, process.execPath, '--import', 'tsx', join(__dirname, 'keeper.ts')];
  const keeper = spawn(command, args, {
    cwd: join(__dirname, '../..'),
    detached: stays,
    stdio: ['pipe', 'pipe', output],
  });
  closeSync(output);
  own(folder, keeper.pid ?? 0, stays);
  const gone = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const remove = async () => {
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  let stopped = false;
  // Everything that asks the control plane fails with it, and does not know why.
  const first = hear(keeper, log, (message) => {
    if (!stopped) console.error(message);
  });
  const wish: Wish = { folder, argocd, edges };
  keeper.stdin?.write(`${JSON.stringify(wish)}\n`);
  const word = await first;
  if (word.is === 'failed') {
    await remove();
    return word;
  }
  const stop = async () => {
    stopped = true;
    keeper.stdin?.end();
    await remove();
  };
  if (stays) letGo(keeper);
  return { ...word.whereabouts, argocd, folder, stop };
}

/** From now on the keeper does not end with this process. */
function letGo(keeper: ChildProcess): void {
  keeper.stdin?.end(`${STAY}\n`);
  keeper.stdout?.destroy();
  keeper.unref();
}

import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster } from '../cluster/cluster';
import { chartHosts, packedCharts } from '../stand-ins/charts';
import { changedParameters } from '../stand-ins/restart';
import { tlsSecrets } from '../stand-ins/tls-secret';
import { tool } from '../tools/cache';
import { type ArgoCd, argoCd, type Settings } from './argo-cd';
import { installCentre, installEdge, writeStages } from './install';
import { CENTRE, type Kubernetes, kubernetes } from './kubernetes';
import { Part, PartFailed, type PartSpec } from './part';
import { freePorts } from './ports';
import { answers, listens, written } from './probe';
import { type Access, STAY, type Wish, type Word } from './protocol';
import { sealedSecrets } from './sealed-secrets';

/**
 * The first process in a PID namespace of its own: when it ends, however it ends, the kernel ends everything that it has
 * started. It ends by itself when its stdin does, that is, when its parent is gone.
 */
class Keeper {
  private readonly parts: Part[] = [];
  private ending: Promise<void> | undefined;

  constructor(private readonly wish: Wish) {}

  async begin(): Promise<Access> {
    const { folder } = this.wish;
    const stages = join(folder, 'stages.yaml');
    writeStages(stages);
    const [redis = 0, charts = 0] = await freePorts(2);
    const authority = join(folder, 'charts-ca.crt');
    const centre = await kubernetes(folder, CENTRE, stages);
    const edges = await Promise.all(this.wish.edges.map((name) => kubernetes(folder, name, stages)));
    const cluster = new Cluster(centre.kubeconfigs.admin);
    const argo = await argoCd(this.wish.argocd, folder, centre, { redis, charts, path: this.path() });

    await Promise.all([
      this.start({
        name: 'redis',
        command: tool('redis'),
        args: [`127.0.0.1:${redis}`],
        ready: () => listens(redis),
      }),
      this.start({
        name: 'charts',
        command: tool('charts'),
        args: [`127.0.0.1:${charts}`, packedCharts(), authority],
        ready: async () => written(authority) && (await answers(`http://127.0.0.1:${charts}/healthz`)),
      }),
      ...[centre, ...edges].map((each) => this.startKubernetes(each, cluster)),
    ]);
    const sealing = await sealedSecrets(folder, centre);
    for (const host of chartHosts) copyFileSync(authority, join(folder, 'tls', host));
    await Promise.all([this.start(argo.repoServer), this.start(sealing.part), this.startControllers(argo, cluster)]);
    for (const { kubeconfigs } of [centre, ...edges]) tlsSecrets(new Cluster(kubeconfigs['stand-in']));
    return {
      kubeconfig: centre.kubeconfigs.admin,
      auditLog: centre.auditLog,
      sealedSecretsUrl: sealing.url,
      edges: edges.map(({ name, kubeconfigs, auditLog }) => ({ name, kubeconfig: kubeconfigs.admin, auditLog })),
    };
  }

  /** Ends everything and removes the folder. What is still running then goes with this process. */
  end(): Promise<void> {
    this.ending ??= Promise.allSettled(this.parts.map((part) => part.stop())).then(() => {
      rmSync(this.wish.folder, { recursive: true, force: true, maxRetries: 5 });
    });
    return this.ending;
  }

  /** The kinds of other parties are there before kwok and Argo CD look for them. */
  private async startKubernetes(each: Kubernetes, centre: Cluster): Promise<void> {
    const [[etcd], [apiServer], controllers] = each.parts as [[PartSpec], [PartSpec], PartSpec[]];
    await this.start(etcd);
    await this.start(apiServer);
    if (each.name === CENTRE) await installCentre(centre, this.wish.argocd);
    else await installEdge(new Cluster(each.kubeconfigs.admin));
    await Promise.all(controllers.map((controller) => this.start(controller)));
  }

  private async startControllers(argo: ArgoCd, cluster: Cluster): Promise<void> {
    let running = await this.startAll(argo.controllers(await settingsOf(cluster)));
    let restarts = Promise.resolve();
    changedParameters(cluster, () => {
      restarts = restarts.then(async () => {
        await Promise.all(running.map((part) => part.stop()));
        running = await this.startAll(argo.controllers(await settingsOf(cluster)));
      });
      restarts.catch((error: unknown) => this.fail(error));
    });
  }

  private startAll(specs: readonly PartSpec[]): Promise<Part[]> {
    return Promise.all(specs.map((spec) => this.start(spec)));
  }

  private async start(spec: PartSpec): Promise<Part> {
    const part = new Part(spec, join(this.wish.folder, 'logs'), (failed) => this.fail(failed));
    this.parts.push(part);
    await part.start();
    return part;
  }

  fail(error: unknown): void {
    if (this.ending) return;
    const failed = error instanceof PartFailed ? error : undefined;
    say({
      is: 'failed',
      part: failed?.part ?? 'control plane',
      message: error instanceof Error ? error.message : String(error),
      again: /address already in use/.test(failed?.said ?? ''),
    });
    void this.end().finally(() => process.exit(1));
  }

  private path(): string {
    const found = ['helm', 'kustomize'].map((name) => dirname(tool(name)));
    return [...found, process.env.PATH].join(':');
  }
}

async function settingsOf(cluster: Cluster): Promise<Settings> {
  const maps = await cluster.list('v1', 'ConfigMap', 'argocd');
  return Object.fromEntries(
    maps.map(({ metadata, data }) => [metadata.name, (data ?? {}) as Readonly<Record<string, string>>]),
  );
}

function say(word: Word): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const keeper = new Keeper(JSON.parse(line) as Wish);
  const end = () => void keeper.end().finally(() => process.exit(0));
  let stays = false;
  lines.on('line', (word) => {
    stays ||= word === STAY;
  });
  lines.on('close', () => {
    if (!stays) end();
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  // Whoever listened may be gone; there is nobody left to tell then.
  process.stdout.on('error', () => undefined);
  keeper.begin().then(
    (access) => say({ is: 'up', access }),
    (error: unknown) => keeper.fail(error),
  );
});

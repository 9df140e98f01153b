import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster } from '../cluster/cluster';
import { chartHosts, packedCharts } from '../stand-ins/charts';
import { changedParameters } from '../stand-ins/restart';
import { tlsSecrets } from '../stand-ins/tls-secret';
import { tool } from '../tools/cache';
import { type ArgoCd, argoCd, type Settings } from './argo-cd';
import { writeFailure } from './folder';
import { installCentre, installEdge, writeStages } from './install';
import { CENTRE, type Kubernetes, kubernetes } from './kubernetes';
import { Part, PartFailed, type PartSpec } from './part';
import { freePorts } from './ports';
import { answers, listens, written } from './probe';
import { STAY, type Whereabouts, type Wish, type Word } from './protocol';
import { sealedSecrets } from './sealed-secrets';

/**
 * The first process in a PID namespace of its own: when it ends, however it ends, the kernel ends everything that it has
 * started. It ends by itself when its stdin does, that is, when its parent is gone.
 */
class Keeper {
  private readonly parts: Part[] = [];
  private ending: Promise<void> | undefined;
  /** Whether it runs on when whoever started it has gone. */
  stays = false;

  constructor(private readonly wish: Wish) {}

  async begin(): Promise<Whereabouts> {
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
    for (const { kubeconfigs } of [centre, ...edges]) {
      tlsSecrets(new Cluster(kubeconfigs['stand-in']), (line) => console.error(line));
    }
    return {
      kubeconfig: centre.kubeconfigs.admin,
      auditLog: centre.auditLog,
      sealedSecretsUrl: sealing.url,
      edges: edges.map(({ name, kubeconfigs, auditLog }) => ({ name, kubeconfig: kubeconfigs.admin, auditLog })),
    };
  }

  /** Ends everything and removes the folder, or keeps it. What is still running then goes with this process. */
  end(keeps = false): Promise<void> {
    this.ending ??= Promise.allSettled(this.parts.map((part) => part.stop())).then(() => {
      if (!keeps) rmSync(this.wish.folder, { recursive: true, force: true, maxRetries: 5 });
    });
    return this.ending;
  }

  /** The kinds of other parties are there before kwok and Argo CD look for them. */
  private async startKubernetes(each: Kubernetes, centre: Cluster): Promise<void> {
    const { etcd, apiServer, controllers } = each.parts;
    await this.start(etcd);
    await this.start(apiServer);
    if (each.name === CENTRE) await installCentre(centre, this.wish.argocd);
    else await installEdge(new Cluster(each.kubeconfigs.admin));
    await this.startAll(controllers);
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
    if (this.ending) throw new Error(`${spec.name}: not started, because all others end`);
    const part = new Part(spec, this.wish.folder, (failed) => this.fail(failed));
    this.parts.push(part);
    await part.start();
    return part;
  }

  fail(error: unknown): void {
    if (this.ending) return;
    const message = error instanceof Error ? error.message : String(error);
    const again = error instanceof PartFailed && error.log.includes('address already in use');
    say({ is: 'failed', message, again });
    // Nobody listens any more, and somebody's work may lie in the folder.
    if (this.stays) writeFailure(this.wish.folder, message);
    void this.end(this.stays).finally(() => process.exit(1));
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
  lines.on('line', (word) => {
    keeper.stays ||= word === STAY;
  });
  lines.on('close', () => {
    if (!keeper.stays) end();
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  // Whoever listened may be gone; there is nobody left to tell then.
  process.stdout.on('error', () => undefined);
  keeper.begin().then(
    (whereabouts) => say({ is: 'up', whereabouts }),
    (error: unknown) => keeper.fail(error),
  );
});

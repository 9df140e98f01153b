import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { valueAt } from '../check/reading';
import { type ArgoCdState, argoCdState } from '../cluster/argo-cd';
import type { Cluster } from '../cluster/cluster';
import { operatedLive } from '../cluster/live-objects';
import type { Command, CommandLine } from '../command-line';
import { FindingsError, Interrupted } from '../finding';
import { type LiveApplication, textsOf } from '../live/application';
import type { Expected, PlatformState } from '../live/platforms';
import { trouble } from '../live/trouble';
import { isKept, isStorage, OPERATING_CHECKLIST } from '../operations/checklist';
import { called, operatedIn } from '../operations/operated';
import { stalledText } from '../report/bootstrap';
import { isBroken, type ProofReport, proofMarkdown, proofText } from '../report/proof';
import { statusText } from '../report/status';
import type { Repository } from '../sources/model';
import { stalledIn } from './bootstrap';
import { isUncommitted } from './bootstrap-conditions';
import { refuseAbsent } from './brought-up';
import {
  argocdNamespaceOf,
  CLUSTER_OPTIONS,
  clusterOf,
  DIST_OPTION,
  PLATFORM_OPTION,
  secondsOf,
} from './cluster-options';
import { confirmed } from './confirm';
import { expectedOf, platformRepository } from './expected';
import { chosen, platformFolder } from './platform-folder';
import { type Progress, progressOn } from './progress';
import { coreProbes, coreProofs, provedRow } from './prove-questions';
import { resume, suspend } from './prove-suspension';
import { rolledOut } from './rollout';
import { statusReport } from './status';
import { written } from './written';

export const proveCore: Command = {
  words: ['prove', 'core'],
  summary: 'Shows that the core of a platform works by itself: takes the optional layer away, asks, and puts it back',
  options: [
    PLATFORM_OPTION,
    { name: 'env', value: 'NAME', help: 'one environment only; default: all of the platform' },
    { name: 'layer', value: 'NAME', help: 'the layer that is taken away meanwhile; default: optional' },
    { name: 'yes', help: 'does not ask before it takes the layer away' },
    { name: 'out', value: 'DIR', help: 'where the folder with the evidence is made; default: docs/proof' },
    { name: 'timeout', value: 'DURATION', help: 'how long each of its waits may take; default: 15m' },
    DIST_OPTION,
    ...CLUSTER_OPTIONS,
  ],
  run: (line) => new CoreProof(line).run(),
};

/** One run: what it works on, and what it saw. */
class CoreProof {
  private readonly place;
  private readonly cluster: Cluster;
  private readonly namespace: string;
  private readonly layer: string;
  private readonly seconds: number;
  private readonly environments: readonly string[];
  private readonly progress: Progress = progressOn(process.stderr);
  private readonly evidence = new Map<string, { readonly holds: string; readonly text: string }>();
  private interrupted = false;

  constructor(private readonly line: CommandLine) {
    this.place = platformFolder(line);
    this.cluster = clusterOf(line);
    this.namespace = argocdNamespaceOf(line, this.place);
    this.layer = line.value('layer') ?? 'optional';
    this.seconds = secondsOf(line, 'timeout', 15 * 60);
    const named = line.value('env');
    this.environments =
      named === undefined ? this.place.environments : [chosen('--env', named, this.place.environments)];
  }

  async run(): Promise<number> {
    const began = new Date();
    const repository = await platformRepository(this.place);
    this.refuseUnknownLayer(repository);
    const files = operatedIn(repository);
    const expected = expectedOf(repository, this.place).filter(({ environment }) =>
      this.environments.includes(environment),
    );
    const roots = expected.filter(({ place }) => place.is === 'root').map(({ name }) => name);
    const { applications } = await this.state();
    await refuseAbsent(roots, applications, this.cluster, this.namespace);
    if (isUncommitted(this.place.folder)) {
      this.progress.line(`${this.place.folder} is not committed: it is waited for until the cluster is as it is there`);
    }
    // What an earlier run left behind when it was killed.
    for (const root of roots) await resume(this.cluster, this.namespace, root);
    const before = await this.settled('every Application to be up', expected);
    this.note('applications-before.txt', 'the Applications before', statusText(statusReport([before]), new Date()));
    const server = await this.cluster.address();
    const leaving = (await this.state()).applications.filter((each) => this.isOptional(each));
    if (leaving.length === 0) {
      this.progress.line(`nothing of layer ${this.layer} is there, so the core is by itself already`);
    }
    await this.refuseLosses(leaving);
    if (leaving.length > 0 && !this.line.has('yes')) {
      process.stderr.write(`it takes ${leaving.map(({ name }) => name).join(', ')} away and puts it back\n`);
      if (!(await confirmed(`go on with ${server}?`))) return 1;
    }
    const core = expected.filter(({ name }) => !leaving.some((each) => each.name === name));
    const report = await this.without(leaving, roots, core, async () => {
      const alone = await this.settled(
        'the core to be up by itself',
        core.filter(({ place }) => place.is === 'wave'),
        true,
      );
      this.note(
        'applications-core-only.txt',
        'the Applications without it',
        statusText(statusReport([alone]), new Date()),
      );
      const state = await this.state();
      const applications = state.applications.filter(({ name }) => core.some((each) => each.name === name));
      const live = await operatedLive(this.cluster, applications);
      const objects = live.applications.flatMap(({ content }) => content);
      const probes = await coreProbes(this.cluster, objects);
      const proofs = await coreProofs(this.cluster, {
        files,
        environments: this.environments,
        state: alone,
        delivered: objects,
      });
      return { probes, proofs };
    });
    const after = await this.settled('everything to be back', expected);
    this.note(
      'applications-after.txt',
      'the Applications when all was back',
      statusText(statusReport([after]), new Date()),
    );
    const everything = (await this.state()).applications.filter(({ name }) =>
      expected.some((each) => each.name === name),
    );
    const whole = await operatedLive(this.cluster, everything);
    const checklist = OPERATING_CHECKLIST.map(({ code, holds, judge }) => provedRow(code, holds, judge(whole)));
    return this.told({
      platform: this.place.platform,
      environments: this.environments,
      without: { layer: this.layer, applications: leaving.map(({ name }) => name) },
      began: began.toISOString(),
      ended: new Date().toISOString(),
      server,
      ...report,
      checklist,
      files: [...this.evidence].map(([name, { holds }]) => ({ name, holds })),
    });
  }

  /** Takes the layer away, does the work, and puts everything back whatever happens, Ctrl-C included. */
  private async without<T>(
    leaving: readonly LiveApplication[],
    roots: readonly string[],
    core: readonly Expected[],
    work: () => Promise<T>,
  ): Promise<T> {
    if (leaving.length === 0) return work();
    const onSignal = () => {
      this.interrupted = true;
      this.progress.line('interrupted; putting everything back');
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    try {
      for (const root of roots) await suspend(this.cluster, this.namespace, root);
      const sets = (await this.state()).sets.filter(
        ({ labels }) => labels.layer === this.layer && this.isOurs(labels.env),
      );
      for (const { name } of sets) await this.remove('applicationsets.argoproj.io', name);
      for (const { name } of leaving) await this.remove('applications.argoproj.io', name);
      await this.gone(core);
      const done = await work();
      // It may have been asked to end when there was nothing to wait for any more.
      if (!this.interrupted) return done;
    } catch (error) {
      if (!this.interrupted) throw error;
    } finally {
      for (const root of roots) await resume(this.cluster, this.namespace, root);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
    throw new Interrupted({ where: 'argosy prove core', message: 'interrupted; everything is put back' });
  }

  /** Waits until the layer has gone, and sees to it that the core stays well meanwhile. */
  private async gone(core: readonly Expected[]): Promise<void> {
    const unwell = new Set<string>();
    let looks = 0;
    const expected = core.filter(({ place }) => place.is === 'wave');
    const attend = async ({ applications }: ArgoCdState): Promise<string | undefined> => {
      looks++;
      for (const each of applications) {
        if (!core.some(({ name, place }) => name === each.name && place.is === 'wave') || each.health === 'Healthy')
          continue;
        unwell.add(`${each.name} was ${each.health}: ${trouble(each) ?? ''}\n`);
      }
      return this.interrupted ? 'interrupted' : undefined;
    };
    const leaves = (each: LiveApplication) => this.isOptional(each);
    await this.waited('the layer to be gone', { platform: this.place.platform, expected, leaves }, attend);
    const text = unwell.size === 0 ? `Healthy at each of ${looks} looks\n` : [...unwell].join('');
    this.note('core-meanwhile.txt', 'how the core was while the layer went', text);
  }

  private settled(what: string, expected: readonly Expected[], alone = false): Promise<PlatformState> {
    const attend = async () => (alone && this.interrupted ? 'interrupted' : undefined);
    return this.waited(what, { platform: this.place.platform, expected }, attend);
  }

  private async waited(
    what: string,
    rollout: Parameters<typeof rolledOut>[0],
    attend: (seen: ArgoCdState) => Promise<string | undefined>,
  ): Promise<PlatformState> {
    const { cluster, namespace, seconds } = this;
    const progress = { ...this.progress, line: () => undefined };
    this.progress.line(`waiting for ${what}`);
    const ended = await rolledOut(rollout, { cluster, argocdNamespace: namespace, seconds, progress, attend });
    this.progress.end();
    if (ended.done) return onlyExpected(ended.state, rollout.expected);
    if (!this.interrupted) process.stderr.write(stalledText(stalledIn(ended.state, namespace)));
    const message = ended.inVain ?? `waited ${Math.round(seconds)} s for ${what}`;
    throw new FindingsError([{ where: 'argosy prove core', message, fix: 'look at argosy status' }]);
  }

  private state(): Promise<ArgoCdState> {
    return argoCdState(this.cluster, this.namespace);
  }

  private isOurs(environment: string | undefined): boolean {
    return environment !== undefined && this.environments.includes(environment);
  }

  private isOptional({ labels }: LiveApplication): boolean {
    return labels.layer === this.layer && this.isOurs(labels.env);
  }

  private remove(resource: string, name: string): Promise<void> {
    return this.cluster.delete({ resource, name, namespace: this.namespace });
  }

  /** Where the files have layers it is one of them: taking one away that there is not would prove nothing. */
  private refuseUnknownLayer({ applications }: Repository): void {
    const known = applications.flatMap(
      ({ manifest }) => textsOf(valueAt(manifest.object, 'metadata', 'labels')).layer ?? [],
    );
    if (known.length > 0) chosen('--layer', this.layer, [...new Set(known)]);
  }

  /** A proof must not cost data: what would take storage or a namespace along is not taken away. */
  private async refuseLosses(leaving: readonly LiveApplication[]): Promise<void> {
    const { applications } = await operatedLive(
      this.cluster,
      leaving.filter(({ cascades }) => cascades),
    );
    const findings = applications.flatMap(({ manifest, content }) =>
      content
        .filter((each) => isStorage(each) || (each.group === '' && each.kind === 'Namespace'))
        .filter((each) => !isKept(each))
        .map((each) => ({
          where: called(manifest),
          message: `taking it away would delete ${called(each)}`,
          fix: 'give it storage of a StorageApp (existingClaim), or annotate it with argocd.argoproj.io/sync-options: Prune=false,Delete=false',
        })),
    );
    if (findings.length > 0) throw new FindingsError(findings);
  }

  private note(name: string, holds: string, text: string): void {
    this.evidence.set(name, { holds, text });
  }

  /** Writes the folder and says what is in it. */
  private told(report: ProofReport): number {
    const { platform, began } = report;
    const stamp = began.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
    const folder = join(this.line.value('out') ?? 'docs/proof', `${stamp}-${platform}-${this.environments.join('-')}`);
    written(folder, () => {
      mkdirSync(folder, { recursive: true });
      for (const [name, { text }] of this.evidence) writeFileSync(join(folder, name), text);
      writeFileSync(join(folder, 'proof.json'), `${JSON.stringify({ formatVersion: 1, ...report }, null, 2)}\n`);
      writeFileSync(join(folder, 'README.md'), proofMarkdown(report));
    });
    process.stdout.write(proofText(report, folder));
    return isBroken(report) ? 1 : 0;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function onlyExpected(state: PlatformState, expected: readonly Expected[]): PlatformState {
  const names = new Set(expected.map(({ name }) => name));
  return {
    ...state,
    environments: state.environments.map((each) => ({
      ...each,
      applications: each.applications.filter(({ name }) => names.has(name)),
    })),
  };
}

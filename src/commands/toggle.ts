import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argoCdState } from '../cluster/argo-cd';
import { ClusterError } from '../cluster/cluster';
import type { Command, CommandLine } from '../command-line';
import { FindingsError, UsageError } from '../finding';
import type { LiveApplication } from '../live/application';
import { stalledText } from '../report/bootstrap';
import { statusText } from '../report/status';
import { type ToggleReport, toggleText } from '../report/toggle';
import { inOneSentence } from '../system-error';
import { leaving } from '../toggle/leaving';
import { findSwitch, type Switch } from '../toggle/switch';
import { stalledIn } from './bootstrap';
import { refresh } from './bootstrap-attendance';
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
import { expectedOf, platformRepository } from './expected';
import { chosen, manifestsAt, type PlatformFolder, platformFolder } from './platform-folder';
import { progressOn } from './progress';
import { rolledOut, unlessAway } from './rollout';
import { SETTINGS_OPTION, settingsFile } from './settings-file';
import { statusReport } from './status';
import { written } from './written';

export const toggle: Command = {
  words: ['toggle'],
  summary: 'Switches a layer of an environment on or off in its settings, and shows what to commit',
  operands: 'LAYER on|off',
  options: [
    { name: 'env', value: 'NAME', help: 'the environment whose layer it is' },
    PLATFORM_OPTION,
    SETTINGS_OPTION,
    { name: 'apply', help: 'waits until the cluster has followed the commit' },
    { name: 'timeout', value: 'DURATION', help: 'how long --apply waits; default: 15m' },
    DIST_OPTION,
    ...CLUSTER_OPTIONS,
  ],
  run: async (line) => {
    const place = platformFolder(line);
    const environment = chosen('--env', line.value('env'), place.environments);
    const [layer, position] = operandsOf(line);
    const on = position === 'on';
    const file = settingsFile(line, place.platform);
    const report = switched({ file, environment, layer, on, place, line });
    process.stdout.write(toggleText(report));
    return line.has('apply') ? followed(line, place, { layer, environment, on }) : 0;
  },
};

function operandsOf({ operands }: CommandLine): readonly [layer: string, position: 'on' | 'off'] {
  const [layer, position] = operands;
  if (layer !== undefined && (position === 'on' || position === 'off')) return [layer, position];
  const found = operands.length === 0 ? 'nothing' : `"${operands.join(' ')}"`;
  const message = `expected a layer and on or off, got ${found}`;
  throw new UsageError({ where: 'argosy toggle', message, fix: `write argosy toggle ${layer ?? 'optional'} off` });
}

interface Wanted {
  readonly file: string;
  readonly environment: string;
  readonly layer: string;
  readonly on: boolean;
  readonly place: PlatformFolder;
  readonly line: CommandLine;
}

/** Turns the switch and synthesizes, or leaves everything as it was and says why. */
function switched({ file, environment, layer, on, place, line }: Wanted): ToggleReport {
  const before = inOneSentence(file, 'read', NOT_READ, () => readFileSync(file, 'utf8'));
  const found = findSwitch(before, environment, layer);
  if ('refused' in found) {
    const where = found.line === undefined ? file : `${file}:${found.line}`;
    throw new UsageError({ where, message: found.refused, fix: 'change it by hand, and run argosy synth' });
  }
  const turns = found.on !== on;
  if (turns) written(file, () => writeFileSync(file, found.turned(on)));
  try {
    const difference = synthesized(['--check'], 'compared');
    const removed = difference.removed.flatMap((path) => manifestsAt(join(difference.outdir, path)));
    const { applications: going, kept, lost } = leaving(removed);
    refuse(difference, { file, environment, place, found, turns, lost });
    synthesized([], 'written');
    const coming = difference.created.flatMap((path) => manifestsAt(join(difference.outdir, path)));
    return {
      layer,
      environment,
      on,
      ...(turns ? { turned: { file, line: found.line } } : {}),
      created: difference.created,
      changed: difference.changed,
      removed: difference.removed,
      applications: on ? leaving(coming).applications : going,
      kept,
      outdir: difference.outdir,
      apply: again(line, { layer, environment, on }),
    };
  } catch (error) {
    if (turns) writeFileSync(file, before);
    throw error;
  }
}

interface Refusal extends Pick<Wanted, 'file' | 'environment' | 'place'> {
  readonly found: Switch;
  readonly turns: boolean;
  readonly lost: readonly string[];
}

/** Off is no way to lose data, and a switch of one environment changes nothing of another. */
function refuse(difference: Difference, { file, environment, place, found, turns, lost }: Refusal): void {
  const where = `${file}:${found.line}`;
  const undone = turns ? '; the switch was left as it is' : '';
  if (lost.length > 0) {
    const message = `it would delete ${lost.join(', ')}${undone}`;
    const fix = 'make them outside of the layer: namespaces by the environment, claims in a StorageApp';
    throw new FindingsError([{ where, message, fix }]);
  }
  const own = `${place.platform}/${environment}/`;
  const foreign = [...difference.created, ...difference.changed, ...difference.removed].find(
    (path) => !path.startsWith(own),
  );
  if (foreign === undefined) return;
  const message = `${join(difference.outdir, foreign)} changes too, which is not of ${environment}${undone}`;
  throw new FindingsError([{ where, message, fix: 'run argosy synth and commit what it changes first' }]);
}

interface Difference {
  readonly outdir: string;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Another process does it, since an app can be loaded once only, and its settings have just changed. */
function synthesized(options: readonly string[], what: string): Difference {
  const [, command = ''] = process.argv;
  const run = spawnSync(process.execPath, [command, 'synth', ...options, '--output=json'], { encoding: 'utf8' });
  const difference = readDifference(run.stdout);
  if (difference && (run.status === 0 || run.status === 1)) return difference;
  process.stderr.write(run.stderr);
  const message = `the output cannot be ${what}, so the switch was left as it is`;
  throw new UsageError({ where: 'argosy synth', message, fix: 'mend what it says above' });
}

function readDifference(text: string): Difference | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'created' in read ? (read as Difference) : undefined;
  } catch {
    return undefined;
  }
}

interface Followed {
  readonly layer: string;
  readonly environment: string;
  readonly on: boolean;
}

/** Waits until the environment is in the cluster as it is in the files. */
async function followed(
  line: CommandLine,
  place: PlatformFolder,
  { layer, environment, on }: Followed,
): Promise<number> {
  const cluster = clusterOf(line);
  const argocdNamespace = argocdNamespaceOf(line, place);
  const progress = progressOn(process.stderr);
  const seconds = secondsOf(line, 'timeout', 15 * 60);
  const all = expectedOf(await platformRepository(place), place);
  const expected = all.filter((each) => each.environment === environment);
  const names = new Set(expected.map(({ name }) => name));
  const [root] = expected.filter((each) => each.place.is === 'root');
  const now = await unlessAway(() => argoCdState(cluster, argocdNamespace));
  if (root && !(now instanceof ClusterError)) {
    await refuseAbsent([root.name], now.applications, cluster, argocdNamespace);
  }
  if (isUncommitted(place.folder)) progress.line(`waiting for your commit: ${place.folder} is not committed yet`);
  let asked = 0;
  const ended = await rolledOut(
    {
      platform: place.platform,
      expected,
      leaves: ({ labels, name }: LiveApplication) =>
        !on && labels.layer === layer && labels.env === environment && !names.has(name),
    },
    {
      cluster,
      argocdNamespace,
      seconds,
      progress,
      attend: async () => {
        if (!root || Date.now() - asked < REFRESH_MS) return undefined;
        asked = Date.now();
        await refresh(cluster, argocdNamespace, root.name);
        return undefined;
      },
    },
  );
  progress.end();
  process.stdout.write(statusText(statusReport([ended.state]), new Date()));
  if (ended.done) return 0;
  const { applications } = await argoCdState(cluster, argocdNamespace);
  const lingering = applications.filter(({ labels }) => !on && labels.layer === layer && labels.env === environment);
  process.stderr.write(stalledText(stalledIn(ended.state, argocdNamespace)));
  for (const { name } of lingering) process.stderr.write(`${environment}: ${name} is still there\n`);
  process.stderr.write(
    `the cluster has not followed after ${Math.round(seconds)} s; look whether the commit is pushed, and run the same again\n`,
  );
  return 1;
}

/** Argo CD looks every three minutes by itself. */
const REFRESH_MS = 10_000;

function again(line: CommandLine, { layer, environment, on }: Followed): string {
  const options = ['platform', 'context', 'kubeconfig', 'argocd-namespace', 'dist', 'settings'].flatMap((name) => {
    const value = line.value(name);
    return value === undefined ? [] : [` --${name} ${value}`];
  });
  return `argosy toggle ${layer} ${on ? 'on' : 'off'} --env ${environment}${options.join('')} --apply`;
}

const NOT_READ = {
  ENOENT: ['it is not there', 'name the file with the settings: --settings FILE'],
  EISDIR: ['it is a folder', 'name the file with the settings: --settings FILE'],
  EACCES: ['permission is denied', 'change its permissions'],
} as const;

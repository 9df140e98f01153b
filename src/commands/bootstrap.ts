import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import type { Command, CommandLine } from '../command-line';
import { type Finding, FindingsError } from '../finding';
import { frontOf, type PlatformState, placeText } from '../live/platforms';
import { remedy } from '../live/remedy';
import { type Precondition, planText, stalledText } from '../report/bootstrap';
import { statusText } from '../report/status';
import { attendance } from './bootstrap-attendance';
import { type CertificateCheck, certificateCondition } from './bootstrap-certificate';
import { bootstrapFolder, committed, installation, overwritten, setsAnew } from './bootstrap-conditions';
import { argoCdRuns, type Install, installArgoCd, installOf } from './bootstrap-install';
import type { SourceIo } from './cert-source';
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
import { manifestsAt, type PlatformFolder, platformFolder } from './platform-folder';
import { type Progress, progressOn } from './progress';
import { rolledOut } from './rollout';
import { statusReport } from './status';

export const bootstrap: Command = {
  words: ['bootstrap'],
  summary: 'Brings a platform up on a cluster, or goes on where it was interrupted',
  options: [
    PLATFORM_OPTION,
    { name: 'yes', help: 'does not ask before it changes the cluster' },
    { name: 'install', value: 'FILE', help: 'a file or folder of manifests that installs Argo CD where there is none' },
    { name: 'timeout', value: 'DURATION', help: 'how long all of it may take; default: 20m' },
    DIST_OPTION,
    ...CLUSTER_OPTIONS,
    { name: 'store', value: 'DIR', help: 'the folder of the sealed store; default: sealed' },
    { name: 'controller-namespace', value: 'NAME', help: 'where Sealed Secrets runs; default: kube-system' },
    {
      name: 'controller-name',
      value: 'NAME',
      help: 'its service; default: sealed-secrets-controller, or sealed-secrets',
    },
    { name: 'controller-url', value: 'URL', help: 'asks this address for its certificate instead' },
  ],
  run: async (line) => {
    const place = platformFolder(line);
    const cluster = clusterOf(line);
    const namespace = argocdNamespaceOf(line, place);
    const seconds = secondsOf(line, 'timeout', 20 * 60);
    const progress = progressOn(process.stderr);
    const prepared = await prepare(line, place, cluster, namespace);
    if (!line.has('yes') && !(await confirmed('go on?'))) return 1;
    const waiting = { cluster, namespace, seconds, progress };
    return (await applied(prepared, place, waiting)) ? await finished(prepared, place, waiting) : 1;
  },
};

interface Prepared {
  /** Absent where Argo CD is there. */
  readonly install: Install | undefined;
  /** Absent where nothing is sealed. */
  readonly certificate: CertificateCheck | undefined;
  readonly certificateIsOpen: boolean;
  /** The set controller reads some settings only when it starts. */
  readonly restarts: boolean;
}

/** Looks at everything that has to be so, and says what will be done. @throws FindingsError for what is not so */
async function prepare(
  line: CommandLine,
  place: PlatformFolder,
  cluster: Cluster,
  namespace: string,
): Promise<Prepared> {
  const folder = bootstrapFolder(place);
  const wanted = folder === undefined ? [] : manifestsAt(folder);
  const roots = manifestsAt(join(place.folder, 'root.yaml'));
  const given = installOf(line, namespace);
  const { conditions, installs, settings } = await installation(cluster, namespace, wanted, given);
  const install = installs ? given : undefined;
  const sealed = manifestsAt(place.folder).some(({ kind }) => kind === 'SealedSecret');
  const certificate = sealed ? certificateCheckOf(line, cluster) : undefined;
  const all: Precondition[] = [...conditions, committed(place)];
  if (certificate) all.push(await certificateCondition(certificate, controllerIo()));
  const restarts = setsAnew(wanted, settings, PARAMETERS);
  const plan = {
    platform: place.platform,
    server: await cluster.address(),
    preconditions: all,
    steps: [
      ...(install ? [`install Argo CD from ${install.path} in namespace ${namespace}`] : []),
      ...(folder === undefined
        ? []
        : [`apply ${folder}: ${wanted.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`]),
      ...(restarts ? [`restart ${SET_CONTROLLER}, which reads ${PARAMETERS} when it starts`] : []),
      ...(install ? ['wait until Argo CD runs'] : []),
      `apply ${join(place.folder, 'root.yaml')}: ${roots.map(({ name }) => name).join(', ')}`,
      'wait until every Application is Synced and Healthy',
    ],
    overwrites: overwritten(wanted, settings),
  };
  process.stderr.write(planText(plan));
  const unmet = all.filter(({ is }) => is === 'unmet').map(findingOf);
  if (unmet.length > 0) throw new FindingsError(unmet);
  const certificateIsOpen = all.some(({ what, is }) => what === 'certificate' && is === 'open');
  return { install, certificate, certificateIsOpen, restarts };
}

const PARAMETERS = 'argocd-cmd-params-cm';
const SET_CONTROLLER = 'argocd-applicationset-controller';

/** A controller that is not there yet must not keep anybody waiting. */
function controllerIo(): SourceIo {
  return { stdin: process.stdin, stderr: process.stderr, cwd: process.cwd(), requestSeconds: 10 };
}

function certificateCheckOf(line: CommandLine, { connection }: Cluster): CertificateCheck {
  const url = line.value('controller-url');
  const source = {
    controllerNamespace: line.value('controller-namespace'),
    controllerName: line.value('controller-name'),
    ...connection,
  };
  return { store: line.value('store') ?? 'sealed', source: url === undefined ? source : { url } };
}

function findingOf({ what, found, fix }: Precondition): Finding {
  return { where: what, message: found, ...(fix === undefined ? {} : { fix }) };
}

/**
 * Each step can be done again and changes nothing then, so that an interrupted run goes on by running anew.
 * @returns whether Argo CD is there to go on with
 */
async function applied({ install, restarts }: Prepared, place: PlatformFolder, waiting: Waiting): Promise<boolean> {
  const { cluster, namespace, seconds, progress } = waiting;
  if (install) await installArgoCd(cluster, namespace, install, progress);
  const folder = bootstrapFolder(place);
  if (folder !== undefined) tellApplied(await cluster.apply(folder), progress);
  if (restarts) await restartSetController(cluster, namespace, progress);
  if (install) {
    const unready = await argoCdRuns(cluster, namespace, install, { seconds, progress });
    progress.end();
    if (unready.length > 0) {
      process.stderr.write(
        `Argo CD: not up after ${Math.round(seconds)} s: ${unready.join(', ')}; kubectl --namespace ${namespace} get pods tells more, and the next run goes on from there\n`,
      );
      return false;
    }
  }
  tellApplied(await cluster.apply(join(place.folder, 'root.yaml')), progress);
  return true;
}

async function restartSetController(cluster: Cluster, namespace: string, progress: Progress): Promise<void> {
  const deployment = { resource: 'deployments.apps', name: SET_CONTROLLER, namespace };
  if ((await cluster.get(deployment)) === undefined) {
    progress.line(
      `restart the ApplicationSet controller yourself: no Deployment ${SET_CONTROLLER} is there, and it reads ${PARAMETERS} when it starts`,
    );
    return;
  }
  await cluster.restart(deployment);
  progress.line(`restarted ${SET_CONTROLLER}`);
}

function tellApplied(lines: readonly string[], progress: Progress): void {
  for (const said of lines) progress.line(said);
}

interface Waiting {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly seconds: number;
  readonly progress: Progress;
}

async function finished(prepared: Prepared, place: PlatformFolder, waiting: Waiting): Promise<number> {
  const { cluster, namespace, seconds, progress } = waiting;
  const expected = expectedOf(await platformRepository(place), place);
  const certificate = prepared.certificate && { check: prepared.certificate, io: controllerIo() };
  const attended = { platform: place.platform, certificate, isOpen: prepared.certificateIsOpen };
  const ended = await rolledOut(
    { platform: place.platform, expected },
    { cluster, argocdNamespace: namespace, seconds, progress, attend: attendance(attended, waiting) },
  );
  progress.end();
  process.stdout.write(statusText(statusReport([ended.state]), new Date()));
  if (ended.done) return 0;
  process.stderr.write(stalledText(stalledIn(ended.state, namespace)));
  const why =
    ended.inVain ?? `not up after ${Math.round(seconds)} s; what was made stays, and the next run goes on from there`;
  process.stderr.write(`${why}\n`);
  return 1;
}

/** The first wave of each environment that is not up, and what to look at. */
export function stalledIn(state: PlatformState, namespace: string) {
  return state.environments.flatMap((environment) =>
    frontOf(environment).map(({ place, name, sync, health, trouble: said }) => ({
      environment: environment.environment,
      wave: placeText(place),
      name,
      sync,
      health,
      trouble: said,
      look: remedy({ name, trouble: said }, namespace),
    })),
  );
}

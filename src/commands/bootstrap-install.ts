import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fields, items, text, valueAt } from '../check/reading';
import { type Cluster, ClusterError } from '../cluster/cluster';
import { workloads } from '../cluster/workloads';
import type { CommandLine } from '../command-line';
import { UsageError } from '../finding';
import type { Manifest } from '../sources/model';
import { manifestsAt } from './platform-folder';
import type { Progress } from './progress';
import { unlessAway } from './rollout';

/** The manifests that install Argo CD where there is none. */
export interface Install {
  /** The file or folder, as the user named it. */
  readonly path: string;
  readonly manifests: readonly Manifest[];
}

/** What an installation of Argo CD makes known to a cluster. */
export const ARGO_CD_KINDS = ['Application', 'ApplicationSet', 'AppProject'];

/**
 * The manifests that the user gave; nothing where they gave none.
 * @throws UsageError for what kubectl could not apply there, or would not come to an Argo CD
 */
export function installOf(line: CommandLine, namespace: string): Install | undefined {
  const path = line.value('install');
  if (path === undefined) return undefined;
  const refused = (message: string, fix: string) => new UsageError({ where: `--install ${path}`, message, fix });
  if (/^https?:\/\//.test(path)) {
    throw refused(
      'expected a file or a folder, got an address',
      `curl -fsSLo argo-cd.yaml ${path}, and give that file`,
    );
  }
  if (!existsSync(path)) throw refused('it is not there', RELEASE);
  if (statSync(path).isDirectory() && KUSTOMIZATIONS.some((name) => existsSync(join(path, name)))) {
    const render = `kubectl kustomize ${path} > argo-cd.yaml, and give that file`;
    throw refused('it is a kustomization, which has to be rendered first', render);
  }
  const manifests = manifestsAt(path);
  const defined = new Set(definitionsIn(manifests).map(({ object }) => valueAt(object, 'spec', 'names', 'kind')));
  const missing = ARGO_CD_KINDS.filter((kind) => !defined.has(kind));
  if (missing.length > 0) throw refused(`it holds no Argo CD: it does not define ${missing.join(', ')}`, RELEASE);
  if (workloadsIn(manifests).length === 0) {
    throw refused('it holds no Argo CD: it has definitions, and neither a Deployment nor a StatefulSet', RELEASE);
  }
  const stranger = strangerTo(namespace, manifests);
  if (stranger === undefined) return { path, manifests };
  const { kind, name, meant } = stranger;
  throw refused(
    `${kind} ${name} is made for namespace ${meant}, and Argo CD is to be in ${namespace}`,
    `render the manifests for ${namespace}, or make the platform for ${meant}`,
  );
}

const RELEASE = 'give the install.yaml of an Argo CD release';
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * How many objects are missing of an installation that was begun and did not end: ours, or one of which nothing runs yet.
 * An Argo CD that somebody else installed, or upgraded since, is complete as it is.
 */
export async function unfinished(
  cluster: Cluster,
  namespace: string,
  { path, manifests }: Install,
  nothingRuns: boolean,
): Promise<number> {
  if (!nothingRuns && !(await isOurs(cluster))) return 0;
  return manifests.length - (await cluster.present(path, namespace)).length;
}

/** Who applied a definition is in its own list of managers. */
async function isOurs(cluster: Cluster): Promise<boolean> {
  const definition = await cluster.raw(
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.argoproj.io',
  );
  return items(valueAt(definition, 'metadata', 'managedFields')).some(
    (each) => valueAt(each, 'manager') === 'argosy' && valueAt(each, 'operation') === 'Apply',
  );
}

/**
 * Applies everything, definitions first where something is of a kind that they define. Doing it twice changes nothing.
 * @throws UsageError when the definitions do not come into effect
 */
export async function installArgoCd(
  cluster: Cluster,
  namespace: string,
  { path, manifests }: Install,
  progress: Progress,
): Promise<void> {
  if ((await cluster.get({ resource: 'namespaces', name: namespace })) === undefined) {
    await cluster.createNamespace(namespace);
  }
  const applied = await appliedButUnknown(cluster, path, namespace);
  await established(cluster, path, definitionsIn(manifests));
  const lines = applied ?? (await cluster.apply(path, namespace));
  for (const line of lines) progress.line(line);
}

/** kubectl applies all whose kinds the cluster knows; nothing is returned where there were others. */
async function appliedButUnknown(
  cluster: Cluster,
  path: string,
  namespace: string,
): Promise<readonly string[] | undefined> {
  try {
    return await cluster.apply(path, namespace);
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'absent') return undefined;
    throw error;
  }
}

async function established(cluster: Cluster, path: string, definitions: readonly Manifest[]): Promise<void> {
  const deadline = Date.now() + ESTABLISHED_MS;
  let open = definitions.map(({ name }) => name);
  for (;;) {
    const live = await cluster.list('customresourcedefinitions.apiextensions.k8s.io');
    const there = new Set(live.filter(isEstablished).map((each) => text(valueAt(each, 'metadata', 'name'))));
    open = open.filter((name) => !there.has(name));
    if (open.length === 0) return;
    if (Date.now() > deadline) break;
    await pause(500);
  }
  const message = `${path} was applied, and the cluster does not serve ${open.join(', ')} yet`;
  const fix = `kubectl describe customresourcedefinition ${open[0]}`;
  throw new UsageError({ where: 'Argo CD', message, fix });
}

const ESTABLISHED_MS = 60_000;

function isEstablished(definition: unknown): boolean {
  return items(valueAt(definition, 'status', 'conditions')).some(
    (each) => valueAt(each, 'type') === 'Established' && valueAt(each, 'status') === 'True',
  );
}

/** Waits until all that was installed runs. @returns what does not in time */
export async function argoCdRuns(
  cluster: Cluster,
  namespace: string,
  { manifests }: Install,
  { seconds, progress }: { readonly seconds: number; readonly progress: Progress },
): Promise<readonly string[]> {
  const deadline = Date.now() + seconds * 1000;
  const wanted = new Set(workloadsIn(manifests).map(({ kind, name }) => `${kind} ${name}`));
  for (;;) {
    const live = await unlessAway(() => workloads(cluster, { namespace }));
    const away = live instanceof ClusterError;
    const ready = new Set((away ? [] : live).filter((each) => each.isReady).map(({ kind, name }) => `${kind} ${name}`));
    const unready = [...wanted].filter((each) => !ready.has(each));
    if (unready.length === 0) {
      progress.line(`Argo CD runs: ${[...wanted].join(', ')}`);
      return [];
    }
    if (Date.now() > deadline) return unready;
    progress.now(away ? 'waiting for the API server' : `waiting for ${unready.join(', ')}`);
    await pause(1000);
  }
}

function definitionsIn(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
}

function workloadsIn(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.filter(({ group, kind }) => group === 'apps' && (kind === 'Deployment' || kind === 'StatefulSet'));
}

/** What names another namespace: kubectl refuses it, and an account of another namespace has no rights. */
function strangerTo(namespace: string, manifests: readonly Manifest[]) {
  const accounts = new Set(manifests.filter(({ kind }) => kind === 'ServiceAccount').map(({ name }) => name));
  return manifests
    .flatMap(({ kind, name, namespace: own, object }) => [
      { kind, name, meant: own },
      ...(kind === 'ClusterRoleBinding' ? items(valueAt(object, 'subjects')).map(fields) : [])
        .filter((subject) => subject.kind === 'ServiceAccount' && accounts.has(text(subject.name)))
        .map((subject) => ({ kind, name, meant: text(subject.namespace) })),
    ])
    .find(({ meant }) => meant !== '' && meant !== namespace);
}

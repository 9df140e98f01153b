import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fields, items, text, valueAt } from '../check/reading';
import { type Cluster, ClusterError } from '../cluster/cluster';
import { type LiveWorkload, PART_OF_ARGO_CD, workloads } from '../cluster/workloads';
import type { Precondition } from '../report/bootstrap';
import type { Manifest } from '../sources/model';
import { ARGO_CD_KINDS, type Install, unfinished } from './bootstrap-install';
import type { PlatformFolder } from './platform-folder';

/** What is known of Argo CD before anything is applied. */
export interface Installation {
  readonly conditions: readonly Precondition[];
  /** Whether the given manifests are applied: for the first time, or because they were not all applied. */
  readonly installs: boolean;
  /** The data of ConfigMaps in its namespace, by name. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** @param given the manifests that install Argo CD, where some were given */
export async function installation(
  cluster: Cluster,
  namespace: string,
  wanted: readonly Manifest[],
  given: Install | undefined,
): Promise<Installation> {
  const version = text(fields(await cluster.raw('/version')).gitVersion);
  const server: Precondition = { what: 'API server', is: 'met', found: `Kubernetes ${version}` };
  const missing = await missingKinds(cluster);
  if (missing.length > 0) {
    const found = `it does not know ${missing.join(', ')}`;
    const fix = 'install it first, or give its manifests: --install FILE';
    return { conditions: [server, absent(found, fix, given)], installs: given !== undefined, settings: new Map() };
  }
  const settings = await settingsIn(cluster, namespace);
  const live = await workloads(cluster, { namespace, selector: PART_OF_ARGO_CD });
  if (!settings.has('argocd-cm')) {
    const [elsewhere] = await otherNamespaces(cluster, namespace);
    const found = `namespace ${namespace} has no argocd-cm`;
    const condition =
      elsewhere === undefined
        ? absent(found, 'name the namespace that Argo CD is installed in: --argocd-namespace NAME', given)
        : absent(
            `${found}, and Argo CD runs in namespace ${elsewhere}`,
            `make the platform for that namespace: instance: { namespace: '${elsewhere}' }`,
          );
    return { conditions: [server, condition], installs: condition.is === 'open', settings };
  }
  const missed = given ? await unfinished(cluster, namespace, given, live.length === 0) : 0;
  if (given && missed > 0) {
    const found = `${missed} of ${given.manifests.length} objects of ${given.path} are not there; it is applied again`;
    const begun: Precondition = { what: 'Argo CD', is: 'open', found };
    return { conditions: [server, begun, settingsCondition(wanted, settings)], installs: true, settings };
  }
  const conditions = [server, running(live, namespace), settingsCondition(wanted, settings)];
  return { conditions, installs: false, settings };
}

function absent(found: string, fix: string, given?: Install): Precondition {
  const what = 'Argo CD';
  if (given === undefined) return { what, is: 'unmet', found, fix };
  return { what, is: 'open', found: `${found}; ${given.path} installs it` };
}

/** Where Argo CD runs besides. A second one beside it would take its cluster roles over. */
async function otherNamespaces(cluster: Cluster, namespace: string): Promise<readonly string[]> {
  try {
    const live = await workloads(cluster, { selector: PART_OF_ARGO_CD });
    const namespaces = live.map((each) => each.namespace);
    return [...new Set(namespaces)].filter((each) => each !== namespace);
  } catch (error) {
    // Who may not look everywhere is not told where.
    if (error instanceof ClusterError && error.reason === 'forbidden') return [];
    throw error;
  }
}

/** What Argo CD pulls is what was pushed, and not what lies here. */
export function committed({ folder }: PlatformFolder): Precondition {
  const what = 'repository';
  try {
    const files = linesOf(git(folder, 'status', '--porcelain', '--', '.'));
    if (files === 0) return pushed(folder);
    const found = `${files} ${files === 1 ? 'file' : 'files'} in ${folder} ${files === 1 ? 'is' : 'are'} not committed`;
    return { what, is: 'unmet', found, fix: 'commit and push: Argo CD pulls what was pushed' };
  } catch {
    return { what, is: 'open', found: `Git knows nothing of ${folder}, so what Argo CD pulls may differ from it` };
  }
}

/** Whether what lies in a folder differs from the last commit; not so where Git knows nothing of it. */
export function isUncommitted(folder: string): boolean {
  try {
    return git(folder, 'status', '--porcelain', '--', '.') !== '';
  } catch {
    return false;
  }
}

/** Whoever pulls from the branch that this one follows; a push to another repository leaves no trace here. */
function pushed(folder: string): Precondition {
  const what = 'repository';
  try {
    const branch = git(folder, 'rev-parse', '--abbrev-ref', '@{upstream}').trim();
    const commits = linesOf(git(folder, 'rev-list', '@{upstream}..HEAD', '--', '.'));
    if (commits > 0) {
      const found = `${commits} ${commits === 1 ? 'commit' : 'commits'} of ${folder} ${commits === 1 ? 'is' : 'are'} not in ${branch} yet; Argo CD pulls what was pushed`;
      return { what, is: 'open', found };
    }
  } catch {
    // A branch that follows none.
  }
  return { what, is: 'met', found: `${folder} is committed; Argo CD has to be able to pull it` };
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line !== '').length;
}

/** Settings that are to become something else. Their values are not shown: some of them hold credentials. */
export function overwritten(wanted: readonly Manifest[], settings: Installation['settings']): readonly string[] {
  return dataOf(wanted).flatMap(({ name, key, value }) => {
    const now = settings.get(name)?.[key];
    return now === undefined || now === value ? [] : [`${key} of ${name}`];
  });
}

/** Whether a setting that only counts when Argo CD starts is still to be set. */
export function setsAnew(wanted: readonly Manifest[], settings: Installation['settings'], configMap: string): boolean {
  return dataOf(wanted).some(({ name, key, value }) => name === configMap && settings.get(name)?.[key] !== value);
}

async function missingKinds(cluster: Cluster): Promise<readonly string[]> {
  try {
    const resources = items(fields(await cluster.raw('/apis/argoproj.io/v1alpha1')).resources);
    const known = new Set(resources.map((each) => text(valueAt(each, 'kind'))));
    return ARGO_CD_KINDS.filter((kind) => !known.has(kind));
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'absent') return ARGO_CD_KINDS;
    throw error;
  }
}

async function settingsIn(cluster: Cluster, namespace: string): Promise<Installation['settings']> {
  const answer = fields(await cluster.raw(`/api/v1/namespaces/${namespace}/configmaps`));
  return new Map(
    items(answer.items).map((each) => [text(valueAt(each, 'metadata', 'name')), fields(fields(each).data)]),
  );
}

function running(live: readonly LiveWorkload[], namespace: string): Precondition {
  const what = 'Argo CD';
  const unready = live.filter(({ isReady }) => !isReady).map(({ name }) => name);
  if (live.length === 0) {
    return { what, is: 'open', found: `no Deployment of it in namespace ${namespace}, so whether it runs shows later` };
  }
  if (unready.length > 0) return { what, is: 'open', found: `not ready yet: ${unready.join(', ')}` };
  return {
    what,
    is: 'met',
    found: `${live.length} ${live.length === 1 ? 'workload' : 'workloads'} ready in namespace ${namespace}`,
  };
}

function settingsCondition(wanted: readonly Manifest[], settings: Installation['settings']): Precondition {
  const data = dataOf(wanted);
  const there = data.filter(({ name, key, value }) => settings.get(name)?.[key] === value).length;
  const what = 'settings';
  if (there === data.length)
    return { what, is: 'met', found: `${there} of ${data.length} are as bootstrap/ wants them` };
  return { what, is: 'open', found: `${there} of ${data.length} are as bootstrap/ wants them; the rest is set now` };
}

function dataOf(manifests: readonly Manifest[]) {
  return manifests
    .filter(({ group, kind }) => group === '' && kind === 'ConfigMap')
    .flatMap(({ name, object }) =>
      Object.entries(fields(valueAt(object, 'data'))).map(([key, value]) => ({ name, key, value })),
    );
}

/** @throws never; a folder without them is one that synth wrote for a platform without settings */
export function bootstrapFolder({ folder }: PlatformFolder): string | undefined {
  const path = join(folder, 'bootstrap');
  return existsSync(path) ? path : undefined;
}

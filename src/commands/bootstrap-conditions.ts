import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fields, items, text, valueAt } from '../check/reading';
import { type Cluster, ClusterError } from '../cluster/cluster';
import type { Precondition } from '../report/bootstrap';
import type { Manifest } from '../sources/model';
import type { PlatformFolder } from './platform-folder';

/** What is known of Argo CD before anything is applied. */
export interface Installation {
  readonly conditions: readonly Precondition[];
  readonly installed: boolean;
  /** The data of ConfigMaps in its namespace, by name. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** @param given the manifests that install Argo CD, where some were given */
export async function installation(
  cluster: Cluster,
  namespace: string,
  wanted: readonly Manifest[],
  given: string | undefined,
): Promise<Installation> {
  const version = text(fields(await cluster.raw('/version')).gitVersion);
  const server: Precondition = { what: 'API server', is: 'met', found: `Kubernetes ${version}` };
  const missing = await missingKinds(cluster);
  if (missing.length > 0) {
    const found = `it does not know ${missing.join(', ')}`;
    const absent: Precondition =
      given === undefined
        ? { what: 'Argo CD', is: 'unmet', found, fix: 'install it first, or give its manifests: --install FILE' }
        : { what: 'Argo CD', is: 'open', found: `${found}; ${given} installs it` };
    return { conditions: [server, absent], installed: false, settings: new Map() };
  }
  const settings = await settingsIn(cluster, namespace);
  if (!settings.has('argocd-cm') && given === undefined) {
    const found = `namespace ${namespace} has no argocd-cm`;
    const fix = 'name the namespace that Argo CD is installed in: --argocd-namespace NAME';
    return { conditions: [server, { what: 'Argo CD', is: 'unmet', found, fix }], installed: false, settings };
  }
  const conditions = [server, await running(cluster, namespace), settingsCondition(wanted, settings)];
  return { conditions, installed: true, settings };
}

/** What Argo CD pulls is what was pushed, and not what lies here. */
export function committed({ folder }: PlatformFolder): Precondition {
  const what = 'repository';
  try {
    const changed = execFileSync('git', ['status', '--porcelain', '--', folder], { encoding: 'utf8', stdio: 'pipe' });
    const files = changed.split('\n').filter((line) => line !== '').length;
    if (files === 0) return { what, is: 'met', found: `${folder} is committed; Argo CD has to be able to pull it` };
    const found = `${files} ${files === 1 ? 'file' : 'files'} in ${folder} ${files === 1 ? 'is' : 'are'} not committed`;
    return { what, is: 'unmet', found, fix: 'commit and push: Argo CD pulls what was pushed' };
  } catch {
    return { what, is: 'open', found: `Git knows nothing of ${folder}, so what Argo CD pulls may differ from it` };
  }
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
    return KINDS.filter((kind) => !known.has(kind));
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'absent') return KINDS;
    throw error;
  }
}

const KINDS = ['Application', 'ApplicationSet', 'AppProject'];

async function settingsIn(cluster: Cluster, namespace: string): Promise<Installation['settings']> {
  const answer = fields(await cluster.raw(`/api/v1/namespaces/${namespace}/configmaps`));
  return new Map(
    items(answer.items).map((each) => [text(valueAt(each, 'metadata', 'name')), fields(fields(each).data)]),
  );
}

async function running(cluster: Cluster, namespace: string): Promise<Precondition> {
  const what = 'Argo CD';
  const selector = 'app.kubernetes.io/part-of=argocd';
  const workloads = await cluster.list('deployments.apps,statefulsets.apps', { namespace, selector });
  const unready = workloads
    .filter(
      (each) => Number(valueAt(each, 'status', 'readyReplicas') ?? 0) < Number(valueAt(each, 'spec', 'replicas') ?? 1),
    )
    .map((each) => text(valueAt(each, 'metadata', 'name')));
  if (workloads.length === 0) {
    return { what, is: 'open', found: `no Deployment of it in namespace ${namespace}, so whether it runs shows later` };
  }
  if (unready.length > 0) return { what, is: 'open', found: `not ready yet: ${unready.join(', ')}` };
  return { what, is: 'met', found: `${workloads.length} workloads ready in namespace ${namespace}` };
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

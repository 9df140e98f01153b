import { join } from 'node:path';
import { application, applications, condition, REFRESH, refresh, settled } from '../cluster/application';
import type { LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Observation } from '../observer/observation';
import { applicationNames, manifestsBelow, textsBelow, type Written } from './dist';
import { type Ground, ground } from './ground';
import { PlatformRepository } from './platform-repository';
import { type SealedValues, sealEverything } from './sealing';
import { story } from './story';

const COMMITTED = join(__dirname, '../../dist');
const COMMITTED_URL = 'https://github.com/keonhoban/mlops-infra-gitops';

let here: Ground;
let platform: PlatformRepository;
let watched: Observation;
let sealed: SealedValues;

beforeAll(async () => {
  here = await ground();
  platform = new PlatformRepository(here.repository('mlops'));
});
afterAll(() => here?.end());

const it = story();
const dist = () => join(platform.git.folder, 'dist');

it('every value that synth misses is sealed by the command that synth names', async () => {
  sealed = await sealEverything(platform, here);
  expect(sealed.size).toBe(65);
});

it('what is made differs from the committed dist/ in the repository and in what was sealed, and in nothing else', () => {
  const { url, branch } = platform.git;
  const readable = (folder: string, from: string) =>
    [...textsBelow(folder)]
      .filter(([file]) => file !== '.argosy-index')
      .map(([file, text]) => {
        const same = text
          .replaceAll(from, 'REPOSITORY')
          .replaceAll(`targetRevision: ${branch}\n`, 'targetRevision: main\n');
        if (file.includes('/sealedsecret.')) return `${file}\n${withoutCiphertext(same)}`;
        return `${file}\n${file.includes('/appproject.') ? withoutOrderOfUrls(same) : same}`;
      });
  expect(readable(dist(), url)).toEqual(readable(COMMITTED, COMMITTED_URL));
});

/** The least privilege is listed in the order of the URLs. */
function withoutOrderOfUrls(text: string): string {
  return text.replace(
    /(?:^ {6}sourceRepos: .*\n)+/gm,
    (lines) => `${lines.split('\n').sort().join('\n').trimStart()}\n`,
  );
}

/** Without encrypted values, and what was noted when they were sealed. */
function withoutCiphertext(text: string): string {
  return text
    .replace(/^ {4}(\S+): Ag\S+$/gm, '    $1: SEALED')
    .replace(/^ {4}sealed\.argosy\.io\/.*\n(?: {6}.*\n)*/gm, '');
}

it('bootstrap/ and root.yaml bring every Application up, Synced and Healthy', async () => {
  platform.git.commit('The first day');
  watched = await here.observe();
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(dist(), 'mlops/bootstrap'));
  here.kubectl('apply', '-f', join(dist(), 'mlops/root.yaml'));
  const names = applicationNames(manifestsBelow(dist()), here.argocd);
  expect(names).toHaveLength(53);
  await settled(here.cluster, names, { seconds: 400 });
});

it('every SealedSecret is unsealed to the value that was given', async () => {
  const secrets = manifestsBelow(dist()).filter(({ kind }) => kind === 'SealedSecret');
  for (const { metadata } of secrets) {
    const { name, namespace = '' } = metadata;
    const secret = await until(`Secret ${namespace}/${name}`, 60, () => {
      return here.cluster.get<SecretObject>({ apiVersion: 'v1', kind: 'Secret', name, namespace });
    });
    const values = Object.entries(secret.data).map(([key, value]) => [`${namespace}/${name} ${key}`, value] as const);
    for (const [of, value] of values) expect(Buffer.from(value, 'base64').toString()).toBe(sealed.get(of));
    sealedKeys(metadata, values.length);
  }
  expect(secrets).toHaveLength(43);
});

interface SecretObject extends LiveObject {
  readonly data: Readonly<Record<string, string>>;
}

function sealedKeys({ name, namespace }: Written['metadata'], count: number): void {
  expect([...sealed.keys()].filter((of) => of.startsWith(`${namespace}/${name} `))).toHaveLength(count);
}

it('no orphan is warned of, and without its ignore entry the Secret of a Certificate is', async () => {
  const names = applicationNames(manifestsBelow(dist()), here.argocd);
  await refresh(here.cluster, ...names);
  await until('all to have been looked at anew', 60, async () => {
    const asked = (await applications(here.cluster)).filter(({ metadata }) => metadata.annotations?.[REFRESH]);
    return asked.length === 0 || undefined;
  });
  const all = await applications(here.cluster);
  const warned = all.filter(({ status }) => status?.conditions?.some(({ type }) => type === 'OrphanedResourceWarning'));
  expect(warned.map(({ metadata }) => metadata.name)).toEqual([]);

  const project = 'dist/mlops/dev/apps/appproject.argoproj.io-dev.yaml';
  const text = textsBelow(dist()).get('mlops/dev/apps/appproject.argoproj.io-dev.yaml') ?? '';
  const entry = '      - kind: Secret\n        name: mlflow-dev-tls\n';
  expect(text).toContain(entry);
  platform.git.write(project, text.replace(entry, ''));
  const revision = platform.git.commit('Stop ignoring the Secret of a Certificate');
  await refresh(here.cluster, 'mlops-dev');
  await settled(here.cluster, ['mlops-dev'], { revision });
  await refresh(here.cluster, 'mlflow-dev');
  expect(await condition(here.cluster, 'mlflow-dev', 'OrphanedResourceWarning')).toMatchObject({
    message: 'Application has 1 orphaned resources',
  });
});

it('the jobs of airflow ran as hooks and left nothing behind', async () => {
  const jobs = (await watched.actions()).filter(({ kind, namespace }) => kind === 'Job' && namespace === 'airflow-dev');
  for (const name of ['airflow-dev-run-airflow-migrations', 'airflow-dev-create-user']) {
    const verbs = jobs.filter((action) => action.name === name).map(({ verb }) => verb);
    expect(verbs).toEqual(expect.arrayContaining(['create', 'delete']));
  }
  expect(await here.cluster.list('batch/v1', 'Job', 'airflow-dev')).toEqual([]);
});

/*
 * From here on mlops-core-dev, the set that rolls out step by step.
 */
const CORE = ['mlflow-dev', 'airflow-dev', 'triton-dev', 'fastapi-dev'] as const;

it('RollingSync orders the first rollout: nothing of one is made before all of those ahead of it is', async () => {
  const made = (await watched.actions()).filter(({ verb, kind }) => verb === 'create' && kind !== 'Application');
  const owners = made.map(({ owner }) => owner).filter((owner) => CORE.some((name) => name === owner));
  expect(stretches(owners)).toEqual(CORE);
});

it('RollingSync heals drift, although its Applications are not automated', async () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'fastapi-dev', name: 'fastapi-dev' };
  const made = await application(here.cluster, 'fastapi-dev');
  expect(made?.spec).toHaveProperty('syncPolicy.retry');
  expect(made?.spec).not.toHaveProperty('syncPolicy.automated');
  const replicas = async () => (await here.cluster.get<Deployment>(deployment))?.spec.replicas;
  const wanted = await replicas();
  await here.cluster.patch(deployment, { spec: { replicas: 5 } });
  await until('the replicas to be as Git says', 90, async () => (await replicas()) === wanted || undefined);
});

interface Deployment extends LiveObject {
  readonly spec: { readonly replicas: number };
}

it('RollingSync does not hang on a manifest that leaves', async () => {
  const limits = { apiVersion: 'v1', kind: 'LimitRange', namespace: 'mlflow-dev', name: 'mlflow-dev-limits' };
  expect(await here.cluster.get(limits)).toBeDefined();
  platform.git.remove('dist/mlops/dev/mlflow/limitrange-mlflow-dev-limits.yaml');
  const revision = platform.git.commit('Remove the limits of mlflow');
  await refresh(here.cluster, ...CORE);
  await settled(here.cluster, CORE, { revision, seconds: 200 });
  expect(await here.cluster.get(limits)).toBeUndefined();
});

/** Each run of equal values once. */
function stretches(values: readonly string[]): string[] {
  return values.filter((value, index) => value !== values[index - 1]);
}

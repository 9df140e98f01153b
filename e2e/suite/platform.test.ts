import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { application, applications, condition, REFRESH, refresh, settled } from '../cluster/application';
import type { LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Observation } from '../observer/observation';
import { applicationNames, manifestsBelow, textsBelow, type Written } from './dist';
import { type Ground, ground } from './ground';
import { Inbox } from './inbox';
import { ourOwn, sealedSecrets } from './needs';
import { outOfOrder } from './order';
import { PlatformRepository } from './platform-repository';
import { type SealedValues, sealEverything } from './sealing';
import { SmallApplication } from './small-application';
import { story } from './story';

const COMMITTED = join(__dirname, '../../dist');
const COMMITTED_URL = 'https://github.com/keonhoban/mlops-infra-gitops';

let here: Ground;
let platform: PlatformRepository;
let watched: Observation;
let sealed: SealedValues;
let slack: Inbox;

beforeAll(async () => {
  here = await ground();
  platform = new PlatformRepository(here.repository('mlops'), here.env);
  slack = await Inbox.open();
});
afterAll(async () => {
  await here?.end();
  slack?.close();
});

const dist = () => join(platform.git.folder, 'dist');

/*
 * The files, which anybody's cluster can seal for.
 */
const it = story(sealedSecrets());

it('every value that synth misses is sealed by the command that synth names', async () => {
  sealed = await sealEverything(
    platform,
    here,
    new Map([['argocd/argocd-notifications-secret slack-webhook', slack.url]]),
  );
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

it('an environment that waits by waves differs in what delivers its group, and in nothing else', async () => {
  const before = textsBelow(dist());
  await deliverInWaves('prod');
  const after = textsBelow(dist());
  const files = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  const kind = (file: string) => `${file}: ${before.has(file) ? (after.has(file) ? 'changed' : 'gone') : 'new'}`;
  expect(files.map(kind).sort()).toEqual([
    '.argosy-index: changed',
    'mlops/prod/apps/application.argoproj.io-airflow-prod.yaml: new',
    'mlops/prod/apps/application.argoproj.io-fastapi-prod.yaml: new',
    'mlops/prod/apps/application.argoproj.io-mlflow-prod.yaml: new',
    'mlops/prod/apps/application.argoproj.io-triton-prod.yaml: new',
    'mlops/prod/apps/applicationset.argoproj.io-mlops-core-prod.yaml: gone',
    'mlops/prod/apps/appproject.argoproj.io-prod.yaml: changed',
  ]);
});

/** The other environment stays as it is: each delivery orders one of them. */
async function deliverInWaves(environment: string): Promise<void> {
  const file = 'envs/mlops/settings.ts';
  const text = readFileSync(join(platform.git.folder, file), 'utf8');
  const [before = '', after] = text.split(`export const ${environment}:`);
  expect(after).toContain("delivery: 'applicationset'");
  const changed = after?.replace("delivery: 'applicationset'", "delivery: 'applications'");
  platform.git.write(file, `${before}export const ${environment}:${changed}`);
  await platform.done(['synth']);
}

/*
 * From here on on the cluster, with its charts, images and volumes.
 */
const onOurOwn = it.needing(ourOwn('stand-ins for charts, images and volumes'));

onOurOwn('argosy bootstrap brings every Application up, Synced and Healthy', async () => {
  platform.git.commit('The first day');
  watched = await here.observe();
  const names = applicationNames(manifestsBelow(dist()), here.argocd);
  expect(names).toHaveLength(53);
  const { code, stdout, stderr } = await platform.argosy(['bootstrap', '--yes', '--timeout', '7m']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('certificate: ') });
  expect(stdout).toContain('53 Applications, all Synced and Healthy\n');
  await settled(here.cluster, names, { seconds: 30 });
});

onOurOwn('every SealedSecret is unsealed to the value that was given', async () => {
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

onOurOwn('the core is proved by itself while optional is away, and everything is back', async () => {
  const { code, stdout, stderr } = await platform.argosy(['prove', 'core', '--yes', '--env', 'dev', '--timeout', '5m']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  // The chart that stands in for Airflow mounts nothing, and who tells Slack is no Application of an environment.
  expect(stdout).toContain('13 held, 0 broken, 2 cannot be told; ');
});

onOurOwn('no orphan is warned of, and without its ignore entry the Secret of a Certificate is', async () => {
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

onOurOwn('Slack is told what is synced, what could not be, and what is not well', async () => {
  const lines = () => slack.texts.map((text) => text.split('\n')[0]);
  expect(lines()).toContain('*fastapi-prod*: sync Synced, health Healthy');
  const refused = { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: no_name\n' };
  const lost = {
    'a.yaml': [
      'apiVersion: bitnami.com/v1alpha1',
      'kind: SealedSecret',
      'metadata:',
      '  name: lost',
      'spec:',
      '  encryptedData:',
      '    key: AgA=',
      '',
    ].join('\n'),
  };
  const syncPolicy = { automated: {}, syncOptions: ['CreateNamespace=true'], retry: { limit: 0 } };
  await SmallApplication.made(here, 'refused', refused, { syncPolicy });
  await SmallApplication.made(here, 'lost', lost);
  await until(
    'the failed sync and the bad health to be told',
    60,
    async () => {
      const told = lines();
      const failed = told.some((line) => line?.startsWith('*refused*: sync failed in phase Failed: one or more '));
      return (failed && told.includes('*lost*: health Degraded, sync Synced')) || undefined;
    },
    lines,
  );
});

onOurOwn('the jobs of airflow ran as hooks and left nothing behind', async () => {
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

onOurOwn(
  'RollingSync orders the first rollout: nothing of one is made before all of those ahead of it is',
  async () => {
    const made = (await watched.actions()).filter(({ verb, kind }) => verb === 'create' && kind !== 'Application');
    const owners = made.map(({ owner }) => owner).filter((owner) => CORE.some((name) => name === owner));
    expect(stretches(owners)).toEqual(CORE);
  },
);

onOurOwn('waves order the first rollout of the environment that waits by them', async () => {
  const pairs = ['prod-namespaces', 'secrets-prod', 'mlflow-prod', 'airflow-prod', 'triton-prod', 'fastapi-prod'].map(
    (name, index, all) => [name, all[index + 1] ?? 'optional-secrets-prod'] as const,
  );
  expect(outOfOrder(await watched.actions(), pairs)).toEqual([]);
});

onOurOwn('RollingSync heals drift, although its Applications are not automated', async () => {
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

onOurOwn('RollingSync does not hang on a manifest that leaves', async () => {
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

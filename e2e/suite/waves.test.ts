import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPLICATION, application, applications, condition, refresh, settled } from '../cluster/application';
import type { LiveObject, Reference } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Observation } from '../observer/observation';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { PlatformRepository } from './platform-repository';
import { sealEverything } from './sealing';
import { story } from './story';

let here: Ground;
let platform: PlatformRepository;
let watched: Observation;

beforeAll(async () => {
  here = await ground();
  platform = new PlatformRepository(here.repository('mlops'));
});
afterAll(() => here?.end());

const it = story();
const dist = (path = '') => join(platform.git.folder, 'dist/mlops', path);
const namesOf = (environment: string) => applicationNames(manifestsBelow(dist(environment)), here.argocd);

it('a broken dev does not delay prod, and its own waves stop where it is broken', async () => {
  const settings = readFileSync(join(platform.git.folder, 'envs/mlops/settings.ts'), 'utf8');
  platform.git.write(
    'envs/mlops/settings.ts',
    settings
      .replaceAll("delivery: 'applicationset'", "delivery: 'applications'")
      // What no wave of the core waits for is brought up by another file.
      .replaceAll("optional: 'on'", "optional: 'off'"),
  );
  await sealEverything(platform, here);
  platform.git.commit('Both environments');
  platform.git.remove('dist/mlops/dev/mlflow');
  platform.git.commit('The folder of mlflow in dev is missing');
  watched = await here.observe();
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', dist('bootstrap'));
  here.kubectl('apply', '-f', dist('root.yaml'));
  await settled(here.cluster, [...namesOf('prod'), ...namesOf('platform'), 'mlops-prod'], { seconds: 300 });
  await condition(here.cluster, 'mlflow-dev', 'ComparisonError');
  await until('the root of dev to wait for mlflow', 30, async () => {
    const operation = (await application(here.cluster, 'mlops-dev'))?.status?.operationState;
    return operation?.message === 'waiting for healthy state of argoproj.io/Application/mlflow-dev' || undefined;
  });
  expect(await application(here.cluster, 'fastapi-dev')).toBeUndefined();

  platform.git.revert();
  await refresh(here.cluster, 'mlflow-dev');
  await settled(here.cluster, [...namesOf('dev'), 'mlops-dev'], { seconds: 200 });
});

it('waves order the first rollout: an Application is made when those of the wave before have made their objects', async () => {
  const actions = await watched.actions();
  for (const environment of ['dev', 'prod']) {
    const [namespaces, secrets, storage, mlflow, fastapi] = [
      `${environment}-namespaces`,
      `secrets-${environment}`,
      `fastapi-logs-storage-${environment}`,
      `mlflow-${environment}`,
      `fastapi-${environment}`,
    ];
    const made = (name: string) => {
      return actions.findIndex(
        ({ verb, kind, ...each }) => verb === 'create' && kind === 'Application' && each.name === name,
      );
    };
    const lastMadeBy = (owner: string) => {
      return actions.findLastIndex((each) => each.owner === owner && each.verb === 'create' && !each.failed);
    };
    const pairs = [
      [namespaces, secrets],
      [namespaces, storage],
      [secrets, mlflow],
      [storage, mlflow],
      [mlflow, fastapi],
    ] as const;
    for (const [first, then] of pairs) {
      const order = { last: lastMadeBy(first), next: made(then) };
      expect({ first, then, inOrder: order.last >= 0 && order.last < order.next }).toEqual({
        first,
        then,
        inOrder: true,
      });
    }
  }
});

interface Volume extends LiveObject {
  readonly status: { readonly phase: string };
}

const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: 'fastapi-prod',
  name: 'fastapi-logs-pvc-prod',
};
const VOLUME = { apiVersion: 'v1', kind: 'PersistentVolume', name: 'fastapi-logs-pv-prod' };
const STORAGE = 'fastapi-logs-storage-prod';
let kept: readonly string[];

/** What says that a claim and its volume are the same as ever, and not on their way out. */
function storage(): Promise<string[]> {
  const identity = async (reference: Reference) => {
    const found = await here.cluster.get<Volume>(reference);
    return `${found?.metadata.uid} ${found?.status.phase} ${found?.metadata.deletionTimestamp}`;
  };
  return Promise.all([CLAIM, VOLUME].map(identity));
}

it('a claim and its volume are bound', async () => {
  kept = await storage();
  expect(kept).toEqual([
    expect.stringMatching(/^\S+ Bound undefined$/),
    expect.stringMatching(/^\S+ Bound undefined$/),
  ]);
});

it('they survive that Git prunes their Application, and a revert takes them up again', async () => {
  platform.git.remove(`dist/mlops/prod/apps/application.argoproj.io-${STORAGE}.yaml`);
  platform.git.commit('Remove the storage Application');
  await refresh(here.cluster, 'mlops-prod');
  await until(`${STORAGE} to be gone`, 90, async () => ((await application(here.cluster, STORAGE)) ? undefined : true));
  expect(await storage()).toEqual(kept);
  platform.git.revert();
  await refresh(here.cluster, 'mlops-prod');
  await settled(here.cluster, ['mlops-prod', STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that their folder goes, and a revert takes them up again', async () => {
  platform.git.remove('dist/mlops/prod/fastapi-logs-storage');
  platform.git.commit('Remove the folder of the storage');
  await refresh(here.cluster, STORAGE);
  await until(`${STORAGE} to miss its folder`, 60, async () => {
    const conditions = (await application(here.cluster, STORAGE))?.status?.conditions ?? [];
    return conditions.some(({ message }) => message.includes('app path does not exist')) || undefined;
  });
  expect(await storage()).toEqual(kept);
  platform.git.revert();
  await refresh(here.cluster, STORAGE);
  await settled(here.cluster, [STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that their manifests leave Git, and a sync that prunes', async () => {
  platform.git.remove('dist/mlops/prod/fastapi-logs-storage');
  platform.git.write('dist/mlops/prod/fastapi-logs-storage/README.md', 'nothing here\n');
  const revision = platform.git.commit('Remove the claim and its volume');
  await refresh(here.cluster, STORAGE);
  await until('Argo CD to want it pruned', 60, async () => {
    const status = (await application(here.cluster, STORAGE))?.status;
    return (status?.sync?.revision === revision && status.sync.status === 'OutOfSync') || undefined;
  });
  const operation = { initiatedBy: { username: 'e2e' }, sync: { prune: true, revision } };
  await here.cluster.patch({ ...APPLICATION, name: STORAGE }, { operation });
  await until('the sync with prune to end', 60, async () => {
    const state = (await application(here.cluster, STORAGE))?.status?.operationState;
    return (state?.syncResult?.revision === revision && state.phase === 'Succeeded') || undefined;
  });
  expect(await storage()).toEqual(kept);
  platform.git.revert();
  await refresh(here.cluster, STORAGE);
  await settled(here.cluster, [STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that the root of the environment is deleted with everything below it, and its return', async () => {
  const finalizers = ['resources-finalizer.argocd.argoproj.io'];
  await here.cluster.patch({ ...APPLICATION, name: 'mlops-prod' }, { metadata: { finalizers } });
  await here.cluster.delete({ ...APPLICATION, name: 'mlops-prod' });
  await until('every Application of prod to be gone', 120, async () => {
    const left = (await applications(here.cluster)).filter(({ metadata }) => metadata.labels?.env === 'prod');
    return left.length === 0 || undefined;
  });
  expect(await storage()).toEqual(kept);
  here.kubectl('apply', '-f', dist('root.yaml'));
  await settled(here.cluster, [...namesOf('prod'), 'mlops-prod'], { seconds: 120 });
  expect(await storage()).toEqual(kept);
});

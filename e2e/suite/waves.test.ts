import { join } from 'node:path';
import { APPLICATION, application, applications, condition, refresh, settled } from '../cluster/application';
import type { LiveObject, Reference } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Observation } from '../observer/observation';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { outOfOrder } from './order';
import { writeShop } from './shop';
import { story } from './story';
import { UserRepository } from './user-repository';

/*
 * Waves, and what survives them, in a platform of a few Applications; `platform` has the waves of a large one.
 */
let here: Ground;
let shop: UserRepository;
let watched: Observation;

beforeAll(async () => {
  here = await ground();
  shop = new UserRepository(here.repository('shop'), here.env);
  writeShop(shop.git);
  await shop.done(['synth']);
});
afterAll(() => here?.end());

const it = story();
const dist = (path = '') => join(shop.git.folder, 'dist/shop', path);
const namesOf = (environment: string) => applicationNames(manifestsBelow(dist(environment)), here.argocd);

it('a broken dev does not delay prod, and its own waves stop where it is broken', async () => {
  shop.git.commit('Both environments');
  shop.git.remove('dist/shop/dev/web');
  shop.git.commit('The folder of web in dev is missing');
  watched = await here.observe();
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', dist('bootstrap'));
  here.kubectl('apply', '-f', dist('root.yaml'));
  await settled(here.cluster, [...namesOf('prod'), 'shop-prod'], { seconds: 200 });
  await condition(here.cluster, 'web-dev', 'ComparisonError');
  await until('the root of dev to wait for web', 30, async () => {
    const operation = (await application(here.cluster, 'shop-dev'))?.status?.operationState;
    return operation?.message === 'waiting for healthy state of argoproj.io/Application/web-dev' || undefined;
  });
  expect(await application(here.cluster, 'api-dev')).toBeUndefined();

  shop.git.revert();
  await refresh(here.cluster, 'web-dev');
  await settled(here.cluster, [...namesOf('dev'), 'shop-dev'], { seconds: 200 });
});

it('waves order the first rollout: an Application is made when those of the wave before have made their objects', async () => {
  const actions = await watched.actions();
  for (const environment of ['dev', 'prod']) {
    const [namespaces, storage, web, api, reports] = [
      `${environment}-namespaces`,
      `reports-storage-${environment}`,
      `web-${environment}`,
      `api-${environment}`,
      `reports-${environment}`,
    ];
    const pairs = [
      [namespaces, storage],
      [namespaces, web],
      [web, api],
      [web, reports],
      [storage, reports],
    ] as const;
    expect(outOfOrder(actions, pairs)).toEqual([]);
  }
});

interface Volume extends LiveObject {
  readonly status: { readonly phase: string };
}

const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: 'reports-prod',
  name: 'reports-data-prod',
};
const VOLUME = { apiVersion: 'v1', kind: 'PersistentVolume', name: 'reports-data-prod-pv' };
const STORAGE = 'reports-storage-prod';
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
  shop.git.remove(`dist/shop/prod/apps/application.argoproj.io-${STORAGE}.yaml`);
  shop.git.commit('Remove the storage Application');
  await refresh(here.cluster, 'shop-prod');
  await until(`${STORAGE} to be gone`, 90, async () => ((await application(here.cluster, STORAGE)) ? undefined : true));
  expect(await storage()).toEqual(kept);
  shop.git.revert();
  await refresh(here.cluster, 'shop-prod');
  await settled(here.cluster, ['shop-prod', STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that their folder goes, and a revert takes them up again', async () => {
  shop.git.remove('dist/shop/prod/reports-storage');
  shop.git.commit('Remove the folder of the storage');
  await refresh(here.cluster, STORAGE);
  await until(`${STORAGE} to miss its folder`, 60, async () => {
    const conditions = (await application(here.cluster, STORAGE))?.status?.conditions ?? [];
    return conditions.some(({ message }) => message.includes('app path does not exist')) || undefined;
  });
  expect(await storage()).toEqual(kept);
  shop.git.revert();
  await refresh(here.cluster, STORAGE);
  await settled(here.cluster, [STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that their manifests leave Git, and a sync that prunes', async () => {
  shop.git.remove('dist/shop/prod/reports-storage');
  shop.git.write('dist/shop/prod/reports-storage/README.md', 'nothing here\n');
  const revision = shop.git.commit('Remove the claim and its volume');
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
  shop.git.revert();
  await refresh(here.cluster, STORAGE);
  await settled(here.cluster, [STORAGE]);
  expect(await storage()).toEqual(kept);
});

it('they survive that the root of the environment is deleted with everything below it, and its return', async () => {
  const finalizers = ['resources-finalizer.argocd.argoproj.io'];
  await here.cluster.patch({ ...APPLICATION, name: 'shop-prod' }, { metadata: { finalizers } });
  await here.cluster.delete({ ...APPLICATION, name: 'shop-prod' });
  await until('every Application of prod to be gone', 120, async () => {
    const left = (await applications(here.cluster)).filter(({ metadata }) => metadata.labels?.env === 'prod');
    return left.length === 0 || undefined;
  });
  expect(await storage()).toEqual(kept);
  here.kubectl('apply', '-f', dist('root.yaml'));
  await settled(here.cluster, [...namesOf('prod'), 'shop-prod'], { seconds: 120 });
  expect(await storage()).toEqual(kept);
});

import { join } from 'node:path';
import { APPLICATION, application, applications, condition, refresh, settled, summary } from '../cluster/application';
import type { LiveObject, Reference } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Action } from '../observer/action';
import type { Mark, Observation } from '../observer/observation';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { progressiveSyncs } from './needs';
import { outOfOrder } from './order';
import { HELD, type Images, NO_IMAGE, RUNNERS, type Runner, writeImages, writeRelay } from './relay';
import { writeShop } from './shop';
import { story } from './story';
import { UserRepository } from './user-repository';

let here: Ground;
beforeAll(async () => {
  here = await ground();
});
afterAll(() => here?.end());

/** What a platform makes, and whatever its sets do. */
function claimed(folder: string): Promise<void> {
  const written = manifestsBelow(folder);
  const namespace = APPLICATION.namespace;
  const made = applicationNames(written, here.argocd).map((name) => ({
    ...APPLICATION,
    metadata: { name, namespace },
  }));
  return here.claim([...made, ...written]);
}

/** A platform's first day, by hand. */
function bootstrapped(folder: string): void {
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(folder, 'bootstrap'));
  here.kubectl('apply', '-f', join(folder, 'root.yaml'));
}

/*
 * What RollingSync does with the revisions after the first. The platforms of this repository roll out the same way, with
 * more that takes its time.
 */
describe('by RollingSync', () => {
  let relay: UserRepository;
  let watched: Observation;

  beforeAll(async () => {
    relay = new UserRepository(here.repository('relay'), here.env);
    writeRelay(relay.git, all(here.images[0]));
    await relay.done(['synth']);
    await claimed(join(relay.git.folder, 'dist/relay'));
  });

  const it = story(progressiveSyncs());
  const all = (image: string) => Object.fromEntries(RUNNERS.map((runner) => [runner, image])) as Required<Images>;
  const name = (runner: Runner) => `${runner}-stage`;
  const ALL = RUNNERS.map(name);

  /** Which Applications wrote a kind of object, in their order. */
  async function writers(verb: Action['verb'], kind: string, since?: Mark): Promise<string[]> {
    const actions = await watched.actions(since);
    return actions.filter((each) => each.kind === kind && each.verb === verb && !each.failed).map(({ owner }) => owner);
  }

  it('RollingSync brings up one after the other', async () => {
    relay.git.commit('The first day');
    watched = await here.observe();
    bootstrapped(join(relay.git.folder, 'dist/relay'));
    await settled(here.cluster, ['relay-stage', ...ALL], { seconds: 200 });
    expect(await writers('create', 'Deployment')).toEqual(ALL);
  });

  it('later revisions are ordered too, once Argo CD has compared every Application with them', async () => {
    const next = here.images[1];
    const mark = watched.mark();
    // An Application that is not compared yet counts as done: the first one holds the others until they are.
    await comparedAs('first', await committed({ first: next }, 'first'), 'Synced', 'Progressing');
    const revision = await committed(all(next), 'first');
    await comparedAs('second', revision, 'OutOfSync');
    await comparedAs('third', revision, 'OutOfSync');
    expect(await writers('update', 'Deployment', mark)).toEqual([name('first')]);
    await released('first');
    await settled(here.cluster, ALL, { revision, seconds: 120 });
    expect(await writers('update', 'Deployment', mark)).toEqual(ALL);
  });

  /** Commits other images, and has Argo CD look at once. Returns the revision. */
  async function committed(images: Images, held?: Runner): Promise<string> {
    writeImages(relay.git, { ...all(here.images[0]), ...images }, held);
    await relay.done(['synth']);
    const revision = relay.git.commit('Other images');
    await refresh(here.cluster, ...ALL);
    return revision;
  }

  /** Waits until Argo CD has compared an Application with this revision, and says so of it. */
  async function comparedAs(runner: Runner, revision: string, sync: string, health?: string): Promise<void> {
    let seen = '';
    await until(
      `${name(runner)} to be ${sync} ${health ?? ''} at ${revision}`,
      90,
      async () => {
        const found = await application(here.cluster, name(runner));
        seen = found ? summary(found) : 'nothing';
        const { status } = found ?? {};
        const isSo = status?.sync?.revision === revision && status.sync.status === sync;
        return (isSo && (!health || status?.health?.status === health)) || undefined;
      },
      () => seen,
    );
  }

  /** Lets a node have the Pods of a step that was held. Git does not write Pods, so nothing is undone. */
  async function released(runner: Runner): Promise<void> {
    const [apiVersion, kind, namespace] = ['v1', 'Pod', `${runner}-stage`];
    const pods = await here.cluster.list<Pod>(apiVersion, kind, namespace);
    const held = pods.filter(({ spec }) => spec.schedulingGates?.some((gate) => gate.name === HELD));
    expect(held).toHaveLength(1);
    for (const { metadata } of held) {
      await here.cluster.patch({ apiVersion, kind, namespace, name: metadata.name }, { spec: { schedulingGates: [] } });
    }
  }

  interface Pod extends LiveObject {
    readonly spec: { readonly schedulingGates?: readonly { readonly name: string }[] };
  }

  it('the next step is held back while one fails, and goes on when that is repaired', async () => {
    const next = here.images[2];
    const mark = watched.mark();
    const failed = await committed({ first: NO_IMAGE });
    await until(`the sync of ${name('first')} to fail`, 90, async () => {
      const operation = (await application(here.cluster, name('first')))?.status?.operationState;
      return (operation?.phase === 'Failed' && operation.syncResult?.revision === failed) || undefined;
    });
    const broken = await committed({ first: NO_IMAGE, second: next, third: next });
    await comparedAs('second', broken, 'OutOfSync');
    await comparedAs('third', broken, 'OutOfSync');
    expect(await writers('update', 'Deployment', mark)).toEqual([]);
    const repaired = await committed(all(next));
    await settled(here.cluster, ALL, { revision: repaired, seconds: 200 });
    expect(await writers('update', 'Deployment', mark)).toEqual(ALL);
  });

  it('an element that leaves takes its Application along, and the set goes on', async () => {
    const { second: _, ...others } = all(here.images[0]);
    writeImages(relay.git, others);
    await relay.done(['synth']);
    const revision = relay.git.commit('Two remain');
    await refresh(here.cluster, 'relay-stage');
    await until(`${name('second')} to be gone`, 120, async () => {
      return (await application(here.cluster, name('second'))) ? undefined : true;
    });
    const deployed = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'second-stage', name: 'second' };
    expect(await here.cluster.get(deployed)).toBeUndefined();
    const left = [name('first'), name('third')];
    await refresh(here.cluster, ...left);
    await settled(here.cluster, ['relay-stage', ...left], { revision, seconds: 120 });
  });
});

/*
 * Waves, and what survives them, in a platform of a few Applications; `platform` has the waves of a large one.
 */
describe('by waves', () => {
  let shop: UserRepository;
  let watched: Observation;

  beforeAll(async () => {
    shop = new UserRepository(here.repository('shop'), here.env);
    writeShop(shop.git, here.startsAnything);
    await shop.done(['synth']);
    await claimed(dist());
  });

  const it = story();
  const dist = (path = '') => join(shop.git.folder, 'dist/shop', path);
  const namesOf = (environment: string) => applicationNames(manifestsBelow(dist(environment)), here.argocd);

  it('a broken dev does not delay prod, and its own waves stop where it is broken', async () => {
    shop.git.commit('Both environments');
    shop.git.remove('dist/shop/dev/web');
    shop.git.commit('The folder of web in dev is missing');
    watched = await here.observe();
    bootstrapped(dist());
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
    await until(`${STORAGE} to be gone`, 90, async () =>
      (await application(here.cluster, STORAGE)) ? undefined : true,
    );
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
});

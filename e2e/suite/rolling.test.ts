import { join } from 'node:path';
import { application, refresh, settled, summary } from '../cluster/application';
import { until } from '../cluster/until';
import type { Action } from '../observer/action';
import type { Mark, Observation } from '../observer/observation';
import { type Ground, ground } from './ground';
import { IMAGES, NO_IMAGE, RUNNERS, type Runner, writeImages, writeRelay } from './relay';
import { story } from './story';
import { UserRepository } from './user-repository';

/*
 * What RollingSync does with the revisions after the first. The platforms of this repository roll out the same way, with
 * more that takes its time.
 */
let here: Ground;
let relay: UserRepository;
let watched: Observation;

beforeAll(async () => {
  here = await ground();
  relay = new UserRepository(here.repository('relay'), here.env);
  writeRelay(relay.git);
  await relay.done(['synth']);
});
afterAll(() => here?.end());

const it = story();
const name = (runner: Runner) => `${runner}-dev`;
const ALL = RUNNERS.map(name);

/** Which Applications wrote a kind of object, in their order. */
async function writers(verb: Action['verb'], kind: string, since?: Mark): Promise<string[]> {
  const actions = await watched.actions(since);
  return actions.filter((each) => each.kind === kind && each.verb === verb && !each.failed).map(({ owner }) => owner);
}

it('RollingSync brings up one after the other', async () => {
  relay.git.commit('The first day');
  watched = await here.observe();
  const folder = join(relay.git.folder, 'dist/relay');
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(folder, 'bootstrap'));
  here.kubectl('apply', '-f', join(folder, 'root.yaml'));
  await settled(here.cluster, ['relay-dev', ...ALL], { seconds: 200 });
  expect(await writers('create', 'Deployment')).toEqual(ALL);
});

it('later revisions are ordered too, once Argo CD has compared every Application with them', async () => {
  const next = 'registry.example/runner:2';
  const mark = watched.mark();
  // An Application that is not compared yet counts as done: the first one holds the others until they are.
  await unschedulable(true);
  await comparedAs('first', await committed({ first: next }), 'Synced', 'Progressing');
  const revision = await committed({ first: next, second: next, third: next });
  await comparedAs('second', revision, 'OutOfSync');
  await comparedAs('third', revision, 'OutOfSync');
  expect(await writers('update', 'Deployment', mark)).toEqual([name('first')]);
  await unschedulable(false);
  await settled(here.cluster, ALL, { revision, seconds: 120 });
  expect(await writers('update', 'Deployment', mark)).toEqual(ALL);
});

/** Commits other images, and has Argo CD look at once. Returns the revision. */
async function committed(images: Partial<typeof IMAGES>): Promise<string> {
  writeImages(relay.git, { ...IMAGES, ...images });
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

/** New Pods wait for a node, or no longer: what holds the first step until everything else is compared. */
async function unschedulable(wanted: boolean): Promise<void> {
  for (const { metadata } of await here.cluster.list('v1', 'Node')) {
    const node = { apiVersion: 'v1', kind: 'Node', name: metadata.name };
    await here.cluster.patch(node, { spec: { unschedulable: wanted } });
  }
}

it('the next step is held back while one fails, and goes on when that is repaired', async () => {
  const next = 'registry.example/runner:3';
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
  const repaired = await committed({ first: next, second: next, third: next });
  await settled(here.cluster, ALL, { revision: repaired, seconds: 200 });
  expect(await writers('update', 'Deployment', mark)).toEqual(ALL);
});

it('an element that leaves takes its Application along, and the set goes on', async () => {
  const { second, ...others } = IMAGES;
  writeImages(relay.git, others as typeof IMAGES);
  await relay.done(['synth']);
  const revision = relay.git.commit('Two remain');
  await refresh(here.cluster, 'relay-dev');
  await until(`${name('second')} to be gone`, 120, async () => {
    return (await application(here.cluster, name('second'))) ? undefined : true;
  });
  const deployed = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'second-dev', name: 'second' };
  expect(await here.cluster.get(deployed)).toBeUndefined();
  const left = [name('first'), name('third')];
  await refresh(here.cluster, ...left);
  await settled(here.cluster, ['relay-dev', ...left], { revision, seconds: 120 });
});

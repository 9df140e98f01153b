import fc from 'fast-check';
import {
  decidePrune,
  failureTasks,
  type KubernetesObject,
  type ManagedResource,
  pair,
  type Sync,
  syncSteps,
  wipesEverything,
} from '../../src/argocd';
import { hook, manifest, options, sync } from './manifest';

const gone = (name: string, wave: number, text = ''): ManagedResource => ({
  live: manifest(name, { wave, namespace: 'shop', ...(text ? { annotations: options(text) } : {}) }),
});
const names = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata?.name ?? '');

/** Each step as text: `-` what is pruned, `~` what is skipped, `?` what waits, `!` a hook that makes room, `+` what is applied. */
function steps(given: Partial<Sync>, version: '2.13' | '3.2' | '3.5' = '3.2'): readonly string[] {
  const signed = (sign: string, objects: readonly KubernetesObject[]) => names(objects).map((name) => sign + name);
  return syncSteps(sync(given), version).map((step) =>
    [
      `${step.phase} ${step.wave}:`,
      ...signed('?', step.unconfirmed),
      ...signed('-', step.prunes),
      ...signed('~', step.pruneSkipped),
      ...signed('!', step.replacedHooks),
      ...step.applies.map((group) =>
        signed(
          '+',
          group.map(({ target }) => target),
        ).join(','),
      ),
    ].join(' '),
  );
}

test('prune waves are mirrored anew after every step, so all go before a later apply', () => {
  expect(
    steps({ resources: [gone('w0', 0), gone('w1', 1), gone('w3', 3), { target: manifest('new', { wave: 1 }) }] }),
  ).toEqual(['Sync 0: -w3', 'Sync 0: -w1', 'Sync 0: -w0', 'Sync 1: +new']);
});

test('in a step prunes come first, then one kind after the other', () => {
  const service = { target: manifest('s', { kind: 'Service' }) };
  expect(steps({ resources: [{ target: manifest('b') }, service, { target: manifest('a') }, gone('old', 0)] })).toEqual(
    ['Sync 0: -old +a,+b +s'],
  );
});

test('what is not pruned stays, and its wave stays taken', () => {
  expect(steps({ resources: [gone('kept', 0, 'Prune=false'), gone('w1', 1), gone('w2', 2)] })).toEqual([
    'Sync 0: -w2',
    'Sync 0: -w1',
    'Sync 0: ~kept',
  ]);
  expect(steps({ resources: [gone('w0', 0), gone('w1', 1), gone('kept', 2, 'Prune=false')] })).toEqual([
    'Sync 0: ~kept',
    'Sync 1: -w1',
    'Sync 2: -w0',
  ]);
});

test('what is pruned last goes after the highest wave, those of prunes included', () => {
  expect(
    steps({ resources: [gone('last', 0, 'PruneLast=true'), gone('w4', 4), { target: manifest('a', { wave: 2 }) }] }),
  ).toEqual(['Sync 0: -w4', 'Sync 2: +a', 'Sync 3: -last']);
});

test('and with the option on the Application everything that is pruned does', () => {
  expect(
    steps({
      resources: [gone('w0', 0), gone('w4', -4), { target: manifest('a') }],
      applicationOptions: ['PruneLast=true'],
    }),
  ).toEqual(['Sync 0: +a', 'Sync 1: -w0 -w4']);
});

test('one object that nobody has confirmed stops its step and all that follow', () => {
  const resources = [gone('asked', 0, 'Prune=confirm'), gone('plain', 0), { target: manifest('a') }];
  expect(steps({ resources })).toEqual(['Sync 0: ?asked']);
  expect(steps({ resources, confirmed: true })).toEqual(['Sync 0: -asked -plain +a']);
});

test('2.13 knows no confirmation and prunes', () => {
  expect(steps({ resources: [gone('asked', 0, 'Prune=confirm')] }, '2.13')).toEqual(['Sync 0: -asked']);
});

test('a sync that does not prune skips', () => {
  expect(steps({ resources: [gone('a', 0)], requested: false })).toEqual(['Sync 0: ~a']);
  expect(decidePrune(manifest('a'), { requested: false, confirmed: false, applicationOptions: [] }, '3.2')).toEqual({
    result: 'PruneSkipped',
    message: 'ignored (requires pruning)',
  });
});

test('hooks have their phases; one for failures only runs when something fails', () => {
  const hooks = ['PreSync', 'PostSync', 'SyncFail'].map((phase) =>
    manifest(phase.toLowerCase(), { kind: 'Job', annotations: hook(phase) }),
  );
  expect(steps({ hooks, resources: [{ target: manifest('a') }] })).toEqual([
    'PreSync 0: +presync',
    'Sync 0: +a',
    'PostSync 0: +postsync',
  ]);
  expect(names(failureTasks(sync({ hooks })).map(({ target }) => target))).toEqual(['syncfail']);
});

test('a live hook makes room for itself, unless it says when else it goes', () => {
  const job = (annotations: Readonly<Record<string, string>>) =>
    manifest('job', { kind: 'Job', namespace: 'shop', annotations: { ...hook('PreSync'), ...annotations } });
  expect(steps({ hooks: [job({})], resources: [{ live: job({}) }] })).toEqual(['PreSync 0: !job +job']);
  const failing = job({ 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' });
  expect(steps({ hooks: [failing], resources: [{ live: failing }] })).toEqual(['PreSync 0: +job']);
});

test('a hook that is no longer rendered stays, and so does what is marked Skip', () => {
  const left = (text: string) => ({ live: manifest('left', { kind: 'Job', annotations: hook(text) }) });
  expect(steps({ resources: [left('PreSync'), left('Skip')] })).toEqual([]);
});

test('CreateNamespace makes a missing namespace first', () => {
  const { liveNamespace: _, ...missing } = sync({ applicationOptions: ['CreateNamespace=true'] });
  const resources = [{ target: manifest('a', { wave: -5 }) }];
  const shown = (given: Sync) =>
    syncSteps(given, '3.2').map(({ applies }) => names(applies.flat().map((t) => t.target)));
  expect(shown({ ...missing, resources })).toEqual([['shop'], ['a']]);
  expect(steps({ resources, applicationOptions: ['CreateNamespace=true'] })).toEqual(['Sync -5: +a']);
});

test('a namespace that is a manifest moves before what is in it, by the default namespace too', () => {
  const namespace = { target: manifest('shop', { kind: 'Namespace', wave: 3 }) };
  const options = ['CreateNamespace=true'];
  expect(
    steps({ resources: [namespace, { target: manifest('a', { wave: -5 }) }], applicationOptions: options }),
  ).toEqual(['Sync -5: +shop +a']);
});

test('managed metadata touches a namespace that is there, and overwrites its sync options', () => {
  const given = {
    applicationOptions: ['CreateNamespace=true'],
    managedNamespaceMetadata: { labels: { team: 'a' }, annotations: options('Prune=false') },
  };
  expect(syncSteps(sync(given), '3.2')[0]?.applies[0]?.[0]?.target).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'shop',
      labels: { team: 'a' },
      annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' },
    },
  });
});

const resource: fc.Arbitrary<ManagedResource> = fc
  .record({
    wave: fc.integer({ min: -3, max: 3 }),
    name: fc.nat({ max: 1e6 }),
    pruned: fc.boolean(),
    text: fc.constantFrom('', '', 'Prune=false', 'PruneLast=true'),
  })
  .map(({ wave, name, pruned, text }) =>
    pruned ? gone(`p${name}`, wave, text) : { target: manifest(`a${name}`, { wave }) },
  );

test('every object has its turn exactly once, and applies go by rising waves', () => {
  fc.assert(
    fc.property(fc.uniqueArray(resource, { selector: (each) => names([each.target ?? each.live])[0] }), (resources) => {
      const all = syncSteps(sync({ resources }), '3.2');
      const turns = all.flatMap(({ prunes, pruneSkipped, applies }) =>
        names([...prunes, ...pruneSkipped, ...applies.flat().map(({ target }) => target)]),
      );
      expect(turns.toSorted()).toEqual(names(resources.map(({ target, live }) => target ?? live)).toSorted());
      const waves = all.filter(({ applies }) => applies.length > 0).map(({ wave }) => wave);
      expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    }),
  );
});

test('what is pruned, but for the last, goes by falling waves', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (waves) => {
      const resources = waves.map((wave, index) => gone(String(index), wave));
      const pruned = syncSteps(sync({ resources }), '3.2').flatMap(({ prunes }) =>
        prunes.map(({ metadata }) => Number(metadata?.annotations?.['argocd.argoproj.io/sync-wave'])),
      );
      expect(pruned).toEqual(waves.toSorted((a, b) => b - a));
    }),
  );
});

test('ten thousand waves are as many steps', () => {
  const resources = Array.from({ length: 10_000 }, (_, wave) => ({ target: manifest('a', { wave }) }));
  expect(syncSteps(sync({ resources }), '3.2')).toHaveLength(10_000);
});

test('rendered and live objects meet in the namespace of the destination, or in none', () => {
  const volume = manifest('v', { kind: 'PersistentVolume' });
  const { resources } = pair(
    [manifest('a'), manifest('b', { namespace: 'other' }), volume],
    [manifest('a', { namespace: 'shop' }), manifest('b', { namespace: 'shop' }), volume],
    'shop',
  );
  expect(resources.map(({ target, live }) => [target?.metadata?.name, live?.metadata?.name])).toEqual([
    ['a', 'a'],
    ['b', undefined],
    ['v', 'v'],
    [undefined, 'b'],
  ]);
});

test('of what is rendered twice the last counts', () => {
  const [first, second] = [manifest('a', { wave: 1 }), manifest('a', { wave: 2, namespace: 'shop' })];
  expect(pair([first, second], [], 'shop')).toEqual({ resources: [{ target: second }], hooks: [], repeated: [first] });
});

test('hooks go apart, nameless ones are as many as rendered, and unknown ones vanish', () => {
  const nameless = { kind: 'Job', metadata: { generateName: 'job-', annotations: hook('Sync') } };
  const unknown = manifest('u', { annotations: hook('Never') });
  expect(pair([nameless, { ...nameless }, unknown], [], 'shop')).toEqual({
    resources: [],
    hooks: [nameless, nameless],
    repeated: [],
  });
});

test('an automated sync that would leave nothing does not run, also when a hook is left', () => {
  const { resources } = pair([manifest('job', { annotations: hook('Sync') })], [manifest('a')], 'shop');
  expect(wipesEverything(resources)).toBe(true);
  expect(wipesEverything([{ target: manifest('a') }, gone('b', 0)])).toBe(false);
});

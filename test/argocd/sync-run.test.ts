import fc from 'fast-check';
import {
  type ArgoVersion,
  type ClusterAnswers,
  decidePrune,
  type KubernetesObject,
  type ManagedResource,
  pair,
  type Sync,
  type SyncAction,
  syncRun,
  wipesEverything,
} from '../../src/argocd';
import { hook, manifest, options, sync } from './manifest';

const gone = (name: string, wave: number, text = ''): ManagedResource => ({
  live: manifest(name, { wave, namespace: 'shop', ...(text ? { annotations: options(text) } : {}) }),
});
const names = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata?.name ?? '');

const SIGNS = {
  apply: '+',
  prune: '-',
  'skip prune': '~',
  'await confirmation': '?',
  'delete hook': '!',
  'release hook': '^',
} as const;

/** Each step as text: `-` what is pruned, `~` what is skipped, `?` what waits, `!` a hook that goes, `+` what is applied. */
function steps(given: Partial<Sync>, version: ArgoVersion = '3.2', answers: ClusterAnswers = {}): readonly string[] {
  const shown = (action: SyncAction) => SIGNS[action.verb] + names([action.object])[0];
  return syncRun(sync(given), version, answers).steps.map(({ phase, wave, groups }) =>
    [`${phase} ${wave}:`, ...groups.map((group) => group.map(shown).join(','))].join(' '),
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
  ).toEqual(['Sync 0: +a', 'Sync 1: -w0,-w4']);
});

test('one object that nobody has confirmed stops its step and all that follow', () => {
  const resources = [gone('asked', 0, 'Prune=confirm'), gone('plain', 0), { target: manifest('a') }];
  expect(steps({ resources })).toEqual(['Sync 0: ?asked']);
  expect(steps({ resources, confirmed: true })).toEqual(['Sync 0: -asked,-plain +a']);
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
    'Sync 0: ^presync +a',
    'PostSync 0: +postsync',
    'PostSync 0: ^postsync',
  ]);
  expect(
    steps({ hooks, resources: [{ target: manifest('a') }] }, '3.2', { refuses: ({ kind }) => kind !== 'Job' }),
  ).toEqual(['PreSync 0: +presync', 'Sync 0: ^presync +a', 'SyncFail 0: +syncfail', 'SyncFail 0: ^syncfail']);
});

test('a hook that fails fails the sync, and goes then if it says so', () => {
  const job = manifest('job', {
    kind: 'Job',
    annotations: { ...hook('PreSync'), 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' },
  });
  const resources = [{ target: manifest('a') }];
  expect(steps({ hooks: [job], resources }, '2.13', { health: () => 'Degraded' })).toEqual([
    'PreSync 0: +job',
    'PreSync 0: !job',
  ]);
  expect(steps({ hooks: [job], resources }, '2.13')).toEqual(['PreSync 0: +job', 'Sync 0: +a']);
});

test('what is never healthy holds up the next wave, but not the end of a sync without waves and hooks', () => {
  const progressing: ClusterAnswers = { health: () => 'Progressing' };
  const [a, b] = [{ target: manifest('a') }, { target: manifest('b', { wave: 1 }) }];
  expect(syncRun(sync({ resources: [a] }), '3.2', progressing).end).toBe('Succeeded');
  expect(syncRun(sync({ resources: [a, b] }), '3.2', progressing).end).toBe('Running');
  expect(steps({ resources: [a, b] }, '3.2', progressing)).toEqual(['Sync 0: +a']);
});

test('what is held stops the sync after the step that has pruned it', () => {
  const resources = [gone('held', 0), { target: manifest('a') }, { target: manifest('b', { wave: 1 }) }];
  expect(steps({ resources }, '3.2', { holds: () => true })).toEqual(['Sync 0: -held +a']);
});

test('a kind that is unknown, or forbidden, stops everything before it begins', () => {
  const resources = [{ target: manifest('a', { wave: -1 }) }, { target: manifest('b', { kind: 'Basket' }) }];
  const isBasket = ({ kind }: KubernetesObject) => kind === 'Basket';
  const refused = { steps: [], end: 'Failed' };
  expect(syncRun(sync({ resources }), '3.2', { knowsKind: (object) => !isBasket(object) })).toEqual(refused);
  expect(syncRun(sync({ resources }), '3.2', { permits: (object) => !isBasket(object) })).toEqual(refused);
  expect(syncRun(sync({ resources }), '3.2', { failsDryRun: isBasket })).toEqual(refused);
});

test('since 3.1 the namespace is made before the dry run, and stays when that fails', () => {
  const resources = [{ target: manifest('shop', { kind: 'Namespace' }) }, { target: manifest('a') }];
  const { liveNamespace: _, ...missing } = sync({ resources });
  const made = (version: ArgoVersion) =>
    syncRun(missing, version, { failsDryRun: () => true }).steps.flatMap(({ groups }) =>
      names(groups.flat().map(({ object }) => object)),
    );
  expect([made('3.0'), made('3.1')]).toEqual([[], ['shop']]);
});

test('a selective sync touches what is selected, and runs no hooks', () => {
  const hooks = [manifest('job', { kind: 'Job', annotations: hook('PreSync') })];
  const resources = [{ target: manifest('a') }, { target: manifest('b') }, gone('c', 0), gone('d', 0)];
  const selected = [
    { kind: 'ConfigMap', name: 'a' },
    { kind: 'ConfigMap', name: 'c', namespace: 'shop' },
  ];
  expect(steps({ hooks, resources, selected })).toEqual(['Sync 0: -c +a']);
});

test('with ApplyOutOfSyncOnly what is as rendered is left alone, cluster-scoped objects since 3.2 only', () => {
  const role = manifest('role', { kind: 'ClusterRole' });
  const a = { target: manifest('a'), live: manifest('a', { namespace: 'shop' }) };
  const given = {
    resources: [a, { target: role, live: role }, { target: manifest('b') }],
    applicationOptions: ['ApplyOutOfSyncOnly=true'],
    isInSync: () => true,
  };
  expect(steps(given, '3.2')).toEqual(['Sync 0: +b']);
  expect(steps(given, '2.13')).toEqual(['Sync 0: +b +role']);
});

test('a live hook makes room for itself, unless it says when else it goes', () => {
  const job = (annotations: Readonly<Record<string, string>>) =>
    manifest('job', { kind: 'Job', namespace: 'shop', annotations: { ...hook('PreSync'), ...annotations } });
  expect(steps({ hooks: [job({})], resources: [{ live: job({}) }] })).toEqual([
    'PreSync 0: !job',
    'PreSync 0: +job',
    'PreSync 0: ^job',
  ]);
  const failing = job({ 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' });
  expect(steps({ hooks: [failing], resources: [{ live: failing }] })).toEqual(['PreSync 0: +job', 'PreSync 0: ^job']);
});

test('a hook that is no longer rendered stays, and so does what is marked Skip', () => {
  const left = (text: string) => ({ live: manifest('left', { kind: 'Job', annotations: hook(text) }) });
  expect(steps({ resources: [left('PreSync'), left('Skip')] })).toEqual([]);
});

test('CreateNamespace makes a missing namespace first', () => {
  const { liveNamespace: _, ...missing } = sync({ applicationOptions: ['CreateNamespace=true'] });
  const resources = [{ target: manifest('a', { wave: -5 }) }];
  const run = syncRun({ ...missing, resources }, '3.2');
  expect(run.steps.map(({ groups }) => names(groups.flat().map(({ object }) => object)))).toEqual([['shop'], ['a']]);
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
  expect(syncRun(sync(given), '3.2').steps[0]?.groups[0]?.[0]?.object).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'shop',
      labels: { team: 'a' },
      annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' },
    },
  });
});

test('the namespace of the destination is pruned where it is rendered as a hook of no sync, in spite of managed metadata', () => {
  const live = manifest('shop', { kind: 'Namespace' });
  const pruned = (rendered: readonly KubernetesObject[]) =>
    steps({ ...pair(rendered, [live], 'shop'), managedNamespaceMetadata: { labels: { team: 'a' } } });
  expect(pruned([manifest('shop', { kind: 'Namespace', annotations: hook('Never') })])).toEqual(['Sync 0: -shop']);
  expect(pruned([])).toEqual(['Sync 0: +shop']);
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
      const all = syncRun(sync({ resources }), '3.2').steps;
      const turns = all.flatMap(({ groups }) => names(groups.flat().map(({ object }) => object)));
      expect(turns.toSorted()).toEqual(names(resources.map(({ target, live }) => target ?? live)).toSorted());
      const applying = all.filter(({ groups }) => groups.flat().some(({ verb }) => verb === 'apply'));
      const waves = applying.map(({ wave }) => wave);
      expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    }),
  );
});

test('what is pruned, but for the last, goes by falling waves', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (waves) => {
      const resources = waves.map((wave, index) => gone(String(index), wave));
      const pruned = syncRun(sync({ resources }), '3.2').steps.flatMap(({ groups }) =>
        groups.flat().map(({ object }) => Number(object.metadata?.annotations?.['argocd.argoproj.io/sync-wave'])),
      );
      expect(pruned).toEqual(waves.toSorted((a, b) => b - a));
    }),
  );
});

test('ten thousand waves are as many steps', () => {
  const resources = Array.from({ length: 10_000 }, (_, wave) => ({ target: manifest(`a${wave}`, { wave }) }));
  expect(syncRun(sync({ resources }), '3.2').steps).toHaveLength(10_000);
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
  expect(pair([first, second], [], 'shop')).toEqual({
    resources: [{ target: second }],
    hooks: [],
    ignored: [],
    repeated: [first],
  });
});

test('hooks go apart, nameless ones are as many as rendered, and those of no sync are ignored', () => {
  const nameless = { kind: 'Job', metadata: { generateName: 'job-', annotations: hook('Sync') } };
  const unknown = manifest('u', { annotations: hook('Never') });
  expect(pair([nameless, { ...nameless }, unknown], [], 'shop')).toEqual({
    resources: [],
    hooks: [nameless, nameless],
    ignored: [unknown],
    repeated: [],
  });
});

test('an automated sync that would leave nothing does not run, also when a hook is left', () => {
  const { resources } = pair([manifest('job', { annotations: hook('Sync') })], [manifest('a')], 'shop');
  expect(wipesEverything(resources)).toBe(true);
  expect(wipesEverything([{ target: manifest('a') }, gone('b', 0)])).toBe(false);
});

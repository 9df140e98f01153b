import type { Action } from '../../e2e/observer/action';
import { differences } from '../../e2e/record/differences';
import { fate, liveFields, type Present } from '../../e2e/record/fate';
import { FROM_COMMIT, type Outcome, type Recording, type Step } from '../../e2e/record/recording';
import { stepsOf } from '../../e2e/record/steps';

function action(name: string, changes: Partial<Action> = {}): Action {
  return {
    by: 'application-controller',
    owner: 'web',
    verb: 'create',
    group: '',
    kind: 'ConfigMap',
    namespace: 'dev',
    name,
    wave: 0,
    at: '2026-01-02T03:04:05.000001Z',
    ...changes,
  };
}

/** Each step as its owner, a star where it is unordered, and what was done. */
function outline(steps: readonly Step[]): string[] {
  return steps.map(({ owner, unordered, events }) => {
    return `${owner}${unordered ? '*' : ''}: ${events.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`).join(', ')}`;
  });
}

describe('a step', () => {
  test('holds the objects of one kind that are applied side by side, in the order of their names', () => {
    const steps = stepsOf([
      action('b'),
      action('a', { verb: 'update', changed: ['/data'] }),
      action('c', { kind: 'Secret' }),
    ]);
    expect(outline(steps)).toEqual(['web*: update ConfigMap a, create ConfigMap b', 'web: create Secret c']);
  });

  test('holds the objects of every kind that are pruned side by side', () => {
    const pruned = { verb: 'delete', cause: 'prune' } as const;
    const steps = stepsOf([action('a', pruned), action('b', { ...pruned, kind: 'Service' }), action('c')]);
    expect(outline(steps)).toEqual(['web*: delete ConfigMap a, delete Service b', 'web: create ConfigMap c']);
  });

  test('ends with the wave, and where two seconds lie between', () => {
    const steps = stepsOf([
      action('a'),
      action('b', { wave: 1 }),
      action('c', { wave: 1, at: '2026-01-02T03:04:07Z' }),
    ]);
    expect(outline(steps)).toEqual(['web: create ConfigMap a', 'web: create ConfigMap b', 'web: create ConfigMap c']);
  });

  test('has an object once', () => {
    expect(outline(stepsOf([action('a'), action('a', { verb: 'update' })]))).toEqual([
      'web: create ConfigMap a',
      'web: update ConfigMap a',
    ]);
  });

  test('goes on while somebody else is at work', () => {
    expect(outline(stepsOf([action('a'), action('x', { owner: 'db' }), action('b')]))).toEqual([
      'web*: create ConfigMap a, create ConfigMap b',
      'db: create ConfigMap x',
    ]);
  });

  test('has a refusal once, however often it is repeated', () => {
    const failed = { code: 404, message: 'namespaces "dev" not found' };
    const later = '2026-01-02T03:05:05Z';
    const refused = action('a', { failed });
    const steps = stepsOf([
      refused,
      { ...refused, at: later },
      { ...refused, at: later, failed: { ...failed, code: 403 } },
    ]);
    expect(steps.map(({ events }) => events.map((event) => event.failed?.code))).toEqual([[404], [403]]);
  });

  test('is not what starts the sync of a rolling set', () => {
    expect(stepsOf([action('a', { kind: 'Application', verb: 'update', changed: ['/operation'] })])).toEqual([]);
  });

  test('has of an action what a record says of it', () => {
    const { by, owner, at: _, ...event } = action('a', { hook: 'PreSync' });
    expect(stepsOf([action('a', { hook: 'PreSync' })])).toEqual([{ by, owner, unordered: false, events: [event] }]);
  });
});

function recording(outcome: Partial<Outcome>): Recording {
  return {
    name: 'a',
    about: '',
    topics: [],
    input: { argocdCm: {}, before: {}, bootstrap: [], prepare: [], after: null, actions: [] },
    outcome: {
      recorded: FROM_COMMIT,
      steps: [],
      settledBefore: true,
      settled: true,
      applications: {},
      applicationsBefore: {},
      appSets: {},
      exists: [],
      gone: [],
      appeared: [],
      recreated: [],
      terminating: [],
      tracking: [],
      ...outcome,
    },
    seconds: { before: 1, after: 1 },
    versions: { argocd: 'v1', kubernetes: 'v1' },
  };
}

const WEB = { sync: 'Synced', revision: '<after>', health: 'Healthy', conditions: [], resources: [] };

describe('two records', () => {
  test('agree in whatever order different owners worked', () => {
    const both = [action('a'), action('x', { owner: 'db' })];
    const [one, other] = [both, both.toReversed()].map((actions) => recording({ steps: stepsOf(actions) })) as [
      Recording,
      Recording,
    ];
    expect(differences(one, other)).toEqual([]);
  });

  test('differ in the order of what one owner did', () => {
    const both = [action('a'), action('s', { kind: 'Secret' })];
    const [one, other] = [both, both.toReversed()].map((actions) => recording({ steps: stepsOf(actions) })) as [
      Recording,
      Recording,
    ];
    expect(differences(one, other)).toEqual([
      'steps/application-controller for web/0/0/kind: expected "ConfigMap", got "Secret"',
      'steps/application-controller for web/0/0/name: expected "a", got "s"',
      'steps/application-controller for web/1/0/kind: expected "Secret", got "ConfigMap"',
      'steps/application-controller for web/1/0/name: expected "s", got "a"',
    ]);
  });

  test('differ in an object that is gone in one of them only', () => {
    const gone = [{ group: '', kind: 'ConfigMap', namespace: 'dev', name: 'a' }];
    expect(differences(recording({ gone }), recording({}))).toEqual([
      'gone/ConfigMap dev a: expected {"group":"","kind":"ConfigMap","namespace":"dev","name":"a"}, got nothing',
    ]);
  });

  test('differ in the health of an Application, and agree in whatever order its status lists the resources', () => {
    const [a, b] = ['a', 'b'].map((name) => ({ kind: 'ConfigMap', namespace: 'dev', name, status: 'Synced' })) as [
      object,
      object,
    ];
    const one = recording({ applications: { web: { ...WEB, resources: [a, b] as never } } });
    const other = recording({ applications: { web: { ...WEB, health: 'Degraded', resources: [b, a] as never } } });
    expect(differences(one, other)).toEqual(['applications/web/health: expected "Healthy", got "Degraded"']);
  });

  test('agree where refusals of one wave are listed in another order', () => {
    const reasons = ['error when patching "<file>": a', 'error when patching "<file>": b, and so on'];
    const [one, other] = [reasons, reasons.toReversed()].map((each) => {
      const message = `one or more objects failed to apply, reason: ${each.join(',')}`;
      return recording({ applications: { web: { ...WEB, conditions: [{ type: 'SyncError', message }] } } });
    }) as [Recording, Recording];
    expect(differences(one, other)).toEqual([]);
  });

  test('agree where a message prints addresses in memory', () => {
    const [one, other] = ['0x64ce43420c8', '0xc0009'].map((address) => {
      const failed = { code: 422, message: `TerminationGracePeriodSeconds:(*int64)(${address})` };
      return recording({ steps: stepsOf([action('a', { failed })]) });
    }) as [Recording, Recording];
    expect(differences(one, other)).toEqual([]);
  });

  test('agree where an Application has healed itself since, and tells of that sync alone', () => {
    const result = (name: string, message: string) => {
      return { kind: 'ConfigMap', namespace: 'dev', name, message: `configmap/${name} ${message}`, syncPhase: 'Sync' };
    };
    const ended = { phase: 'Succeeded', message: 'successfully synced (all tasks run)', revision: '<after>' };
    const whole = { ...ended, resources: [result('a', 'configured'), result('b', 'unchanged')] };
    const healing = { ...ended, resources: [result('a', 'unchanged')], partial: true } as const;
    const of = (operation: typeof whole | typeof healing) =>
      recording({ applications: { web: { ...WEB, operation } } });
    expect(differences(of(whole), of(healing))).toEqual([]);
    expect(differences(of(healing), of(whole))).toEqual([
      'applications/web/operation/resources/ConfigMap dev a Sync/message: expected "configmap/a unchanged", got "configmap/a configured"',
      'applications/web/operation/resources/ConfigMap dev b Sync: expected nothing, got {"kind":"ConfigMap","namespace":"dev","name":"b","message":"configmap/b unchanged","syncPhase":"Sync"}',
      'applications/web/operation/partial: expected true, got nothing',
    ]);
  });

  test('agree where one is an alternative that the other knows', () => {
    const steps = stepsOf([action('a')]);
    const unstable = { ...recording({ steps: stepsOf([action('b')]) }), alternatives: [{ steps }] };
    expect(differences(unstable, recording({ steps }))).toEqual([]);
  });
});

function present(name: string, uid: string, metadata: object = {}): Present {
  const identity = { group: '', kind: 'ConfigMap', namespace: 'dev', name };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'dev', uid, ...metadata } };
  return { ...identity, object };
}

test('what became of objects is told by their names and uids', () => {
  const labels = { 'app.kubernetes.io/instance': 'web' };
  const before = [present('gone', '1'), present('kept', '2'), present('made anew', '3')];
  const after = [
    present('kept', '2', { labels }),
    present('made anew', '4', { deletionTimestamp: '2026-01-02T03:04:05Z' }),
    present('new', '5'),
  ];
  const named = (name: string) => ({ group: '', kind: 'ConfigMap', namespace: 'dev', name });
  expect(fate(before, after)).toEqual({
    exists: [named('kept'), named('made anew'), named('new')],
    gone: [named('gone')],
    appeared: [named('new')],
    recreated: [named('made anew')],
    terminating: [named('made anew')],
    tracking: [{ ...named('kept'), app: 'web' }],
  });
});

test('a live field is null where it or its object is not there', () => {
  const fields = ['ConfigMap/dev/a#metadata/uid', 'ConfigMap/dev/a#data/v', 'ConfigMap/dev/b#data'];
  expect(liveFields(fields, [present('a', '1')])).toEqual({
    [fields[0] ?? '']: '1',
    [fields[1] ?? '']: null,
    [fields[2] ?? '']: null,
  });
});

import { readApplication } from '../../src/live/application';
import { isUnreadable, remedy } from '../../src/live/remedy';
import { needs, syncOperation } from '../../src/live/stuck';
import { isSettled, trouble } from '../../src/live/trouble';
import { application } from './application';

const operation = (phase: string, more: object = {}) => ({ operationState: { phase, ...more } });

test('an Application is settled when it is Synced and Healthy and nothing is under way', () => {
  expect(isSettled(application())).toBe(true);
  expect(isSettled(application({ status: operation('Succeeded') }))).toBe(true);
  for (const phase of ['Running', 'Failed', 'Error', 'Terminating']) {
    expect(isSettled(application({ status: operation(phase) }))).toBe(false);
  }
  expect(isSettled(application({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }))).toBe(false);
  expect(trouble(application())).toBeUndefined();
});

const unhealthy = {
  group: 'apps',
  kind: 'Deployment',
  name: 'api',
  status: 'Synced',
  health: { status: 'Degraded', message: 'no Pod' },
};
const outOfSync = (name: string) => ({ kind: 'Service', name, status: 'OutOfSync' });

const troubles: readonly (readonly [what: string, status: object, said: string])[] = [
  [
    'what cannot be compared, before anything else',
    { conditions: [{ type: 'ComparisonError', message: 'app path does not exist' }], resources: [unhealthy] },
    'app path does not exist',
  ],
  [
    'the object that was refused',
    operation('Failed', {
      message: 'one or more objects failed to apply',
      syncResult: {
        resources: [{ kind: 'Deployment', name: 'api', status: 'SyncFailed', message: 'replicas: Invalid' }],
      },
    }),
    'Deployment api: replicas: Invalid',
  ],
  ['why a sync failed', operation('Error', { message: 'rpc error' }), 'rpc error'],
  [
    'why a sync is tried again',
    operation('Running', { retryCount: 2, message: 'Retrying attempt #3' }),
    'Retrying attempt #3',
  ],
  [
    'the object that is not well',
    { health: { status: 'Degraded' }, resources: [unhealthy] },
    'Deployment api is Degraded: no Pod',
  ],
  [
    'what is not as in Git',
    { sync: { status: 'OutOfSync' }, resources: [outOfSync('a'), outOfSync('b')] },
    'Service a and 1 more not as in Git',
  ],
  ['nothing where Argo CD says nothing', { health: { status: 'Progressing' } }, ''],
];
for (const [what, status, said] of troubles) {
  test(`the first useful line is ${what}`, () => {
    expect(trouble(application({ status: { sync: { status: 'OutOfSync' }, ...status } })) ?? '').toBe(said);
  });
}

test('a message stays one line of 160 characters, and shows no password of a repository', () => {
  const message = `failed to list refs of https://user:secret@git.example/x\n${'x'.repeat(200)}`;
  const said = trouble(
    application({ status: { sync: { status: 'Unknown' }, conditions: [{ type: 'ComparisonError', message }] } }),
  );
  expect(said).toMatch(/^failed to list refs of https:\/\/…@git\.example\/x x+…$/);
  expect(said).toHaveLength(160);
});

test('what is no Application is nothing', () => {
  for (const object of [undefined, null, 1, 'a', [], {}, { metadata: { name: 1 } }])
    expect(readApplication(object)).toBeUndefined();
});

test('since when is what Argo CD says best', () => {
  const since = (status: object) => application({ status: { ...status } }).since;
  expect(since({})).toBe('2026-01-01T00:00:00Z');
  expect(since(operation('Succeeded', { finishedAt: 'finished' }))).toBe('finished');
  expect(
    since({ health: { lastTransitionTime: 'health' }, ...operation('Succeeded', { finishedAt: 'finished' }) }),
  ).toBe('health');
  expect(since(operation('Running', { startedAt: 'started' }))).toBe('started');
});

const AUTOMATED = { spec: { syncPolicy: { automated: {}, syncOptions: ['PruneLast=true'], retry: { limit: 3 } } } };
const at = (revision: string) => ({ operation: { sync: { revision } } });

test('a sync that retries a commit which a later one has repaired is ended', () => {
  const status = operation('Running', { retryCount: 1, ...at('old') });
  expect(needs(application({ ...AUTOMATED, status }))).toBe('terminate');
  expect(
    needs(application({ ...AUTOMATED, status: operation('Running', { retryCount: 1, ...at('a1') }) })),
  ).toBeUndefined();
  expect(needs(application({ ...AUTOMATED, status: operation('Running', at('old')) }))).toBeUndefined();
});

test('a commit that Argo CD gave up is synced anew, where it syncs by itself', () => {
  const status = { sync: { status: 'OutOfSync', revision: 'a1' }, ...operation('Failed', at('a1')) };
  expect(needs(application({ ...AUTOMATED, status }))).toBe('sync');
  expect(needs(application({ set: 'core', status }))).toBe('sync');
  expect(needs(application({ status }))).toBeUndefined();
  expect(
    needs(application({ ...AUTOMATED, status: { ...status, ...operation('Failed', at('old')) } })),
  ).toBeUndefined();
  expect(syncOperation(application({ ...AUTOMATED, status }))).toEqual({
    operation: {
      initiatedBy: { username: 'argosy', automated: true },
      sync: { prune: true, syncOptions: ['PruneLast=true'] },
      retry: { limit: 3 },
    },
  });
});

test('a repair that leaves nothing to do is synced all the same, so that the last sync is one that succeeded', () => {
  expect(needs(application({ ...AUTOMATED, status: operation('Failed', at('old')) }))).toBe('sync');
  expect(needs(application({ ...AUTOMATED, status: operation('Succeeded', at('old')) }))).toBeUndefined();
});

test('where a credential is needed it is said where it lies', () => {
  const said = 'failed to list refs: authentication required';
  expect(isUnreadable(said)).toBe(true);
  expect(remedy({ name: 'shop-dev', trouble: said }, 'argocd')).toBe(
    'give Argo CD the repository: its credential lies in a Secret in namespace argocd with the label argocd.argoproj.io/secret-type=repository',
  );
});

test('what is not known is looked at with kubectl', () => {
  expect(isUnreadable('Deployment api is Degraded')).toBe(false);
  expect(remedy({ name: 'api-dev', trouble: 'Deployment api is Degraded' }, 'gitops')).toBe(
    'kubectl --namespace gitops describe application.argoproj.io api-dev',
  );
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Application } from '../../e2e/cluster/application';
import type { LiveObject } from '../../e2e/cluster/cluster';
import { type Action, withReplacements } from '../../e2e/observer/action';
import { applicationState } from '../../e2e/observer/applications';
import { type AuditEvent, actionOf, remember } from '../../e2e/observer/audit-event';
import { AuditLog } from '../../e2e/observer/audit-log';
import { changedPointers } from '../../e2e/observer/changes';
import { KnownObjects } from '../../e2e/observer/known-objects';
import { watchedAction } from '../../e2e/observer/watch-event';

const AT = '2026-01-02T03:04:05.000001Z';

function configMap(changes: Partial<LiveObject> = {}, metadata: Partial<LiveObject['metadata']> = {}): LiveObject {
  const labels = { 'app.kubernetes.io/instance': 'web' };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'dev', uid: '1', labels, ...metadata },
    ...changes,
  };
}

function application(name: string, changes: Partial<LiveObject> = {}, metadata: Partial<LiveObject['metadata']> = {}) {
  const base = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };
  return { ...base, metadata: { name, namespace: 'argocd', uid: name, ...metadata }, ...changes };
}

/** A request of the application controller for a ConfigMap, as its sync makes it. */
function event(changes: Partial<AuditEvent>): AuditEvent {
  return {
    requestURI: '/api/v1/namespaces/dev/configmaps/a?fieldManager=argocd-controller',
    verb: 'patch',
    user: { username: 'argocd-application-controller' },
    userAgent: 'argocd/v0.0.0 (linux/amd64) kubernetes/$Format',
    objectRef: { resource: 'configmaps', namespace: 'dev', name: 'a' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: AT,
    ...changes,
  };
}

function applicationEvent(name: string, changes: Partial<AuditEvent>): AuditEvent {
  return event({
    requestURI: `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`,
    objectRef: { apiGroup: 'argoproj.io', resource: 'applications', namespace: 'argocd', name },
    ...changes,
  });
}

const created = (object: LiveObject) =>
  event({ verb: 'create', responseStatus: { code: 201 }, responseObject: object });

/** What the requests were, one after the other. */
function actions(...events: readonly AuditEvent[]): Action[] {
  const known = new KnownObjects();
  return events.flatMap((each) => {
    const action = actionOf(each, known);
    remember(each, known);
    return action ?? [];
  });
}

const CREATED = {
  by: 'application-controller',
  owner: 'web',
  verb: 'create',
  group: '',
  kind: 'ConfigMap',
  namespace: 'dev',
  name: 'a',
  wave: 0,
  at: AT,
};

describe('an audit event', () => {
  test('of a creation names the Application that the object is tracked by, its wave and its hook', () => {
    const annotations = { 'argocd.argoproj.io/sync-wave': '-2', 'argocd.argoproj.io/hook': 'PreSync' };
    expect(actions(created(configMap({}, { annotations })))).toEqual([{ ...CREATED, wave: -2, hook: 'PreSync' }]);
  });

  test('of an object with both marks belongs to the Application of the annotation', () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'other:/ConfigMap:dev/a' };
    expect(actions(created(configMap({}, { annotations })))).toEqual([{ ...CREATED, owner: 'other' }]);
  });

  test('of a server-side apply that answers 201 is a creation', () => {
    expect(actions(event({ responseStatus: { code: 201 }, responseObject: configMap() }))).toEqual([CREATED]);
  });

  test('of an update says what has changed, without what the server and kubectl note down', () => {
    const before = configMap({ data: { v: '1' } }, { resourceVersion: '1' });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    const after = configMap({ data: { v: '2', w: '1' } }, { resourceVersion: '2', annotations });
    expect(actions(created(before), event({ responseObject: after }))).toEqual([
      CREATED,
      { ...CREATED, verb: 'update', changed: ['/data/v', '/data/w'] },
    ]);
  });

  test('of an update that changes nothing is no action', () => {
    const again = event({ responseObject: configMap({}, { resourceVersion: '2' }) });
    expect(actions(created(configMap()), again)).toEqual([CREATED]);
  });

  test('of a deletion knows from before what was deleted, and has the propagation from the request', () => {
    const deletion = event({
      verb: 'delete',
      requestObject: { kind: 'DeleteOptions', propagationPolicy: 'Foreground' },
      responseObject: { kind: 'Status', status: 'Success' },
    });
    const annotations = { 'argocd.argoproj.io/sync-wave': '3' };
    expect(actions(created(configMap({}, { annotations })), deletion)[1]).toEqual({
      ...CREATED,
      verb: 'delete',
      wave: 3,
      propagation: 'Foreground',
      cause: 'prune',
    });
  });

  test('of a second deletion of what is already leaving is no action', () => {
    const leaving = configMap({}, { deletionTimestamp: AT, finalizers: ['example.com/held'] });
    const deletion = event({ verb: 'delete', responseObject: leaving });
    expect(actions(created(configMap()), deletion, deletion).map(({ verb }) => verb)).toEqual(['create', 'delete']);
  });

  test('of a deletion while its Application is being deleted is a cascade', () => {
    const leaving = application(
      'web',
      {},
      { deletionTimestamp: AT, finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    );
    const deletions = [
      applicationEvent('web', { verb: 'delete', user: { username: 'admin' }, responseObject: leaving }),
      event({ verb: 'delete' }),
    ];
    expect(actions(created(configMap()), ...deletions)[1]).toMatchObject({ verb: 'delete', cause: 'cascade' });
  });

  test('of the deletion of a hook goes by its policy', () => {
    const annotations = { 'helm.sh/hook': 'post-install' };
    expect(actions(created(configMap({}, { annotations })), event({ verb: 'delete' }))[1]).toMatchObject({
      hook: 'post-install',
      cause: 'hook-policy',
    });
  });

  test('of a refusal has the words of the API server, and what is left of the object', () => {
    const message = 'Service in version "v1" cannot be handled as a Service';
    const refused = event({
      verb: 'create',
      objectRef: { resource: 'services', namespace: 'dev' },
      responseStatus: { code: 400, message },
      responseObject: { kind: 'Status', message },
    });
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default' } };
    const known = event({
      verb: 'create',
      user: { username: 'system:apiserver' },
      objectRef: { resource: 'services', namespace: 'default', name: 'kubernetes' },
      responseObject: service,
    });
    expect(actions(known, refused)).toEqual([
      { ...CREATED, owner: '', kind: 'Service', name: '', failed: { code: 400, message } },
    ]);
  });

  test('of a refused update is told although nothing has changed', () => {
    const failed = { code: 422, message: 'Deployment.apps "d" is invalid: spec.selector: field is immutable' };
    const refused = event({ requestObject: { spec: { selector: {} } }, responseStatus: failed });
    expect(actions(created(configMap()), refused)[1]).toEqual({ ...CREATED, verb: 'update', failed });
  });

  test('of a try that came second is no refusal', () => {
    const conflict = { code: 409, reason: 'Conflict', message: 'the object has been modified' };
    const exists = { code: 409, reason: 'AlreadyExists', message: 'configmaps "a" already exists' };
    expect(actions(event({ requestObject: { data: {} }, responseStatus: conflict }))).toEqual([]);
    expect(actions(event({ verb: 'create', requestObject: configMap(), responseStatus: exists }))).toEqual([
      { ...CREATED, failed: { code: 409, message: 'configmaps "a" already exists' } },
    ]);
  });

  test('of a dry run, a status, or somebody else is no action', () => {
    expect(
      actions(
        event({
          requestURI: '/api/v1/namespaces/dev/configmaps?dryRun=All',
          verb: 'create',
          responseObject: configMap(),
        }),
        event({ objectRef: { resource: 'configmaps', subresource: 'status', namespace: 'dev', name: 'a' } }),
        event({ verb: 'create', user: { username: 'admin' }, responseObject: configMap() }),
      ),
    ).toEqual([]);
  });

  test('of the application controller on an Application counts where a sync wrote it, and not where it notes its work', () => {
    const spec = (limit: number) => ({ spec: { syncPolicy: { retry: { limit } } } });
    const known = applicationEvent('web', { user: { username: 'admin' }, responseObject: application('web', spec(0)) });
    const noted = applicationEvent('web', { responseObject: application('web', spec(1)) });
    const uri = `${noted.requestURI}?fieldManager=argocd-controller`;
    const synced = { ...noted, requestURI: uri, responseObject: application('web', spec(2)) };
    expect(actions(known, noted, synced)).toEqual([
      expect.objectContaining({ verb: 'update', name: 'web', changed: ['/spec/syncPolicy/retry/limit'] }),
    ]);
  });

  test('of the ApplicationSet controller belongs to the set that owns the Application, also when the set lets go of it', () => {
    const user = { username: 'argocd-applicationset-controller' };
    const ownerReferences = [{ kind: 'ApplicationSet', name: 'apps', uid: '1' }];
    const owned = application('web', {}, { ownerReferences });
    const told = actions(
      applicationEvent('web', { user, verb: 'create', responseObject: owned }),
      applicationEvent('web', { user, verb: 'update', responseObject: application('web') }),
      applicationEvent('web', { user, verb: 'delete', responseObject: owned }),
    );
    expect(told).toEqual([
      expect.objectContaining({ by: 'applicationset-controller', owner: 'apps', verb: 'create' }),
      expect.objectContaining({ owner: 'apps', verb: 'update', changed: ['/metadata/ownerReferences'] }),
      expect.objectContaining({ verb: 'delete', cause: 'appset' }),
    ]);
  });

  test('of the garbage collector counts where it takes Applications away', () => {
    const collector = {
      user: { username: 'kube-controller-manager' },
      userAgent: 'kube-controller-manager/v1.31.4 (linux/amd64) kubernetes/$Format/generic-garbage-collector',
      verb: 'delete',
    };
    const ownerReferences = [{ kind: 'ApplicationSet', name: 'apps', uid: '1' }];
    const owned = application('web', {}, { ownerReferences });
    const known = applicationEvent('web', { user: { username: 'admin' }, verb: 'create', responseObject: owned });
    expect(actions(known, applicationEvent('web', collector), event(collector))).toEqual([
      expect.objectContaining({ by: 'garbage-collector', owner: 'apps', name: 'web', cause: 'owner-gone' }),
    ]);
  });

  test('of a namespace that CreateNamespace makes belongs to the Application whose sync aims at it', () => {
    const spec = { destination: { namespace: 'dev' }, syncPolicy: { syncOptions: ['CreateNamespace=true'] } };
    const admin = { user: { username: 'admin' } };
    const idle = applicationEvent('idle', { ...admin, responseObject: application('idle', { spec }) });
    const running = application('running', { spec, status: { operationState: { phase: 'Running' } } });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } };
    const made = event({
      verb: 'create',
      objectRef: { resource: 'namespaces', namespace: 'dev', name: 'dev' },
      responseObject: namespace,
    });
    expect(actions(idle, applicationEvent('running', { ...admin, responseObject: running }), made)).toEqual([
      { ...CREATED, owner: 'running', kind: 'Namespace', namespace: '', name: 'dev' },
    ]);
  });
});

test('a deletion that is followed by the creation of the same for the same owner is a replacement', () => {
  const [create] = actions(created(configMap())) as [Action];
  const prune: Action = { ...create, verb: 'delete', cause: 'prune' };
  expect(withReplacements([prune, create]).map(({ cause }) => cause)).toEqual(['replace', undefined]);
  expect(withReplacements([prune, { ...create, owner: 'other' }]).map(({ cause }) => cause)).toEqual([
    'prune',
    undefined,
  ]);
  expect(withReplacements([create, prune])).toEqual([create, prune]);
});

test('a pointer names the highest field that is new or gone, and a list as a whole', () => {
  const before = { metadata: { name: 'a' }, spec: { list: [1], gone: { deep: 1 }, 'a/b~c': 1 } };
  const after = { metadata: { name: 'a', labels: { team: 'x' } }, spec: { list: [1, 2], 'a/b~c': 2 } };
  expect(changedPointers(before, after)).toEqual(['/metadata/labels', '/spec/a~1b~0c', '/spec/gone', '/spec/list']);
});

test('finalizers that come off an object which is being deleted are part of its deletion', () => {
  const leaving = (finalizers: string[]) => ({ metadata: { name: 'a', deletionTimestamp: AT, finalizers } });
  expect(changedPointers(leaving(['x', 'y']), leaving(['y']))).toEqual([]);
});

test('the finalizer by which Argo CD 3 holds on to a hook is its own affair', () => {
  const hook = (...finalizers: string[]) => ({
    metadata: { name: 'a', ...(finalizers.length > 0 ? { finalizers } : {}) },
  });
  expect(changedPointers(hook('argocd.argoproj.io/hook-finalizer'), hook())).toEqual([]);
  expect(changedPointers(hook('argocd.argoproj.io/hook-finalizer'), hook('x'))).toEqual(['/metadata/finalizers']);
});

describe('the audit log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'argosy-observer-'));
    file = path.join(folder, 'audit.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const line = (each: AuditEvent) => `${JSON.stringify(each)}\n`;

  test('tells what came since the start or a mark, and knows the objects from before', async () => {
    writeFileSync(file, line(created(configMap({ data: { v: '1' } }))));
    const log = new AuditLog(file);
    expect(await log.actions()).toEqual([]);
    appendFileSync(file, line(event({ responseObject: configMap({ data: { v: '2' } }) })));
    const mark = log.mark();
    appendFileSync(file, line(event({ verb: 'delete' })));
    const update = { ...CREATED, verb: 'update', changed: ['/data/v'] };
    const deletion = { ...CREATED, verb: 'delete', cause: 'prune' };
    expect(await log.actions()).toEqual([update, deletion]);
    expect(await log.actions(mark)).toEqual([deletion]);
  });

  test('waits for the end of a line, and puts requests in the order in which they came', async () => {
    writeFileSync(file, '');
    const log = new AuditLog(file);
    const early = line({ ...created(configMap({}, { name: 'ä' })), requestReceivedTimestamp: '2026-01-02T03:04:04Z' });
    appendFileSync(file, line(created(configMap())) + early.slice(0, 50));
    expect((await log.actions()).map(({ name }) => name)).toEqual(['a']);
    appendFileSync(file, early.slice(50));
    expect((await log.actions()).map(({ at }) => at)).toEqual(['2026-01-02T03:04:04Z', AT]);
  });
});

test('an audit log that was begun anew is not taken for a quiet one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'argosy-observer-'));
  const file = path.join(folder, 'audit.log');
  writeFileSync(file, `${JSON.stringify(created(configMap()))}\n`);
  const log = new AuditLog(file);
  await log.actions();
  writeFileSync(file, '');
  await expect(log.actions()).rejects.toThrow(
    `${file}: shorter than before, so it was begun anew; give the API server --audit-log-maxsize`,
  );
  rmSync(folder, { recursive: true });
});

describe('a watch', () => {
  const name = { group: '', resource: 'configmaps', namespace: 'dev', name: 'a' };
  const managed = (manager: string, ...rest: Parameters<typeof configMap>) => {
    const { metadata, ...object } = configMap(...rest);
    return { ...object, metadata: { ...metadata, managedFields: [{ manager, time: AT }] } } as LiveObject;
  };
  const told = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: LiveObject, before?: LiveObject) => {
    const known = new KnownObjects();
    if (before) known.set(name, before);
    return watchedAction({ type, object }, name, known, AT);
  };

  test('tells who created and changed from the fields that are managed', () => {
    expect(told('ADDED', managed('argocd-controller'))).toEqual(CREATED);
    const before = configMap({ data: { v: '1' } });
    const after = managed('argocd-controller', { data: { v: '2' } });
    expect(told('MODIFIED', after, before)).toEqual({ ...CREATED, verb: 'update', changed: ['/data/v'] });
    expect(told('MODIFIED', managed('kubectl-edit', { data: { v: '2' } }), before)).toBeUndefined();
  });

  test('tells that a set made an Application, whatever its controller is called', () => {
    const ownerReferences = [{ kind: 'ApplicationSet', name: 'apps', uid: '1' }];
    const owned = application('web', {}, { ownerReferences });
    expect(told('ADDED', owned)).toMatchObject({ by: 'applicationset-controller', owner: 'apps', verb: 'create' });
  });

  test('tells a deletion once, when it begins, and not by whom', () => {
    const { by: _, ...deleted } = { ...CREATED, verb: 'delete', cause: 'prune' };
    const leaving = configMap({}, { deletionTimestamp: AT, finalizers: ['example.com/held'] });
    expect(told('MODIFIED', leaving, configMap())).toEqual(deleted);
    expect(told('DELETED', leaving, leaving)).toBeUndefined();
    expect(told('DELETED', configMap(), configMap())).toEqual(deleted);
    expect(told('DELETED', configMap({}, { labels: {} }), configMap({}, { labels: {} }))).toBeUndefined();
  });

  test('that tells again of what is known tells nothing', () => {
    expect(told('ADDED', managed('argocd-controller'), managed('argocd-controller'))).toBeUndefined();
  });
});

test("an Application's state has what its status says, and nothing for what it does not", () => {
  const found = {
    ...application('web', {}, { finalizers: ['resources-finalizer.argocd.argoproj.io'], deletionTimestamp: AT }),
    status: {
      sync: { status: 'OutOfSync', revision: 'abc' },
      health: { status: 'Missing' },
      conditions: [{ type: 'SyncError', message: 'no' }],
      resources: [
        {
          kind: 'Service',
          namespace: 'dev',
          name: 's',
          status: 'OutOfSync',
          health: { status: 'Missing' },
          syncWave: 2,
        },
      ],
      operationState: {
        phase: 'Failed',
        message: 'no',
        retryCount: 2,
        operation: { sync: { resources: [{ kind: 'Service', name: 's' }] } },
        syncResult: {
          revision: 'abc',
          resources: [
            {
              group: '',
              kind: 'Service',
              namespace: 'dev',
              name: 's',
              status: 'SyncFailed',
              message: 'no',
              hookPhase: 'Failed',
              syncPhase: 'Sync',
            },
          ],
        },
      },
    },
  };
  expect(applicationState(found as Application)).toEqual({
    sync: 'OutOfSync',
    revision: 'abc',
    health: 'Missing',
    conditions: [{ type: 'SyncError', message: 'no' }],
    resources: [{ kind: 'Service', namespace: 'dev', name: 's', status: 'OutOfSync', syncWave: 2, health: 'Missing' }],
    deleting: true,
    finalizers: ['resources-finalizer.argocd.argoproj.io'],
    operation: {
      phase: 'Failed',
      message: 'no',
      revision: 'abc',
      resources: [
        {
          kind: 'Service',
          namespace: 'dev',
          name: 's',
          status: 'SyncFailed',
          message: 'no',
          hookPhase: 'Failed',
          syncPhase: 'Sync',
        },
      ],
      retried: true,
      partial: true,
    },
  });
  expect(applicationState(application('new') as Application)).toEqual({
    sync: '',
    revision: '',
    health: '',
    conditions: [],
    resources: [],
  });
});

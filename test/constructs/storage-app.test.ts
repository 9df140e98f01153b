import { Chart, Size } from 'cdk8s';
import { Application, nfs, Source, StorageApp, storageClass } from 'cdk8s-argosy';
import type { Construct } from 'constructs';
import { annotations, aPlatform, content, dev, findings, inChart, manifest, prod, spec, waves } from './builders';

test('storage on NFS is a volume and a claim that name each other and say that nothing may delete them', () => {
  const env = dev();
  const namespace = env.namespaceFor('api');
  const logs = new StorageApp(env, 'logs', { namespace, claims: { data: LOGS } });
  expect(inChart(charted(logs))).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'logs-data-dev-pv', annotations: KEPT },
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: '',
        capacity: { storage: '5Gi' },
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace: 'api-dev', name: 'logs-data-dev' },
        nfs: { server: '10.0.0.1', path: '/logs' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'logs-data-dev', namespace: 'api-dev', annotations: KEPT },
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: '',
        resources: { requests: { storage: '5Gi' } },
        volumeName: 'logs-data-dev-pv',
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('a claim selects its volume by label too, where one is given', () => {
  const env = dev();
  const labels = { pv: 'logs-dev' };
  const claims = { data: { ...LOGS, labels } };
  const [volume, claim] = inChart(charted(new StorageApp(env, 'logs', { namespace: env.namespaceFor('api'), claims })));
  expect(volume?.metadata).toEqual({ name: 'logs-data-dev-pv', labels, annotations: KEPT });
  expect(spec(claim ?? {})).toMatchObject({ selector: { matchLabels: labels }, volumeName: 'logs-data-dev-pv' });
});

test('the Application of storage neither prunes nor cascades nor replaces', () => {
  const env = dev(aPlatform(), { sync: { prune: 'last', options: ['Replace=true'], allowEmpty: true } });
  new StorageApp(env, 'logs', { namespace: env.namespaceFor('api'), claims: { data: LOGS } });
  expect(manifest(env, 'Application', 'logs-storage-dev')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'logs-storage-dev',
      namespace: 'argocd',
      labels: { app: 'logs-storage', env: 'dev' },
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    },
    spec: {
      project: 'dev',
      source: {
        repoURL: 'https://git.example.com/mlops',
        targetRevision: 'main',
        path: 'dist/mlops/dev/logs-storage',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'api-dev' },
      syncPolicy: { automated: { prune: false, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
    },
  });
});

test('storage of a class is a claim alone', () => {
  const env = dev();
  const models = new StorageApp(env, 'models', {
    namespace: env.namespaceFor('api'),
    claims: {
      weights: { size: Size.gibibytes(20), access: 'ReadWriteOnce', from: storageClass('longhorn', 'Immediate') },
    },
  });
  expect(inChart(charted(models))).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'models-weights-dev', namespace: 'api-dev', annotations: KEPT },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'longhorn',
        resources: { requests: { storage: '20Gi' } },
      },
    },
  ]);
});

test('claims, volumes and the Application may have names of their own', () => {
  const env = dev();
  const logs = new StorageApp(env, 'logs', {
    namespace: env.namespaceFor('api'),
    name: 'api-logs',
    claims: { data: { ...LOGS, name: 'claim', volume: 'volume', className: 'manual' } },
  });
  const made = inChart(charted(logs)).map(({ metadata, spec }) => [
    Object(metadata).name,
    Object(spec).storageClassName,
  ]);
  expect(made).toEqual([
    ['volume', 'manual'],
    ['claim', 'manual'],
  ]);
  expect(spec(manifest(env, 'Application', 'api-logs')).destination).toMatchObject({ namespace: 'api-dev' });
});

test('a claim tells a workload what to mount', () => {
  const env = dev();
  const namespace = env.namespaceFor('api');
  const logs = new StorageApp(env, 'logs', { namespace, claims: { data: LOGS } });
  expect(logs.claim('data')).toEqual({ claimName: 'logs-data-dev', namespace, access: 'ReadWriteMany' });
});

test('the project ignores the claims, because they outlive their Application', () => {
  const env = dev();
  new StorageApp(env, 'logs', { namespace: env.namespaceFor('api'), claims: { data: LOGS } });
  const project = manifest(env, 'AppProject', 'dev');
  expect(spec(project).orphanedResources).toEqual({
    warn: true,
    ignore: [{ kind: 'PersistentVolumeClaim', name: 'logs-data-dev' }],
  });
  expect(annotations(project)['argosy.io/reasons']).toBe(
    'PersistentVolume: those of storage that is gone stay in sight of Argo CD only while they are permitted\n' +
      'orphans PersistentVolumeClaim logs-data-dev: outlives its Application on purpose; the entry silences a warning ' +
      'and protects nothing by itself\n',
  );
});

test('storage has a place in the order like any Application', () => {
  const env = dev();
  const first = new StorageApp(env, 'logs', { namespace: env.home, claims: { data: LOGS }, wave: 5 });
  new StorageApp(env, 'more', { namespace: env.home, claims: { data: LOGS }, after: [first] });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'logs-storage-dev': '5', 'more-storage-dev': '6' });
});

test('no later wave may follow a claim that waits for its first consumer', () => {
  const env = dev();
  const from = storageClass('local-path', 'WaitForFirstConsumer');
  new StorageApp(env, 'logs', { namespace: env.home, claims: { data: { ...LOGS, from } } });
  new Application(env, 'api', { source: Source.content(content(env)), namespace: env.home, wave: 2 });
  expect(findings(env)).toEqual([
    'mlops/dev/logs: its claim "data" is bound only when its first consumer is scheduled, and mlops/dev/api in a later ' +
      'wave waits for that for ever; give this StorageApp and its consumer the same wave, the last one (wave: 2), or ' +
      'take a class that binds at once',
  ]);
});

test('the consumer of a claim that waits for it may share its wave', () => {
  const env = dev();
  const from = storageClass('local-path', 'WaitForFirstConsumer');
  new StorageApp(env, 'logs', { namespace: env.home, claims: { data: { ...LOGS, from } } });
  new Application(env, 'api', { source: Source.content(content(env)), namespace: env.home });
  expect(findings(env)).toEqual([]);
});

test('a namespace of another environment is an error, also past the compiler', () => {
  const platform = aPlatform();
  const env = dev(platform);
  new StorageApp<string, 'data'>(env, 'logs', { namespace: prod(platform).home, claims: { data: LOGS } });
  expect(findings(env)).toEqual([
    'mlops/dev/logs/logs-storage: namespace bootstrap-prod belongs to mlops/prod, not to mlops/dev; ' +
      'take a namespace of the same environment',
  ]);
});

const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
const LOGS = { size: Size.gibibytes(5), access: 'ReadWriteMany', from: nfs('10.0.0.1', '/logs') } as const;

/** The chart that the storage lies in. */
function charted(storage: Construct): Chart {
  const chart = storage.node.findChild('content');
  if (!(chart instanceof Chart)) throw new Error('expected a chart');
  return chart;
}

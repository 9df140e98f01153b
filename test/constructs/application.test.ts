import { App as StockApp } from 'cdk8s';
import { Application, Layer, Source } from 'cdk8s-argosy';
import { Construct } from 'constructs';
import { anApp, aPlatform, dev, findings, GIT, manifest, prod, spec } from './builders';

test('an Application pulls its source into its namespace, prunes, heals, and takes its resources with it', () => {
  const env = dev();
  new Application(env, 'api', { source: SOURCE, namespace: env.namespaceFor('serving') });
  expect(manifest(env, 'Application', 'api-dev')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'api-dev',
      namespace: 'argocd',
      labels: { app: 'api', env: 'dev' },
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: 'dev',
      source: { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'charts/api' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'serving-dev' },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  });
});

test('an Application that keeps its resources has no finalizer, and says so where it prunes', () => {
  const env = dev();
  new Application(env, 'api', { source: SOURCE, namespace: env.home, deletion: 'keep' });
  new Application(env, 'data', { source: SOURCE, namespace: env.home, deletion: 'keep', sync: { prune: 'never' } });
  expect(manifest(env, 'Application', 'api-dev').metadata).toEqual({
    name: 'api-dev',
    namespace: 'argocd',
    labels: { app: 'api', env: 'dev' },
    annotations: {
      'argocd.argoproj.io/sync-wave': '1',
      'argosy.io/reasons': 'deletion: what it made stays when it goes',
    },
  });
  expect(manifest(env, 'Application', 'data-dev').metadata).toEqual({
    name: 'data-dev',
    namespace: 'argocd',
    labels: { app: 'data', env: 'dev' },
    annotations: { 'argocd.argoproj.io/sync-wave': '1' },
  });
});

const ON = { prune: true, selfHeal: true };

test.each([
  ['manual syncing has no automated policy', { mode: 'manual' }, {}],
  ['pruning last is a sync option', { prune: 'last' }, { automated: ON, syncOptions: ['PruneLast=true'] }],
  ['never pruning keeps healing', { prune: 'never' }, { automated: { prune: false, selfHeal: true } }],
  ['healing can be off', { selfHeal: false }, { automated: { prune: true, selfHeal: false } }],
  ['an empty source may be allowed', { allowEmpty: true }, { automated: { ...ON, allowEmpty: true } }],
  [
    'an option that is said twice is written once',
    { prune: 'last', options: ['PruneLast=true', 'Replace=true'] },
    { automated: ON, syncOptions: ['PruneLast=true', 'Replace=true'] },
  ],
  [
    'retries are passed on',
    { retry: { limit: 3, backoff: { duration: '1s' } } },
    { automated: ON, retry: { limit: 3, backoff: { duration: '1s' } } },
  ],
] as const)('%s', (_title, sync, syncPolicy) => {
  const env = dev();
  new Application(env, 'api', { source: SOURCE, namespace: env.home, sync });
  expect(spec(manifest(env, 'Application', 'api-dev')).syncPolicy).toEqual(syncPolicy);
});

test('an Application says only what differs from its environment', () => {
  const env = dev(aPlatform(), { sync: { prune: 'last', options: ['ServerSideApply=true'] } });
  new Application(env, 'api', { source: SOURCE, namespace: env.home, sync: { selfHeal: false } });
  expect(manifest(env, 'Application', 'api-dev').spec).toMatchObject({
    syncPolicy: {
      automated: { prune: true, selfHeal: false },
      syncOptions: ['ServerSideApply=true', 'PruneLast=true'],
    },
  });
});

test('differences to ignore and labels of its own are passed on', () => {
  const env = dev();
  const ignoreDifferences = [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }];
  new Application(env, 'api', { source: SOURCE, namespace: env.home, ignoreDifferences, labels: { team: 'ml' } });
  expect(manifest(env, 'Application', 'api-dev')).toMatchObject({
    metadata: { labels: { app: 'api', env: 'dev', team: 'ml' } },
    spec: { ignoreDifferences },
  });
});

test('a layer leaves its name on the Applications', () => {
  const env = dev();
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  new Application(layer, 'grafana', { source: SOURCE, namespace: env.home });
  expect(manifest(env, 'Application', 'grafana-dev').metadata).toMatchObject({
    labels: { app: 'grafana', env: 'dev', layer: 'monitoring' },
  });
});

test('two Applications of one name in one Argo CD are an error', () => {
  const env = dev();
  new Application(env, 'api', { source: SOURCE, namespace: env.home, name: 'api' });
  new Application(env, 'rest', { source: SOURCE, namespace: env.home, name: 'api' });
  expect(findings(env)).toEqual([
    'mlops/bootstrap/argocd: the Application name "api" is taken by mlops/dev/api and by mlops/dev/rest; ' +
      'rename one of them',
  ]);
});

test('Applications of two environments have names of their own', () => {
  const platform = aPlatform();
  for (const env of [dev(platform), prod(platform)]) {
    new Application<string>(env, 'api', { source: SOURCE, namespace: env.home });
  }
  expect(findings(platform)).toEqual([]);
});

test('a namespace of another environment is an error, also past the compiler', () => {
  const platform = aPlatform();
  const env = dev(platform);
  new Application<string>(env, 'api', { source: SOURCE, namespace: prod(platform).namespaceFor('serving') });
  expect(findings(env)).toEqual([
    'mlops/dev/api: namespace serving-prod belongs to mlops/prod, not to mlops/dev; ' +
      'take a namespace of the same environment',
  ]);
});

test('a project of another platform is an error', () => {
  const app = anApp();
  const env = dev(aPlatform({ app, name: 'one' }));
  const { project } = dev(aPlatform({ app, name: 'two' }), { root: { name: 'two' } });
  new Application(env, 'api', { source: SOURCE, namespace: env.home, project });
  expect(findings(env)).toEqual([
    'one/dev/api: project two/dev/project belongs to platform two, not to one; declare the project in this platform',
  ]);
});

test('a construct of yours that knows its environment can hold Applications', () => {
  const env = dev();
  const team = Object.assign(new Construct(env, 'team'), { environment: env });
  new Application(team, 'api', { source: SOURCE, namespace: env.home });
  expect(manifest(env, 'Application', 'api-dev').metadata).toMatchObject({ labels: { app: 'api', env: 'dev' } });
});

test('in a stock cdk8s App an Application of a path is the same', () => {
  const env = dev(aPlatform({ app: new StockApp() }));
  new Application(env, 'api', { source: SOURCE, namespace: env.namespaceFor('serving') });
  expect(findings(env)).toEqual([]);
  expect(manifest(env, 'Application', 'api-dev')).toMatchObject({
    metadata: { name: 'api-dev', annotations: { 'argocd.argoproj.io/sync-wave': '0' } },
    spec: { source: { path: 'charts/api' }, destination: { namespace: 'serving-dev' } },
  });
});

const SOURCE = Source.path({ repository: GIT, path: 'charts/api' });

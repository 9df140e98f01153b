import { Size } from 'cdk8s';
import {
  Application,
  ApplicationSet,
  type Environment,
  Generator,
  Layer,
  nfs,
  Source,
  StorageApp,
  storageClass,
} from 'cdk8s-argosy';
import { aPlatform, dev, findings, GIT, prod, waves } from './builders';

test('namespaces come first and everything else after them', () => {
  const env = dev();
  application(env, 'api');
  application(env, 'web');
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'api-dev': '1', 'web-dev': '1' });
});

test('each link of a chain has the next wave', () => {
  const env = dev();
  const database = application(env, 'database');
  const api = application(env, 'api', { after: [database] });
  application(env, 'web', { after: [api] });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'database-dev': '1', 'api-dev': '2', 'web-dev': '3' });
});

test('the wave is one more than the highest that is waited for', () => {
  const env = dev();
  const cache = application(env, 'cache');
  const database = application(env, 'database', { after: [cache] });
  application(env, 'api', { after: [cache, database] });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'cache-dev': '1', 'database-dev': '2', 'api-dev': '3' });
});

test('the order in which a chain is written does not matter', () => {
  const env = dev();
  const web = application(env, 'web');
  const api = application(env, 'api');
  web.node.addDependency(api);
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'web-dev': '2', 'api-dev': '1' });
});

test('a pinned wave is kept, and what waits for it comes later', () => {
  const env = dev();
  const database = application(env, 'database', { wave: 10 });
  application(env, 'api', { after: [database] });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'database-dev': '10', 'api-dev': '11' });
  expect(findings(env)).toEqual([]);
});

test('a pinned wave that contradicts after is an error', () => {
  const env = dev();
  const database = application(env, 'database', { wave: 10 });
  application(env, 'api', { after: [database], wave: 10 });
  expect(findings(env)).toEqual([
    'mlops/dev/api: wave 10 contradicts after: mlops/dev/database has wave 10; ' +
      'pin a wave above 10 or leave it to be derived',
  ]);
});

test('a pinned wave that is not behind the namespaces is an error', () => {
  const env = dev();
  application(env, 'api', { wave: 0 });
  expect(findings(env)).toEqual([
    'mlops/dev/api: wave 0 contradicts after: mlops/dev/namespaces has wave 0; ' +
      'pin a wave above 0 or leave it to be derived',
  ]);
});

test('a chain of 10,000 Applications has 10,000 waves', () => {
  const env = dev();
  const namespace = env.namespaceFor('chain');
  let last: Application<'dev'> | undefined;
  for (let link = 0; link < 10_000; link += 1) {
    last = new Application(env, `link-${link}`, { source: SOURCE, namespace, ...(last ? { after: [last] } : {}) });
  }
  expect(last?.order.wave).toBe(10_000);
});

test('a dependency of cdk8s counts like after', () => {
  const env = dev();
  const database = application(env, 'database');
  application(env, 'api').node.addDependency(database);
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'database-dev': '1', 'api-dev': '2' });
});

test('Applications that wait for each other are a cycle, named link by link', () => {
  const env = dev();
  const api = application(env, 'api');
  const web = application(env, 'web', { after: [api] });
  api.node.addDependency(web);
  expect(findings(env)).toEqual([
    'mlops/dev/web: depends on itself: mlops/dev/web => mlops/dev/api => mlops/dev/web; ' +
      'remove one of these dependencies',
  ]);
});

test('an Application of another environment cannot be waited for, not even past the compiler', () => {
  const platform = aPlatform();
  const elsewhere = application(prod(platform), 'database');
  const env = dev(platform);
  application(env, 'api').node.addDependency(elsewhere);
  expect(findings(env)).toEqual([
    'mlops/dev/api: after: mlops/prod/database lies in mlops/prod, not in mlops/dev; ' +
      'waves gate inside one environment only, so wait for something of the same environment',
  ]);
});

test('what is always there cannot wait for an optional layer', () => {
  const env = dev();
  const monitoring = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  const grafana = application(monitoring, 'grafana');
  application(env, 'api', { after: [grafana] });
  expect(findings(env)).toEqual([
    'mlops/dev/api: after: mlops/dev/monitoring/grafana lies in the optional layer mlops/dev/monitoring; ' +
      'what is always there cannot wait for what may be switched off, so move one of them',
  ]);
});

test('a core layer cannot wait for an optional layer', () => {
  const env = dev();
  const monitoring = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  const core = new Layer(env, 'core', { kind: 'core' });
  application(core, 'api', { after: [application(monitoring, 'grafana')] });
  expect(findings(env)).toEqual([
    'mlops/dev/core/api: after: mlops/dev/monitoring/grafana lies in the optional layer mlops/dev/monitoring; ' +
      'what is always there cannot wait for what may be switched off, so move one of them',
  ]);
});

test('an optional layer cannot wait for one that is off', () => {
  const env = dev();
  const monitoring = new Layer(env, 'monitoring', { kind: 'optional', enabled: false });
  const alerts = new Layer(env, 'alerts', { kind: 'optional', enabled: true });
  application(alerts, 'pager', { after: [application(monitoring, 'grafana')] });
  expect(findings(env)).toEqual([
    'mlops/dev/alerts/pager: after: mlops/dev/monitoring/grafana lies in the layer mlops/dev/monitoring, which is ' +
      'off; switch it on or mlops/dev/alerts off',
  ]);
});

test('an optional layer may wait for itself, for the core, and for another that is on', () => {
  const env = dev();
  const core = application(new Layer(env, 'core', { kind: 'core' }), 'api');
  const monitoring = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  const grafana = application(monitoring, 'grafana', { after: [core] });
  const loki = application(monitoring, 'loki', { after: [grafana] });
  application(new Layer(env, 'alerts', { kind: 'optional', enabled: true }), 'pager', { after: [loki] });
  expect(findings(env)).toEqual([]);
});

test('an ApplicationSet cannot be waited for', () => {
  const env = dev();
  application(env, 'api', { after: [aSet(env)] });
  expect(findings(env)).toEqual([
    'mlops/dev/api: after: mlops/dev/models: it is an ApplicationSet, healthy as soon as its Applications exist, so a ' +
      "wave behind it waits for nothing; wait for Applications instead (delivery: 'applications')",
  ]);
});

test('a rolling set cannot be waited for on Argo CD 2', () => {
  const env = dev(aPlatform({ instance: { version: '2.14' } }));
  application(env, 'api', { after: [aSet(env, [{ label: 'app', in: ['a'] }])] });
  expect(findings(env)).toEqual([
    'mlops/dev/api: after: mlops/dev/models: it is an ApplicationSet, healthy as soon as its Applications exist, so a ' +
      "wave behind it waits for nothing; wait for Applications instead (delivery: 'applications')",
  ]);
});

test('a rolling set can be waited for on Argo CD 3', () => {
  const env = dev(aPlatform({ instance: { version: '3.2' } }));
  application(env, 'api', { after: [aSet(env, [{ label: 'app', in: ['a'] }])] });
  expect(findings(env)).toEqual([]);
});

test('storage that waits for its first consumer cannot be waited for', () => {
  const env = dev();
  const logs = storage(env, 'logs', storageClass('local-path', 'WaitForFirstConsumer'));
  application(env, 'api', { after: [logs] });
  expect(findings(env)).toContain(
    'mlops/dev/api: after: mlops/dev/logs: its claim "data" is bound only when its first consumer is scheduled, so ' +
      'waiting for it never ends; leave it out of after, or take a class that binds at once',
  );
});

test('storage that is bound at once can be waited for', () => {
  const env = dev();
  const logs = storage(env, 'logs', storageClass('longhorn', 'Immediate'));
  const models = storage(env, 'models', nfs('10.0.0.1', '/models'));
  application(env, 'api', { after: [logs, models] });
  expect(findings(env)).toEqual([]);
  expect(waves(env)).toEqual({
    'dev-namespaces': '0',
    'logs-storage-dev': '1',
    'models-storage-dev': '1',
    'api-dev': '2',
  });
});

const SOURCE = Source.path({ repository: GIT, path: 'charts/any' });

function application<E extends string>(
  scope: Environment<E> | Layer<E>,
  id: string,
  props: Partial<ConstructorParameters<typeof Application<E>>[2]> = {},
): Application<E> {
  return new Application<E>(scope, id, { source: SOURCE, namespace: scope.environment.namespaceFor(id), ...props });
}

function aSet(
  env: Environment<'dev'>,
  order?: ConstructorParameters<typeof ApplicationSet<'dev', { app: string }>>[2]['order'],
): ApplicationSet<'dev', { app: string }> {
  return new ApplicationSet(env, 'models', {
    generator: Generator.list([{ app: 'a' }]),
    template: ({ app }) => ({
      name: `${app}`,
      namespace: env.namespaceFor('models'),
      source: { repoURL: GIT.url, path: 'models' },
      labels: { app: `${app}` },
    }),
    ...(order ? { order } : {}),
  });
}

function storage(
  env: Environment<'dev'>,
  id: string,
  from: ReturnType<typeof nfs> | ReturnType<typeof storageClass>,
): StorageApp<'dev', 'data'> {
  return new StorageApp(env, id, {
    namespace: env.namespaceFor(id),
    claims: { data: { size: Size.gibibytes(1), access: 'ReadWriteMany', from } },
  });
}

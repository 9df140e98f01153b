import { ApiObject, Chart, Size, App as StockApp } from 'cdk8s';
import { Application, ApplicationGroup, Layer, SealedSecret, Source, StorageApp, storageClass } from 'cdk8s-argosy';
import { anApp, aPlatform, content, dev, findings, made, manifest, spec, waves } from './builders';

test('a layer that is on is as if it were not there, but for a label', () => {
  const env = dev();
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.home });
  expect(made(env)).toEqual(expect.arrayContaining(['Application grafana-dev', 'ConfigMap content']));
  expect(spec(manifest(env, 'Application', 'grafana-dev')).source).toMatchObject({ path: 'dist/mlops/dev/grafana' });
});

test('a layer that is off is left out as a whole: Applications, content, secrets', () => {
  const env = dev();
  const before = made(env);
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: false });
  const secrets = new Chart(layer, 'secrets');
  new SealedSecret(secrets, 'token', { namespace: env.home, keys: ['missing'] });
  new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.home });
  new Application(layer, 'credentials', { source: Source.content(secrets), namespace: env.home });
  expect(made(env)).toEqual(before);
  expect(findings(env)).toEqual([]);
});

test('a layer that is off leaves nothing behind in the project', () => {
  const env = dev();
  const without = manifest(env, 'AppProject', 'dev');
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: false });
  new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.namespaceFor('grafana') });
  new SealedSecret(new Chart(layer, 'secrets'), 'token', { namespace: env.home, keys: ['missing'] });
  expect(manifest(env, 'AppProject', 'dev')).toEqual(without);
});

test.each([
  [true, false],
  [false, true],
])('two layers may hold an Application of one name and folder, if one of them is off', (loki, elastic) => {
  const env = dev();
  for (const [id, enabled] of Object.entries({ loki, elastic })) {
    const layer = new Layer(env, id, { kind: 'optional', enabled });
    new Application(layer, 'logging', { source: Source.content(content(layer)), namespace: env.home });
  }
  expect(findings(env)).toEqual([]);
});

test('a rolling set that is off needs no flag of the controller', () => {
  const env = dev();
  const layer = new Layer(env, 'models', { kind: 'optional', enabled: false });
  new ApplicationGroup(layer, 'core', {
    delivery: 'applicationset',
    applications: { api: { source: Source.content(content(layer)), namespace: env.home } },
  });
  expect(made(env).filter((name) => name.includes('cmd-params'))).toEqual([]);
});

test('storage does not mind a later wave that is off', () => {
  const env = dev();
  const from = storageClass('local-path', 'WaitForFirstConsumer');
  new StorageApp(env, 'logs', {
    namespace: env.home,
    claims: { logs: { size: Size.gibibytes(1), access: 'ReadWriteOnce', from } },
  });
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: false });
  new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.home, wave: 9 });
  expect(findings(env)).toEqual([]);
});

test('switching a layer off moves no wave of the others', () => {
  const built = (enabled: boolean) => {
    const env = dev();
    const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled });
    new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.home });
    new Application(env, 'api', { source: Source.content(content(env)), namespace: env.home });
    return waves(env);
  };
  expect(built(false)).toEqual({ 'dev-namespaces': '0', 'api-dev': '1' });
  expect(built(true)).toEqual({ 'dev-namespaces': '0', 'grafana-dev': '1', 'api-dev': '1' });
});

test('what is always there must not have to wait for the wave of an optional layer', () => {
  const env = dev();
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  new Application(layer, 'grafana', { source: Source.content(content(layer)), namespace: env.home });
  const first = new Application(env, 'database', { source: Source.content(content(env)), namespace: env.home });
  const source = Source.content(content(env, 'api-content'));
  new Application(env, 'api', { source, namespace: env.home, after: [first] });
  expect(findings(env)).toEqual([
    'mlops/dev/monitoring: mlops/dev/monitoring/grafana in wave 1 is waited for by mlops/dev/api in wave 2, which is ' +
      'always there; give it wave 2 or a later one',
  ]);
});

test('a core layer is always on', () => {
  expect(new Layer(dev(), 'core', { kind: 'core' }).enabled).toBe(true);
});

test('a construct knows its layer, or that it has none', () => {
  const env = dev();
  const layer = new Layer(env, 'core', { kind: 'core' });
  expect(Layer.of(content(layer))).toBe(layer);
  expect(Layer.of(env)).toBeUndefined();
});

test('a stock cdk8s App cannot leave a layer out, and says so', () => {
  const app = new StockApp();
  new Layer(dev(aPlatform({ app })), 'monitoring', { kind: 'optional', enabled: false });
  expect(() => app.synthYaml()).toThrow(
    '[mlops/dev/monitoring] the layer is off, which a stock cdk8s App cannot leave out; use the App of cdk8s-argosy',
  );
});

test('what is off does not have to be right', () => {
  const env = dev(aPlatform({ app: anApp() }));
  const layer = new Layer(env, 'monitoring', { kind: 'optional', enabled: false });
  const broken = new ApiObject(new Chart(layer, 'broken'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
  broken.node.addValidation({ validate: () => ['it is broken'] });
  expect(findings(env)).toEqual([]);
});

import { Chart, App as StockApp, Testing } from 'cdk8s';
import { Application, Cluster, SealedSecret, Source } from 'cdk8s-argosy';
import { anApp, annotations, aPlatform, dev, findings, inChart, manifest, prod, type Sealed, spec } from './builders';

test('a sealed secret is its ciphertext from the store, by sorted key', () => {
  const { env, chart } = secrets({
    'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU', password: 'AgP' } },
  });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user', 'password'] });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'db', namespace: 'bootstrap-dev' },
      spec: {
        encryptedData: { password: 'AgP', user: 'AgU' },
        template: { metadata: { name: 'db', namespace: 'bootstrap-dev' }, type: 'Opaque' },
      },
    },
  ]);
  expect(Object.keys(Object(spec(inChart(chart)[0] ?? {}).encryptedData))).toEqual(['password', 'user']);
  expect(findings(env)).toEqual([]);
});

test('type, labels, annotations and readable keys go to the unsealed Secret', () => {
  const { env, chart } = secrets({ 'in-cluster/bootstrap-dev/tls': { encryptedData: { 'tls.key': 'AgK' } } });
  new SealedSecret(chart, 'tls', {
    namespace: env.home,
    keys: ['tls.key'],
    type: 'kubernetes.io/tls',
    labels: { team: 'ml' },
    annotations: { owner: 'ml' },
    plain: { 'tls.crt': 'public' },
  });
  expect(spec(manifest(env, 'SealedSecret', 'tls'))).toEqual({
    encryptedData: { 'tls.key': 'AgK' },
    template: {
      metadata: {
        name: 'tls',
        namespace: 'bootstrap-dev',
        labels: { team: 'ml' },
        annotations: { owner: 'ml' },
      },
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': 'public' },
    },
  });
});

test('a wider scope is said where the controller and where people read it', () => {
  const { env, chart } = secrets({
    'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU' }, scope: 'namespace-wide' },
  });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'], scope: 'namespace-wide' });
  const secret = manifest(env, 'SealedSecret', 'db');
  expect(annotations(secret)).toEqual({ 'sealedsecrets.bitnami.com/namespace-wide': 'true' });
  expect(spec(secret).template).toMatchObject({
    metadata: { annotations: { 'sealedsecrets.bitnami.com/namespace-wide': 'true' } },
  });
  expect(findings(env)).toEqual([]);
});

test('a key without ciphertext is an error that says how to seal it', () => {
  const { env, chart } = secrets({ 'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU' } } });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user', 'password'] });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: key "password" has no ciphertext in sealed/in-cluster/bootstrap-dev/db.yaml; ' +
      'seal it: argosy secret seal bootstrap-dev/db password',
  ]);
});

test('a secret that is not in the store is an error for each of its keys', () => {
  const { env, chart } = secrets({});
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user', 'password'], scope: 'cluster-wide' });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: key "user" has no ciphertext in sealed/in-cluster/bootstrap-dev/db.yaml; ' +
      'seal it: argosy secret seal bootstrap-dev/db user --scope cluster-wide',
    'mlops/dev/secrets/db: key "password" has no ciphertext in sealed/in-cluster/bootstrap-dev/db.yaml; ' +
      'seal it: argosy secret seal bootstrap-dev/db password --scope cluster-wide',
  ]);
});

test('ciphertext of a key that is not declared is an error', () => {
  const { env, chart } = secrets({ 'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU', old: 'AgO' } } });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'] });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: sealed/in-cluster/bootstrap-dev/db.yaml holds key "old", which is not declared; ' +
      'declare it, or remove it there',
  ]);
});

test('ciphertext of another scope is an error, because it would not open', () => {
  const { env, chart } = secrets({
    'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU' }, scope: 'cluster-wide' },
  });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'] });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: sealed/in-cluster/bootstrap-dev/db.yaml is sealed with scope cluster-wide, not strict, so it ' +
      'would not open; declare scope cluster-wide, or remove the file and seal it anew',
  ]);
});

test('whatever is wrong with the file is an error', () => {
  const { env, chart } = secrets({
    'in-cluster/bootstrap-dev/db': {
      encryptedData: { user: 'AgU' },
      problems: [{ message: 'it is sealed for the name "data"', fix: 'seal it for db' }],
    },
  });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'] });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: sealed/in-cluster/bootstrap-dev/db.yaml: it is sealed for the name "data"; seal it for db',
  ]);
});

test('a key that is both plain and sealed is an error', () => {
  const { env, chart } = secrets({ 'in-cluster/bootstrap-dev/db': { encryptedData: { user: 'AgU' } } });
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'], plain: { user: 'me' } });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/db: key "user" is both plain and sealed, which controllers resolve differently; ' +
      'keep one of them',
  ]);
});

test('a secret of another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  const chart = new Chart(dev(platform), 'secrets');
  new SealedSecret(chart, 'db', { namespace: prod(platform).home, keys: ['user'], ciphertext: { user: 'AgU' } });
  expect(findings(platform)).toEqual([
    'mlops/dev/secrets/db: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

test('each cluster has ciphertext of its own, because each has a key of its own', () => {
  const app = anApp({
    'in-cluster/bootstrap-prod/edge': { encryptedData: { config: 'AgC' } },
    'edge/bootstrap-dev/db': { encryptedData: { user: 'AgE' } },
  });
  const platform = aPlatform({ app });
  const shared = prod(platform);
  const edge = new Cluster(new Chart(shared, 'clusters'), 'edge', {
    server: 'https://edge:6443',
    namespace: shared.home,
  });
  const env = dev(platform, { cluster: edge });
  const chart = new Chart(env, 'secrets');
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'] });
  new SealedSecret(chart, 'missing', { namespace: env.home, keys: ['user'] });
  expect(spec(manifest(env, 'SealedSecret', 'db')).encryptedData).toEqual({ user: 'AgE' });
  expect(findings(env)).toEqual([
    'mlops/dev/secrets/missing: key "user" has no ciphertext in sealed/edge/bootstrap-dev/missing.yaml; ' +
      'seal it: argosy secret seal bootstrap-dev/missing user --cluster edge',
  ]);
});

test('a declared key names its Secret and namespace', () => {
  const { env, chart } = secrets({});
  const secret = new SealedSecret(chart, 'db', { namespace: env.home, name: 'database', keys: ['user'] });
  expect(secret.key('user')).toEqual({ secretName: 'database', key: 'user', namespace: env.home });
});

test('the project ignores what the secret unseals, and says why', () => {
  const { env, chart } = secrets({});
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'], ciphertext: { user: 'AgU' } });
  new Application(env, 'secrets-app', { source: Source.content(chart), namespace: env.home });
  const project = manifest(env, 'AppProject', 'dev');
  expect(spec(project).orphanedResources).toEqual({
    warn: true,
    ignore: [
      { kind: 'Secret', name: 'db' },
      { group: 'bitnami.com', kind: 'SealedSecret', name: 'db' },
    ],
  });
  expect(annotations(project)['argosy.io/reasons']).toBe(
    'PersistentVolume: those of storage that is gone stay in sight of Argo CD only while they are permitted\n' +
      'orphans Secret db, SealedSecret db: unsealed from Git; its SealedSecret owns it, so the entry silences nothing ' +
      'and says what is meant\n',
  );
});

test('a stock cdk8s App has no store, and says so', () => {
  const app = new StockApp();
  const env = dev(aPlatform({ app }));
  new SealedSecret(new Chart(env, 'secrets'), 'db', { namespace: env.home, keys: ['user'] });
  expect(() => app.synthYaml()).toThrow(
    '[mlops/dev/secrets/db] there is no sealed store; use the App of cdk8s-argosy, or pass the ciphertext',
  );
});

test('in a stock cdk8s App the ciphertext can be passed', () => {
  const env = dev(aPlatform({ app: new StockApp() }));
  const chart = new Chart(env, 'secrets');
  new SealedSecret(chart, 'db', { namespace: env.home, keys: ['user'], ciphertext: { user: 'AgU' } });
  expect(Testing.synth(chart)).toMatchObject([{ kind: 'SealedSecret', spec: { encryptedData: { user: 'AgU' } } }]);
});

function secrets(store: Readonly<Record<string, Sealed>>): { env: ReturnType<typeof dev>; chart: Chart } {
  const env = dev(aPlatform({ app: anApp(store) }));
  return { env, chart: new Chart(env, 'secrets') };
}

import { aPlatform, dev, findings, made, manifest, prod } from './builders';

test('a namespace is named after its environment and says that nothing may delete it', () => {
  const env = dev();
  const serving = env.namespaceFor('serving');
  expect(serving.name).toBe('serving-dev');
  expect(manifest(env, 'Namespace', 'serving-dev')).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'serving-dev',
      labels: { env: 'dev', app: 'serving-dev' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    },
  });
});

test('a namespace is made once, however often it is asked for', () => {
  const env = dev();
  expect(env.namespaceFor('serving')).toBe(env.namespaceFor('serving'));
  expect(made(env).filter((name) => name === 'Namespace serving-dev')).toEqual(['Namespace serving-dev']);
});

test('each environment has namespaces of its own', () => {
  const platform = aPlatform();
  expect([dev(platform), prod(platform)].map((env) => env.namespaceFor('serving').name)).toEqual([
    'serving-dev',
    'serving-prod',
  ]);
});

test('a namespace has the labels of its environment and its own, and its own win', () => {
  const env = dev(aPlatform(), { namespaceLabels: { team: 'ml', tier: 'any' } });
  env.namespaceFor('serving', { labels: { tier: 'web' } });
  expect(manifest(env, 'Namespace', 'serving-dev').metadata).toMatchObject({
    labels: { env: 'dev', app: 'serving-dev', team: 'ml', tier: 'web' },
  });
});

test('a namespace may have a name of its own', () => {
  const env = dev();
  expect(env.namespaceFor('serving', { name: 'models' }).name).toBe('models');
  expect(made(env)).toContain('Namespace models');
});

test('a namespace that exists already is named and not made', () => {
  const env = dev();
  expect(env.namespaceFor('system', { name: 'kube-system', origin: 'existing' }).name).toBe('kube-system');
  expect(made(env).filter((name) => name.startsWith('Namespace'))).toEqual(['Namespace bootstrap-dev']);
  expect(findings(env)).toEqual([]);
});

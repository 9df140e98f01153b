import { Construct } from 'constructs';
import { annotations, aPlatform, dev, findings, inChart, made, manifest } from './builders';

test('an instance is Argo CD 2.13 in the namespace argocd unless it says otherwise', () => {
  const { instance } = aPlatform();
  expect({ namespace: instance.namespace, version: instance.version, major: instance.majorVersion }).toEqual({
    namespace: 'argocd',
    version: '2.13',
    major: 2,
  });
});

test('the major version is a number', () => {
  expect(aPlatform({ instance: { version: '3.2' } }).instance.majorVersion).toBe(3);
});

test('whatever Argo CD reads goes to its namespace', () => {
  const env = dev(aPlatform({ instance: { namespace: 'gitops' } }));
  const { bootstrap, roots } = env.platform;
  const places = [...inChart(bootstrap), ...inChart(roots), ...inChart(env)].map(({ kind, metadata }) => {
    return [kind, Object(metadata).namespace];
  });
  expect(places).toEqual([
    ['ConfigMap', 'gitops'],
    ['AppProject', 'gitops'],
    ['Application', 'gitops'],
    ['AppProject', 'gitops'],
    ['Application', 'gitops'],
  ]);
});

test('settings become a ConfigMap with sorted keys that says what it holds only', () => {
  const { instance } = aPlatform();
  const by = new Construct(instance, 'tuning');
  instance.set('argocd-cmd-params-cm', 'server.insecure', 'true', by);
  instance.set('argocd-cmd-params-cm', 'controller.status.processors', '50', by);
  const parameters = manifest(instance, 'ConfigMap', 'argocd-cmd-params-cm');
  expect(parameters).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'argocd-cmd-params-cm',
      namespace: 'argocd',
      labels: { 'app.kubernetes.io/name': 'argocd-cmd-params-cm', 'app.kubernetes.io/part-of': 'argocd' },
    },
    data: { 'controller.status.processors': '50', 'server.insecure': 'true' },
  });
  expect(Object.keys(Object(parameters.data))).toEqual(['controller.status.processors', 'server.insecure']);
  expect(annotations(parameters)).toEqual({});
});

test('the same setting twice is one setting', () => {
  const { instance } = aPlatform();
  instance.enableProgressiveSyncs(new Construct(instance, 'one'));
  instance.enableProgressiveSyncs(new Construct(instance, 'two'));
  expect(findings(instance)).toEqual([]);
  expect(made(instance).filter((name) => name.includes('cmd-params'))).toEqual(['ConfigMap argocd-cmd-params-cm']);
});

test('two values of one setting are an error that names both', () => {
  const { instance } = aPlatform();
  instance.set('argocd-cm', 'timeout.reconciliation', '60s', new Construct(instance, 'one'));
  instance.set('argocd-cm', 'timeout.reconciliation', '90s', new Construct(instance, 'two'));
  expect(findings(instance)).toEqual([
    'mlops/bootstrap/argocd: argocd-cm key "timeout.reconciliation" is set by mlops/bootstrap/argocd/one and ' +
      'differently by mlops/bootstrap/argocd/two; keep one of them',
  ]);
});

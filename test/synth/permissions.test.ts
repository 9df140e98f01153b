import { ApiObject, Chart } from 'cdk8s';
import { App, Application, Environment, Layer, Platform, Repository, Source } from 'cdk8s-argosy';
import { FindingsError } from '../../src/finding';
import { synthesize } from '../../src/synth/synthesize';

test('a repository that the project does not list is refused', () => {
  expect(
    findings((dev) => {
      const charts = Repository.helm('https://charts.example.com');
      const source = Source.helm({ repository: charts, chart: 'redis', version: '1.2.3' });
      new Application(dev, 'redis', { source, namespace: dev.home });
    }),
  ).toEqual([
    'shop/dev/redis: project dev does not permit https://charts.example.com, so Argo CD would refuse to sync it; ' +
      'grant it in shop/dev/project, or use what is granted there [project/source-denied]',
  ]);
});

test('a destination that the project does not list is refused', () => {
  expect(
    findings((dev) => {
      const namespace = dev.namespaceFor('kube-system', { name: 'kube-system', origin: 'existing' });
      new Application(dev, 'web', { source: Source.content(content(dev, 'ConfigMap', undefined)), namespace });
    }),
  ).toEqual([
    'shop/dev/web: project dev does not permit namespace kube-system on https://kubernetes.default.svc, so Argo CD ' +
      'would refuse to sync it; grant it in shop/dev/project, or use what is granted there [project/destination-denied]',
  ]);
});

test('an object in a namespace that the project does not list is refused, where it is made', () => {
  expect(
    findings((dev) => {
      new Application(dev, 'web', {
        source: Source.content(content(dev, 'ConfigMap', 'web-prod')),
        namespace: dev.home,
      });
    }),
  ).toEqual([
    'shop/dev/content/object: project dev does not permit ConfigMap web in namespace web-prod, so Argo CD would refuse ' +
      'to sync it; grant it in shop/dev/project, or use what is granted there [project/resource-denied]',
  ]);
});

test('a cluster-wide kind that the project does not list is refused', () => {
  expect(
    findings((dev) => {
      const chart = content(dev, 'ClusterRole', undefined, 'rbac.authorization.k8s.io/v1');
      new Application(dev, 'web', { source: Source.content(chart), namespace: dev.home });
    }),
  ).toEqual([
    'shop/dev/content/object: project dev does not permit ClusterRole web, so Argo CD would refuse to sync it; ' +
      'grant it in shop/dev/project, or use what is granted there [project/resource-denied]',
  ]);
});

test('what lies in a layer that is off needs no permission', () => {
  expect(
    findings((dev) => {
      const chart = content(dev, 'ConfigMap', undefined);
      const off = new Layer(dev, 'off', { kind: 'optional', enabled: false });
      const charts = new Chart(off, 'content');
      const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'web' } };
      new ApiObject(charts, 'object', rbac);
      new Application(dev, 'web', { source: Source.content(chart), namespace: dev.home });
      new Application(off, 'extra', { source: Source.content(charts), namespace: dev.home });
    }),
  ).toEqual([]);
});

test('a Secret with its values never reaches the output', () => {
  expect(
    findings((dev) => {
      const chart = new Chart(dev, 'content');
      new ApiObject(chart, 'object', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'web' },
        stringData: { password: 'hunter2' },
      });
      new Application(dev, 'web', { source: Source.content(chart), namespace: dev.home });
    }),
  ).toEqual([
    'shop/dev/content/object: Secret web would stand in the output with its values readable; make it a SealedSecret, ' +
      'and seal its values with argosy secret seal [secret/plaintext]',
  ]);
});

function findings(build: (dev: Environment<'dev'>) => void): string[] {
  const app = new App();
  const repository = Repository.git('https://git.example.com/shop', 'main');
  build(new Environment(new Platform(app, 'shop', { repository }), 'dev'));
  try {
    synthesize(app, 'dist');
    return [];
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return error.message.split('\n');
  }
}

function content(dev: Environment<'dev'>, kind: string, namespace: string | undefined, apiVersion = 'v1'): Chart {
  const chart = new Chart(dev, 'content');
  const metadata = { name: 'web', ...(namespace ? { namespace } : {}) };
  new ApiObject(chart, 'object', { apiVersion, kind, metadata });
  return chart;
}

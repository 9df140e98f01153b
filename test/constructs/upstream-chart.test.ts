import { pinnedChart, Repository, UpstreamChart } from 'cdk8s-argosy';
import { dev, findings, manifest, spec } from './builders';

interface Values {
  readonly replicas: number;
}

const REPOSITORY = Repository.helm('https://charts.example.com');
const CHART = pinnedChart<Values>({ repository: REPOSITORY, chart: 'loki', version: '6.52.0' });

test('a chart is an Application of its repository, its version and the values that are set', () => {
  const env = dev();
  new UpstreamChart(env, 'logs', { chart: CHART, values: { replicas: 1 }, namespace: env.namespaceFor('logs') });
  expect(spec(manifest(env, 'Application', 'logs-dev'))).toMatchObject({
    source: {
      repoURL: 'https://charts.example.com',
      chart: 'loki',
      targetRevision: '6.52.0',
      helm: { valuesObject: { replicas: 1 } },
    },
    destination: { namespace: 'logs-dev' },
  });
  expect(findings(env)).toEqual([]);
});

test('its release is named by the Application, or as is said', () => {
  const env = dev();
  const common = { chart: CHART, values: { replicas: 1 }, namespace: env.namespaceFor('logs') };
  new UpstreamChart(env, 'named', { ...common, release: 'loki' });
  new UpstreamChart(env, 'unnamed', common);
  expect(spec(manifest(env, 'Application', 'named-dev')).source).toMatchObject({ helm: { releaseName: 'loki' } });
  expect(spec(manifest(env, 'Application', 'unnamed-dev')).source).not.toHaveProperty('helm.releaseName');
});

test('its definitions may come from elsewhere', () => {
  const env = dev();
  const namespace = env.namespaceFor('logs');
  new UpstreamChart(env, 'logs', { chart: CHART, values: { replicas: 1 }, crds: 'elsewhere', namespace });
  expect(spec(manifest(env, 'Application', 'logs-dev')).source).toMatchObject({ helm: { skipCrds: true } });
});

test.each(['6.*', '>=6', '6', '', 'latest', '6.52.0 || 7'])(
  'version "%s" is refused, because it may mean another chart tomorrow',
  (version) => {
    expect(() => pinnedChart<Values>({ repository: REPOSITORY, chart: 'loki', version })).toThrow(
      new RangeError(`chart loki: version "${version}" is a range; give one version, such as 1.2.3`),
    );
  },
);

test.each(['6.52.0', 'v1.16.2', '1.0.0-rc.1', '1.0.0+build.5'])('version "%s" is one version', (version) => {
  expect(pinnedChart<Values>({ repository: REPOSITORY, chart: 'loki', version }).version).toBe(version);
});

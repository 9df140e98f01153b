import { Application, ApplicationGroup, type Environment, Repository, Source } from 'cdk8s-argosy';
import { aPlatform, content, dev, findings, GIT, inChart, made, manifest, prod, spec, waves } from './builders';

test('delivered as Applications, each waits for the one before', () => {
  const env = dev();
  group(env, 'applications');
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'mlflow-dev': '1', 'api-dev': '2' });
  expect(findings(env)).toEqual([]);
});

test('delivered as Applications, the waves may be pinned', () => {
  const env = dev();
  group(env, 'applications', { waves: { first: 10, step: 5 } });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'mlflow-dev': '10', 'api-dev': '15' });
});

test('delivered as Applications, the group can be waited for, which is waiting for its last one', () => {
  const env = dev();
  const core = group(env, 'applications');
  new Application(env, 'web', { source: SOURCE, namespace: env.home, after: [core] });
  expect(waves(env)).toMatchObject({ 'api-dev': '2', 'web-dev': '3' });
  expect(findings(env)).toEqual([]);
});

test('delivered as Applications, the first waits for what the group waits for', () => {
  const env = dev();
  const secrets = new Application(env, 'secrets', { source: SOURCE, namespace: env.home });
  group(env, 'applications', { after: [secrets] });
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'secrets-dev': '1', 'mlflow-dev': '2', 'api-dev': '3' });
});

test('delivered as a set, the table is the order of its steps', () => {
  const env = dev();
  group(env, 'applicationset');
  expect(manifest(env, 'ApplicationSet', 'core-dev')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name: 'core-dev',
      namespace: 'argocd',
      labels: { app: 'core', env: 'dev' },
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          list: {
            elements: [
              { app: 'mlflow', namespace: 'mlflow-dev', path: 'dist/mlops/dev/mlflow' },
              { app: 'api', namespace: 'api-dev', path: 'dist/mlops/dev/api' },
            ],
          },
        },
      ],
      strategy: {
        type: 'RollingSync',
        rollingSync: {
          steps: [
            { matchExpressions: [{ key: 'app', operator: 'In', values: ['mlflow'] }] },
            { matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] },
          ],
        },
      },
      template: {
        metadata: {
          name: '{{ .app }}-dev',
          labels: { set: 'core', env: 'dev', app: '{{ .app }}' },
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: {
          project: 'dev',
          source: { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: '{{ .path }}' },
          destination: { server: 'https://kubernetes.default.svc', namespace: '{{ .namespace }}' },
          syncPolicy: { automated: { prune: true, selfHeal: true } },
        },
      },
    },
  });
  expect(findings(env)).toEqual([]);
});

test('delivered as a set, sources that differ in more than their folder stand in the table', () => {
  const env = dev();
  const helm = Source.helm({
    repository: Repository.helm('https://charts.example.com'),
    chart: 'db',
    version: '1.0.0',
  });
  new ApplicationGroup(env, 'core', {
    delivery: 'applicationset',
    applications: { db: { source: helm, namespace: env.home }, api: { source: SOURCE, namespace: env.home } },
  });
  const set = spec(manifest(env, 'ApplicationSet', 'core-dev'));
  expect(set.generators).toEqual([
    {
      list: {
        elements: [
          {
            app: 'db',
            namespace: 'bootstrap-dev',
            sources: [{ repoURL: 'https://charts.example.com', chart: 'db', targetRevision: '1.0.0' }],
          },
          {
            app: 'api',
            namespace: 'bootstrap-dev',
            sources: [{ repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'charts/api' }],
          },
        ],
      },
    },
  ]);
  expect(set.templatePatch).toBe('spec:\n  sources: {{ toJson .sources }}\n');
  expect(Object(set.template).spec.source).toBeUndefined();
});

test('delivered as a set, two revisions of one repository stand in the table', () => {
  const env = dev();
  new ApplicationGroup(env, 'core', {
    delivery: 'applicationset',
    applications: {
      old: { source: Source.path({ repository: GIT, path: 'a', revision: 'v1' }), namespace: env.home },
      new: { source: Source.path({ repository: GIT, path: 'a', revision: 'v2' }), namespace: env.home },
    },
  });
  expect(spec(manifest(env, 'ApplicationSet', 'core-dev')).templatePatch).toBe(
    'spec:\n  sources: {{ toJson .sources }}\n',
  );
});

test('delivered as a set, the group cannot be waited for on Argo CD 2', () => {
  const env = dev();
  const core = group(env, 'applicationset');
  new Application(env, 'web', { source: SOURCE, namespace: env.home, after: [core] });
  expect(findings(env)).toEqual([
    'mlops/dev/web: after: mlops/dev/core: it is an ApplicationSet, healthy as soon as its Applications exist, so a wave ' +
      "behind it waits for nothing; wait for Applications instead (delivery: 'applications')",
  ]);
});

test('delivered as a set, the group can be waited for on Argo CD 3', () => {
  const env = dev(aPlatform({ instance: { version: '3.1' } }));
  const core = group(env, 'applicationset');
  new Application(env, 'web', { source: SOURCE, namespace: env.home, after: [core] });
  expect(findings(env)).toEqual([]);
  expect(waves(env)).toEqual({ 'dev-namespaces': '0', 'core-dev': '1', 'web-dev': '2' });
});

test('both deliveries make the same content', () => {
  const built = (delivery: 'applications' | 'applicationset') => {
    const env = dev();
    group(env, delivery);
    return made(env).filter((name) => /^(ConfigMap|Namespace)/.test(name) && !name.includes('argocd'));
  };
  expect(built('applications')).toEqual(built('applicationset'));
});

test('both deliveries use the same of their project', () => {
  const built = (delivery: 'applications' | 'applicationset') => {
    const env = dev();
    group(env, delivery);
    return inChart(env).find(({ kind }) => kind === 'AppProject');
  };
  expect(built('applications')).toEqual(built('applicationset'));
});

test.each(['applications', 'applicationset'] as const)('as %s, one chart for two members is an error', (delivery) => {
  const env = dev();
  const source = Source.content(content(env));
  const member = { source, namespace: env.home };
  new ApplicationGroup(env, 'core', { delivery, applications: { one: member, two: member } });
  expect(findings(env).map((finding) => finding.replace(/^[^:]*: /, ''))).toEqual([
    'its content mlops/dev/content has a folder already, by another Application; give each Application a Chart',
  ]);
});

test.each(['applications', 'applicationset'] as const)('as %s, a group needs a member', (delivery) => {
  const env = dev();
  expect(() => new ApplicationGroup(env, 'core', { delivery, applications: {} })).toThrow(
    'mlops/dev/core: the group has no Application; give it at least one',
  );
});

test.each(['applications', 'applicationset'] as const)(
  'as %s, a namespace of another environment is an error, also past the compiler',
  (delivery) => {
    const platform = aPlatform();
    const env = dev(platform);
    new ApplicationGroup<string>(env, 'core', {
      delivery,
      applications: { api: { source: SOURCE, namespace: prod(platform).home } },
    });
    expect(findings(env).map((finding) => finding.replace(/^[^:]*: /, ''))).toEqual([
      'namespace bootstrap-prod belongs to mlops/prod, not to mlops/dev; take a namespace of the same environment',
    ]);
  },
);

const SOURCE = Source.path({ repository: GIT, path: 'charts/api' });

function group(
  env: Environment<'dev'>,
  delivery: 'applications' | 'applicationset',
  props: Partial<ConstructorParameters<typeof ApplicationGroup<'dev'>>[2]> = {},
): ApplicationGroup<'dev'> {
  return new ApplicationGroup(env, 'core', {
    delivery,
    applications: {
      mlflow: { source: Source.content(content(env, 'mlflow')), namespace: env.namespaceFor('mlflow') },
      api: { source: Source.content(content(env, 'api')), namespace: env.namespaceFor('api') },
    },
    ...props,
  });
}

import { App as StockApp } from 'cdk8s';
import { Application, Repository, Source } from 'cdk8s-argosy';
import { placementOf } from '../../constructs/placement';
import type { BoundSource } from '../../constructs/source';
import { aPlatform, content, dev, findings, GIT, manifest, prod } from './builders';

test('content is a folder of the output, and the path names it', () => {
  const env = dev(aPlatform(), { revision: 'release' });
  const chart = content(env);
  new Application(env, 'api', { source: Source.content(chart), namespace: env.namespaceFor('serving') });
  expect(manifest(env, 'Application', 'api-dev').spec).toMatchObject({
    source: { repoURL: 'https://git.example.com/mlops', targetRevision: 'release', path: 'dist/mlops/dev/api' },
  });
  expect(placementOf(chart)).toEqual({ folder: 'mlops/dev/api', namespace: 'serving-dev' });
});

test('one chart for two Applications is an error', () => {
  const env = dev();
  const source = Source.content(content(env));
  new Application(env, 'api', { source, namespace: env.home });
  new Application(env, 'web', { source, namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/web: its content mlops/dev/content has a folder already, by another Application; ' +
      'give each Application a Chart',
  ]);
});

test('two charts for one folder are an error', () => {
  const env = dev();
  const team = Object.assign(content(env, 'team'), { environment: env });
  new Application(env, 'api', { source: Source.content(content(env, 'one')), namespace: env.home });
  new Application(team, 'api', { source: Source.content(content(env, 'two')), namespace: env.home, name: 'other' });
  expect(findings(env)).toEqual([
    'mlops/dev/team/api: its content folder "api" of mlops/dev is taken by mlops/dev/api; rename one of the two',
  ]);
});

test('the folder of the Applications themselves is taken', () => {
  const env = dev();
  new Application(env, 'apps', { source: Source.content(content(env)), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/apps: its content folder "apps" of mlops/dev is taken by mlops/dev; rename one of the two',
  ]);
});

test('the same folder in two environments is two folders', () => {
  const platform = aPlatform();
  for (const env of [dev(platform), prod(platform)]) {
    new Application<string>(env, 'api', { source: Source.content(content(env)), namespace: env.home });
  }
  expect(findings(platform)).toEqual([]);
});

test('content has no folder in a stock cdk8s App', () => {
  const app = new StockApp();
  const env = dev(aPlatform({ app }));
  new Application(env, 'api', { source: Source.content(content(env)), namespace: env.home });
  expect(() => app.synthYaml()).toThrow(
    '[mlops/dev/api] its content mlops/dev/content has no folder in a stock cdk8s App; use the App of cdk8s-argosy, ' +
      'or Source.path with a folder that you write yourself',
  );
});

test('a path is pulled as it is, at the revision of its repository or one of its own', () => {
  expect(bound(Source.path({ repository: GIT, path: 'charts/api' }))).toEqual([
    { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'charts/api' },
  ]);
  expect(
    bound(
      Source.path({ repository: GIT, path: 'api', revision: 'v1', directory: { recurse: true, include: '*.yaml' } }),
    ),
  ).toEqual([
    {
      repoURL: 'https://git.example.com/mlops',
      targetRevision: 'v1',
      path: 'api',
      directory: { recurse: true, include: '*.yaml' },
    },
  ]);
});

test('a Helm chart of a Helm repository has a name and a version', () => {
  const repository = Repository.helm('https://charts.example.com');
  expect(
    bound(
      Source.helm({
        repository,
        chart: 'postgresql',
        version: '16.4.0',
        releaseName: 'db',
        values: { auth: { database: 'mlflow' } },
        valueFiles: ['$values/db.yaml'],
        skipCrds: true,
      }),
    ),
  ).toEqual([
    {
      repoURL: 'https://charts.example.com',
      chart: 'postgresql',
      targetRevision: '16.4.0',
      helm: {
        releaseName: 'db',
        skipCrds: true,
        valueFiles: ['$values/db.yaml'],
        valuesObject: { auth: { database: 'mlflow' } },
      },
    },
  ]);
});

test('a Helm chart of a Git repository has a path, and the revision of the repository', () => {
  expect(bound(Source.helm({ repository: GIT, path: 'charts/api' }))).toEqual([
    { repoURL: 'https://git.example.com/mlops', path: 'charts/api', targetRevision: 'main' },
  ]);
});

test('a kustomization is a path with its options', () => {
  expect(bound(Source.kustomize({ repository: GIT, path: 'overlays/dev', kustomize: { namePrefix: 'dev-' } }))).toEqual(
    [
      {
        repoURL: 'https://git.example.com/mlops',
        targetRevision: 'main',
        path: 'overlays/dev',
        kustomize: { namePrefix: 'dev-' },
      },
    ],
  );
});

test('several sources make one Application, and one may only lend value files', () => {
  const env = dev();
  const chart = Source.helm({
    repository: Repository.helm('https://charts.example.com'),
    chart: 'db',
    version: '1.0.0',
  });
  const source = Source.multi(chart, Source.ref('values', GIT), Source.content(content(env)));
  new Application(env, 'db', { source, namespace: env.home });
  expect(manifest(env, 'Application', 'db-dev').spec).toEqual({
    project: 'dev',
    sources: [
      { repoURL: 'https://charts.example.com', chart: 'db', targetRevision: '1.0.0' },
      { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', ref: 'values' },
      { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'dist/mlops/dev/db' },
    ],
    destination: { server: 'https://kubernetes.default.svc', namespace: 'bootstrap-dev' },
    syncPolicy: { automated: { prune: true, selfHeal: true } },
  });
});

test('several sources that are none are an error', () => {
  const env = dev();
  new Application(env, 'db', { source: Source.multi(), namespace: env.home });
  expect(findings(env)).toEqual(['mlops/dev/db: Source.multi has no source; give it at least one']);
});

test('two contents of one Application are an error, because they would share a folder', () => {
  const env = dev();
  const source = Source.multi(Source.content(content(env, 'one')), Source.content(content(env, 'two')));
  new Application(env, 'api', { source, namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/api: its content folder "api" of mlops/dev is taken by mlops/dev/api; rename one of the two',
  ]);
});

function bound(source: Source): BoundSource['sources'] {
  const environment = dev();
  return source.bind({ environment, folder: 'api', namespace: 'api-dev', owner: environment }).sources;
}

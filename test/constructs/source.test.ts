import { ApiObject, Chart, App as StockApp } from 'cdk8s';
import { Application, Layer, Repository, Source } from 'cdk8s-argosy';
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

test('content that makes nothing is an error, because Git holds no empty folder', () => {
  const env = dev();
  new Application(env, 'api', { source: Source.content(new Chart(env, 'content')), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/api: its content mlops/dev/content makes nothing, so its path would not exist; ' +
      'put a manifest into it or remove the Application',
  ]);
});

test('content may be filled after its Application is made', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  new Application(env, 'api', { source: Source.content(chart), namespace: env.home });
  new ApiObject(new Chart(chart, 'part'), 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(findings(env)).toEqual([]);
});

test('content in a layer that is off, of an Application that is not, is an error', () => {
  const env = dev();
  const layer = new Layer(env, 'logging', { kind: 'optional', enabled: false });
  new Application(env, 'loki', { source: Source.content(content(layer)), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/loki: its content mlops/dev/logging/content lies in mlops/dev/logging, which is off, and its Application ' +
      'does not; make both in one layer',
  ]);
});

test('content in a layer that can be switched off without its Application is an error before it is', () => {
  const env = dev();
  const logging = new Layer(env, 'logging', { kind: 'optional', enabled: true });
  const monitoring = new Layer(env, 'monitoring', { kind: 'optional', enabled: true });
  new Application(monitoring, 'loki', { source: Source.content(content(logging)), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/monitoring/loki: its content mlops/dev/logging/content goes when mlops/dev/logging is switched off, and ' +
      'its Application does not; make both in one layer',
  ]);
});

test('content in a core layer is always there', () => {
  const env = dev();
  const core = new Layer(env, 'core', { kind: 'core' });
  new Application(env, 'api', { source: Source.content(content(core)), namespace: env.home });
  expect(findings(env)).toEqual([]);
});

test('content of another environment is an error', () => {
  const platform = aPlatform();
  const env = dev(platform);
  new Application(env, 'api', { source: Source.content(content(prod(platform))), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/api: its content mlops/prod/content lies in mlops/prod, not in mlops/dev; ' +
      'make it where its Application is',
  ]);
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

test('a registry with oci:// is an error, because Argo CD would ask it for an index', () => {
  const repository = Repository.helm('oci://registry.example.com/charts');
  expect(problems(Source.helm({ repository, chart: 'db', version: '1.0.0' }))).toEqual([
    'its Helm repository "oci://registry.example.com/charts" is none to Argo CD; ' +
      'write the registry without oci://: "registry.example.com/charts"',
  ]);
});

test('a registry is a bare host', () => {
  const repository = Repository.helm('registry.example.com/charts');
  expect(problems(Source.helm({ repository, chart: 'db', version: '1.0.0' }))).toEqual([]);
});

test('a value file comes from a ref of the same Application, also through a multi inside a multi', () => {
  expect(problems(Source.multi(Source.multi(chartWith('$values/db.yaml')), Source.ref('values', GIT)))).toEqual([]);
});

test('a value file of the chart itself needs no ref', () => {
  expect(problems(chartWith('values-dev.yaml'))).toEqual([]);
});

test('a value file of a ref that is not there is an error', () => {
  expect(problems(Source.multi(chartWith('$value/db.yaml'), Source.ref('values', GIT)))).toEqual([
    'its value file "$value/db.yaml" names no ref of its sources; ' +
      'add a Source.ref of that name to its Source.multi',
  ]);
});

test('a value file of a ref is an error of an Application with one source', () => {
  expect(problems(chartWith('$values/db.yaml'))).toEqual([
    'its value file "$values/db.yaml" names no ref of its sources; ' +
      'add a Source.ref of that name to its Source.multi',
  ]);
});

test('the build environment is filled into a value file, if the source is the only one', () => {
  const files = ['$ARGOCD_APP_NAME/values.yaml', '$' + '{ARGOCD_APP_NAMESPACE}.yaml'];
  expect(problems(chartWith(...files))).toEqual([]);
  expect(problems(Source.multi(chartWith(...files), Source.path({ repository: GIT, path: 'more' })))).toHaveLength(2);
});

test('a ref that Argo CD cannot read is an error', () => {
  expect(problems(Source.multi(chartWith('$my.values/db.yaml'), Source.ref('my.values', GIT)))).toEqual([
    'its ref "my.values" is no name to Argo CD; use letters, digits, - and _',
  ]);
});

test('one ref for two sources is an error', () => {
  expect(problems(Source.multi(chartWith(), Source.ref('values', GIT), Source.ref('values', GIT)))).toEqual([
    'its ref "values" is given to two sources; rename one of them',
  ]);
});

test.each([
  ['a ref alone', Source.ref('values', GIT)],
  ['refs alone', Source.multi(Source.ref('one', GIT), Source.ref('two', GIT))],
])('%s make nothing, which is an error', (_title, source) => {
  expect(problems(source)).toEqual([
    'its sources only lend value files, so it makes nothing; put them beside another one in a Source.multi',
  ]);
});

function chartWith(...valueFiles: string[]): Source {
  const repository = Repository.helm('https://charts.example.com');
  return Source.helm({ repository, chart: 'db', version: '1.0.0', valueFiles });
}

function problems(source: Source): readonly string[] {
  const environment = dev();
  return source.bind({ environment, folder: 'api', namespace: 'api-dev', owner: environment }).problems;
}

function bound(source: Source): BoundSource['sources'] {
  const environment = dev();
  return source.bind({ environment, folder: 'api', namespace: 'api-dev', owner: environment }).sources;
}

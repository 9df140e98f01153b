import { ApiObject, App as StockApp, Testing } from 'cdk8s';
import { Application, Cluster, Environment, Source } from 'cdk8s-argosy';
import { Construct } from 'constructs';
import { placementOf } from '../../constructs/placement';
import { anApp, aPlatform, content, dev, findings, GIT, inChart, manifest, prod, spec } from './builders';

test('an environment is a project and its namespaces, delivered by an Application of their own', () => {
  const env = dev();
  env.namespaceFor('serving');
  expect(inChart(env)).toEqual([
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name: 'dev',
        namespace: 'argocd',
        annotations: {
          'argocd.argoproj.io/sync-wave': '-1',
          'argosy.io/least-privilege':
            'sourceRepos: https://git.example.com/mlops\n' +
            'destinations: https://kubernetes.default.svc bootstrap-dev\n' +
            'clusterResourceWhitelist: Namespace\n',
          'argosy.io/reasons':
            'PersistentVolume: those of storage that is gone stay in sight of Argo CD only while they are permitted\n',
        },
      },
      spec: {
        sourceRepos: ['https://git.example.com/mlops'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: '*-dev' }],
        clusterResourceWhitelist: [
          { group: '', kind: 'Namespace' },
          { group: '', kind: 'PersistentVolume' },
        ],
        orphanedResources: { warn: true },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'dev-namespaces',
        namespace: 'argocd',
        labels: { app: 'namespaces', env: 'dev' },
        annotations: { 'argocd.argoproj.io/sync-wave': '0' },
      },
      spec: {
        project: 'dev',
        source: {
          repoURL: 'https://git.example.com/mlops',
          targetRevision: 'main',
          path: 'dist/mlops/dev/namespaces',
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'bootstrap-dev' },
        syncPolicy: { automated: { prune: false, selfHeal: true } },
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('what its root syncs is a folder of its own', () => {
  expect(placementOf(dev())).toEqual({ folder: 'mlops/dev/apps', namespace: 'argocd' });
});

test('every construct knows its environment', () => {
  const env = dev();
  expect(Environment.of(new Construct(content(env), 'workload'))).toBe(env);
});

test('a construct outside of an environment says so', () => {
  const platform = aPlatform();
  expect(() => Environment.of(platform.bootstrap)).toThrow(
    'mlops/bootstrap: lies outside of an Environment; make it inside one',
  );
});

test('an environment follows a revision of its own', () => {
  const env = dev(aPlatform(), { revision: 'release-7' });
  expect(spec(manifest(env, 'Application', 'mlops-dev')).source).toMatchObject({ targetRevision: 'release-7' });
  expect(spec(manifest(env, 'Application', 'dev-namespaces')).source).toMatchObject({ targetRevision: 'release-7' });
});

test('an environment on another cluster has its destinations there and its root at home', () => {
  const platform = aPlatform();
  const shared = prod(platform);
  const edge = new Cluster(shared, 'edge', { server: 'https://edge.example.com:6443', namespace: shared.home });
  const env = dev(platform, { cluster: edge });
  expect(spec(manifest(env, 'Application', 'dev-namespaces')).destination).toEqual({
    server: 'https://edge.example.com:6443',
    namespace: 'bootstrap-dev',
  });
  expect(spec(manifest(env, 'Application', 'mlops-dev')).destination).toEqual({
    server: 'https://kubernetes.default.svc',
    namespace: 'argocd',
  });
});

test('a cluster of another platform is an error', () => {
  const app = anApp();
  const env = dev(aPlatform({ app, name: 'one' }), { cluster: aPlatform({ app, name: 'two' }).localCluster });
  expect(findings(env)).toEqual([
    'one/dev: cluster two/in-cluster belongs to platform two, not to one; declare the cluster in this platform',
  ]);
});

test('a project of its own replaces the default one', () => {
  const platform = aPlatform();
  const env = dev(platform, {
    project: {
      repositories: [platform.repository],
      destinations: [{ cluster: platform.localCluster, namespace: 'serving-dev' }],
      clusterResources: [],
      orphans: 'untracked',
    },
  });
  expect(spec(manifest(env, 'AppProject', 'dev'))).toEqual({
    sourceRepos: ['https://git.example.com/mlops'],
    destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'serving-dev' }],
    clusterResourceWhitelist: [],
  });
  expect(spec(manifest(env, 'Application', 'dev-namespaces')).project).toBe('dev');
});

test('a name that no namespace could end with is refused', () => {
  const platform = aPlatform();
  expect(findings(new Environment(platform, 'Dev_1'))).toEqual([
    'mlops/Dev_1: the environment is named "Dev_1"; expected at most 63 lower-case letters, digits and inner dashes; ' +
      'rename it',
  ]);
});

test('the Applications of dev and prod may pin different revisions', () => {
  const platform = aPlatform();
  dev(platform);
  prod(platform, { revision: 'v1.2.0' });
  const revisions = inChart(platform.roots).map((root) => Object(spec(root).source).targetRevision);
  expect(revisions).toEqual(['main', 'v1.2.0']);
});

test('in a stock cdk8s App the root itself makes the namespaces', () => {
  const env = dev(aPlatform({ app: new StockApp() }));
  env.namespaceFor('serving');
  expect(Testing.synth(env).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'AppProject dev',
    'Namespace bootstrap-dev',
    'Namespace serving-dev',
  ]);
});

test('a namespace asked for with other props is an error that names both', () => {
  const env = dev();
  env.namespaceFor('api', { labels: { team: 'a' } });
  env.namespaceFor('api');
  env.namespaceFor('api', { labels: { team: 'b' } });
  expect(findings(env)).toEqual([
    'mlops/dev: namespaceFor("api") was asked for with {"labels":{"team":"a"}} and with {"labels":{"team":"b"}}; ' +
      'give its props once, at the first call',
  ]);
});

test('an object that lies directly in the environment is an error, because its root may not make it', () => {
  const env = dev();
  new ApiObject(env, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
  expect(findings(env)).toEqual([
    'mlops/dev: ConfigMap settings (mlops/dev/settings) lies directly in the environment, whose root may make ' +
      'Applications and projects only; make it in a Chart that an Application delivers (Source.content)',
  ]);
});

test('namespaces are synced by themselves even where everything else waits for a person', () => {
  const env = dev(aPlatform(), { sync: { mode: 'manual' } });
  expect(spec(manifest(env, 'Application', 'dev-namespaces')).syncPolicy).toEqual({
    automated: { prune: false, selfHeal: true },
  });
});

test('names that the API server would refuse are errors', () => {
  const env = dev();
  env.namespaceFor('Up_er');
  new Application(env, 'Fast_API', { source: Source.path({ repository: GIT, path: 'fast' }), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/dev/namespaces-content/namespace-Up_er: the namespace is named "Up_er"; expected at most 63 lower-case ' +
      'letters, digits and inner dashes; rename it',
    'mlops/dev/Fast_API: the Application is named "Fast_API"; expected at most 63 lower-case letters, digits and ' +
      'inner dashes; rename it',
  ]);
});

test('a name that grows too long with its environment is an error', () => {
  const env = dev();
  const id = 'a'.repeat(60);
  env.namespaceFor(id);
  expect(findings(env)).toEqual([
    `mlops/dev/namespaces-content/namespace-${id}: the namespace is named "${id}-dev", which has 64 letters; ` +
      'expected at most 63; shorten it',
  ]);
});

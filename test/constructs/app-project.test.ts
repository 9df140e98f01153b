import { Chart } from 'cdk8s';
import { Application, AppProject, type AppProjectProps, type Platform, Repository, Source } from 'cdk8s-argosy';
import { anApp, annotations, aPlatform, content, dev, findings, GIT, manifest, prod, spec } from './builders';

test('a project states what it grants, and why where that is wide', () => {
  const platform = aPlatform();
  aProject(platform, {
    description: 'What the team may do.',
    repositories: [GIT, { repository: Repository.helm('https://charts.example.com'), reason: 'the database' }],
    destinations: [
      { cluster: platform.localCluster, namespace: '*-team' },
      { cluster: platform.localCluster, namespace: 'kube-system', reason: 'the controller lives there' },
    ],
    clusterResources: [
      { group: '', kind: 'Namespace' },
      { group: 'rbac.authorization.k8s.io', kind: '*', reason: 'operators bring roles' },
    ],
    namespaceResources: [{ group: 'apps', kind: 'Deployment' }],
    orphans: 'untracked',
    wave: -1,
  });
  expect(manifest(platform, 'AppProject', 'team')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: 'team',
      namespace: 'argocd',
      annotations: {
        'argocd.argoproj.io/sync-wave': '-1',
        'argosy.io/reasons':
          'https://charts.example.com: the database\n' +
          'namespace kube-system: the controller lives there\n' +
          'rbac.authorization.k8s.io/*: operators bring roles\n',
      },
    },
    spec: {
      description: 'What the team may do.',
      sourceRepos: ['https://git.example.com/mlops', 'https://charts.example.com'],
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: '*-team' },
        { server: 'https://kubernetes.default.svc', namespace: 'kube-system' },
      ],
      clusterResourceWhitelist: [
        { group: '', kind: 'Namespace' },
        { group: 'rbac.authorization.k8s.io', kind: '*' },
      ],
      namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }],
    },
  });
});

test('a project without cluster resources permits none', () => {
  const platform = aPlatform();
  aProject(platform, { clusterResources: [] });
  expect(spec(manifest(platform, 'AppProject', 'team')).clusterResourceWhitelist).toEqual([]);
});

test('every namespace, and all kinds of a cluster, are granted only with a reason', () => {
  const platform = aPlatform();
  aProject(platform, {
    destinations: [{ cluster: platform.localCluster, namespace: '*' }],
    clusterResources: [{ group: '*', kind: '*' }],
  });
  expect(findings(platform)).toEqual([
    "mlops/team/project: grants namespace * without a reason; expected reason: '…', or a narrower grant",
    "mlops/team/project: grants cluster resources */* without a reason; expected reason: '…', or a narrower grant",
  ]);
});

test('a blank reason is none', () => {
  const platform = aPlatform();
  aProject(platform, { clusterResources: [{ group: 'apps', kind: '*', reason: '  ' }] });
  expect(findings(platform)).toEqual([
    "mlops/team/project: grants cluster resources apps/* without a reason; expected reason: '…', or a narrower grant",
  ]);
});

test('a wide grant with a reason is accepted', () => {
  const platform = aPlatform();
  aProject(platform, {
    destinations: [{ cluster: platform.localCluster, namespace: '*', reason: 'operators' }],
    clusterResources: [{ group: '*', kind: '*', reason: 'they bring CRDs' }],
  });
  expect(findings(platform)).toEqual([]);
});

test('a destination on a cluster of another platform is an error', () => {
  const app = anApp();
  const platform = aPlatform({ app, name: 'one' });
  const { localCluster } = aPlatform({ app, name: 'two' });
  aProject(platform, { destinations: [{ cluster: localCluster, namespace: '*-dev' }] });
  expect(findings(platform)).toEqual([
    'one/team/project: cluster two/in-cluster belongs to platform two, not to one; ' +
      'declare the cluster in this platform',
  ]);
});

test('what the Applications use stands beside what is granted', () => {
  const env = dev();
  const chart = content(env);
  new Application(env, 'api', { source: Source.content(chart), namespace: env.namespaceFor('serving') });
  new Application(env, 'db', {
    source: Source.helm({ repository: Repository.helm('https://charts.example.com'), chart: 'db', version: '1.0.0' }),
    namespace: env.namespaceFor('db'),
  });
  expect(annotations(manifest(env, 'AppProject', 'dev'))['argosy.io/least-privilege']).toBe(
    [
      'sourceRepos: https://charts.example.com',
      'sourceRepos: https://git.example.com/mlops',
      'destinations: https://kubernetes.default.svc bootstrap-dev',
      'destinations: https://kubernetes.default.svc db-dev',
      'destinations: https://kubernetes.default.svc serving-dev',
      'clusterResourceWhitelist: Namespace',
      'clusterResourceWhitelist: cannot tell offline what mlops/dev/db makes',
      '',
    ].join('\n'),
  );
});

test('of a chart beside content of ours nobody can tell offline what it makes', () => {
  const env = dev();
  const charts = Repository.helm('https://charts.example.com');
  const source = Source.multi(
    Source.helm({ repository: charts, chart: 'db', version: '1.0.0' }),
    Source.content(content(env)),
  );
  new Application(env, 'db', { source, namespace: env.namespaceFor('db') });
  expect(annotations(manifest(env, 'AppProject', 'dev'))['argosy.io/least-privilege']).toContain(
    'clusterResourceWhitelist: cannot tell offline what mlops/dev/db makes\n',
  );
});

test('an Application may use a project of its own', () => {
  const env = dev();
  const project = new AppProject(env, 'narrow', narrow(env.platform));
  new Application(env, 'api', { source: Source.content(content(env)), namespace: env.home, project });
  expect(spec(manifest(env, 'Application', 'api-dev')).project).toBe('narrow');
  expect(annotations(manifest(env, 'AppProject', 'narrow'))['argosy.io/least-privilege']).toBe(
    'sourceRepos: https://git.example.com/mlops\ndestinations: https://kubernetes.default.svc bootstrap-dev\n',
  );
});

test('orphans warn unless they are untracked', () => {
  const platform = aPlatform();
  aProject(platform, {});
  expect(spec(manifest(platform, 'AppProject', 'team')).orphanedResources).toEqual({ warn: true });
});

test('orphans that are meant are ignored, each with its reason', () => {
  const platform = aPlatform();
  const reason = 'written by the operator';
  aProject(platform, {
    orphans: {
      warn: false,
      ignore: [
        { group: '', kind: 'Secret', name: 'generated', reason },
        { group: 'batch', kind: 'Job', name: 'migrate-*', reason },
      ],
    },
  });
  const project = manifest(platform, 'AppProject', 'team');
  expect(spec(project).orphanedResources).toEqual({
    warn: false,
    ignore: [
      { kind: 'Secret', name: 'generated' },
      { group: 'batch', kind: 'Job', name: 'migrate-*' },
    ],
  });
  expect(annotations(project)).toEqual({
    'argosy.io/reasons': 'orphans Secret generated, Job migrate-*: written by the operator\n',
  });
});

test('the grants of one environment say nothing of the other', () => {
  const platform = aPlatform();
  dev(platform);
  prod(platform);
  expect(spec(manifest(platform, 'AppProject', 'prod')).destinations).toEqual([
    { server: 'https://kubernetes.default.svc', namespace: '*-prod' },
  ]);
});

function aProject(platform: Platform, props: Partial<AppProjectProps>): AppProject {
  return new AppProject(new Chart(platform, 'team'), 'project', { ...narrow(platform), name: 'team', ...props });
}

function narrow(platform: Platform): AppProjectProps {
  return {
    repositories: [GIT],
    destinations: [{ cluster: platform.localCluster, namespace: '*-dev' }],
    clusterResources: [],
  };
}

test('every grant of everything needs a reason, whatever it grants', () => {
  const platform = aPlatform();
  const env = dev(platform, {
    project: {
      repositories: [Repository.git('*', 'main')],
      destinations: [{ cluster: platform.localCluster, namespace: '**' }],
      clusterResources: [],
      namespaceResources: [{ group: '*', kind: '*' }],
    },
  });
  expect(findings(env)).toEqual(
    ['repository *', 'namespace **', 'namespace resources */*'].map(
      (what) => `mlops/dev/project: grants ${what} without a reason; expected reason: '…', or a narrower grant`,
    ),
  );
});

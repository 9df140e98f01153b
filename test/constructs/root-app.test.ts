import { aPlatform, dev, findings, inChart, manifest, prod, spec } from './builders';

test('a root syncs the folder of its environment, prunes, heals, and deletes nothing when it goes', () => {
  const platform = aPlatform();
  dev(platform);
  expect(inChart(platform.roots)).toEqual([
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'mlops-dev', namespace: 'argocd', labels: { app: 'root', env: 'dev' } },
      spec: {
        project: 'mlops-roots',
        source: { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'dist/mlops/dev/apps' },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          retry: { limit: 10, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
        },
      },
    },
  ]);
});

test('each environment has a root, so that one cannot hold back the other', () => {
  const platform = aPlatform();
  dev(platform);
  prod(platform);
  const roots = inChart(platform.roots).map((root) => [Object(root.metadata).name, Object(spec(root).source).path]);
  expect(roots).toEqual([
    ['mlops-dev', 'dist/mlops/dev/apps'],
    ['mlops-prod', 'dist/mlops/prod/apps'],
  ]);
});

test('a root may have another name and another way of syncing', () => {
  const env = dev(aPlatform(), { root: { name: 'development', sync: { prune: 'last', selfHeal: false } } });
  expect(spec(manifest(env, 'Application', 'development')).syncPolicy).toEqual({
    automated: { prune: true, selfHeal: false },
    syncOptions: ['PruneLast=true'],
    retry: { limit: 10, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
  });
});

test('a root may sync a folder that another tool writes', () => {
  const env = dev(aPlatform(), { root: { path: 'manifests/dev' } });
  expect(spec(manifest(env, 'Application', 'mlops-dev')).source).toMatchObject({ path: 'manifests/dev' });
});

test('two roots of one name are an error', () => {
  const platform = aPlatform();
  dev(platform, { root: { name: 'root' } });
  prod(platform, { root: { name: 'root' } });
  expect(findings(platform)).toEqual([
    'mlops/bootstrap/argocd: the Application name "root" is taken by mlops/root/dev and by mlops/root/prod; ' +
      'rename one of them',
  ]);
});

import { App as StockApp } from 'cdk8s';
import { Platform } from 'cdk8s-argosy';
import { Construct } from 'constructs';
import { placementOf } from '../../constructs/placement';
import { anApp, aPlatform, dev, findings, GIT, inChart } from './builders';

test('the bootstrap holds the project of the roots and the health of Applications, which waves need', () => {
  expect(inChart(aPlatform().bootstrap)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-cm',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/name': 'argocd-cm', 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: { 'resource.customizations.health.argoproj.io_Application': APPLICATION_HEALTH },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'mlops-roots', namespace: 'argocd' },
      spec: {
        description: 'The root Applications of mlops: they make Applications and nothing else.',
        sourceRepos: ['https://git.example.com/mlops'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: 'argoproj.io', kind: 'Application' },
          { group: 'argoproj.io', kind: 'ApplicationSet' },
          { group: 'argoproj.io', kind: 'AppProject' },
        ],
      },
    },
  ]);
});

test('the bootstrap is a folder and the roots are one file', () => {
  const platform = aPlatform();
  expect(placementOf(platform.bootstrap)).toEqual({ folder: 'mlops/bootstrap', namespace: 'argocd' });
  expect(placementOf(platform.roots)).toEqual({ file: 'mlops/root.yaml' });
});

test('a platform without environments has nothing to apply', () => {
  expect(inChart(aPlatform().roots)).toEqual([]);
});

test('every construct knows its platform', () => {
  const platform = aPlatform();
  expect(Platform.of(new Construct(new Construct(platform, 'a'), 'b'))).toBe(platform);
});

test('a construct outside of a platform says so', () => {
  const lost = new Construct(anApp(), 'lost');
  expect(() => Platform.of(lost)).toThrow('lost: lies outside of a Platform; make it inside one');
});

test('two platforms of one app have an Argo CD each', () => {
  const app = anApp();
  aPlatform({ app, name: 'one' });
  aPlatform({ app, name: 'two', instance: { namespace: 'argocd-two' } });
  expect(findings(app)).toEqual([]);
});

test.each(['MLOps', 'ml_ops', '-mlops', 'mlops.', 'm'.repeat(64)])('the name %s is refused', (name) => {
  expect(findings(new Platform(anApp(), name, { repository: GIT }))).toEqual([
    `${name}: the platform is named "${name}"; expected at most 63 lower-case letters, digits and inner dashes; ` +
      'rename it',
  ]);
});

test('a name of 63 letters is accepted', () => {
  expect(findings(aPlatform({ name: 'm'.repeat(63) }))).toEqual([]);
});

test('a platform works in a stock cdk8s App', () => {
  const app = new StockApp();
  aPlatform({ app });
  expect(app.synthYaml()).toContain('name: mlops-roots');
});

const APPLICATION_HEALTH = `health = { status = "Progressing", message = "" }
if obj.status == nil or obj.status.health == nil then
  return health
end
health.status = obj.status.health.status or health.status
health.message = obj.status.health.message or health.message
if health.status ~= "Healthy" then
  return health
end
if obj.status.sync ~= nil and obj.status.sync.status == "Unknown" then
  return { status = "Progressing", message = "cannot be compared with Git" }
end
if obj.status.operationState ~= nil and obj.status.operationState.phase ~= "Succeeded" then
  return { status = "Progressing", message = "its last sync is " .. obj.status.operationState.phase }
end
return health
`;

test('platforms that one Argo CD pulls share its instance, and cannot take the same names', () => {
  const app = anApp();
  const shop = aPlatform({ app, name: 'shop' });
  const blog = aPlatform({ app, name: 'blog', instance: shop.instance });
  dev(shop);
  dev(blog);
  expect(findings(app)).toEqual([
    'shop/bootstrap/argocd: the AppProject name "dev" is taken by shop/dev/project and by blog/dev/project; ' +
      'rename one of them',
    'shop/bootstrap/argocd: the Application name "dev-namespaces" is taken by shop/dev/namespaces and by ' +
      'blog/dev/namespaces; rename one of them',
  ]);
});

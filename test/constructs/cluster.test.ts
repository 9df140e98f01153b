import { Chart } from 'cdk8s';
import { Cluster } from 'cdk8s-argosy';
import { anApp, aPlatform, dev, findings, inChart } from './builders';

test('the cluster that Argo CD runs in needs no Secret', () => {
  const { localCluster } = aPlatform();
  expect({ name: localCluster.name, server: localCluster.server, secret: localCluster.secret }).toEqual({
    name: 'in-cluster',
    server: 'https://kubernetes.default.svc',
    secret: undefined,
  });
});

test('another cluster is a Secret of which only the credentials are sealed', () => {
  const env = dev(aPlatform({ app: anApp({ 'in-cluster/argocd/edge': { encryptedData: { config: 'AgConfig' } } }) }));
  const chart = new Chart(env, 'clusters');
  const argocd = env.namespaceFor('argocd', { name: 'argocd', origin: 'existing' });
  new Cluster(chart, 'edge', { server: 'https://edge:6443', namespace: argocd, labels: { region: 'eu' } });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'edge', namespace: 'argocd' },
      spec: {
        encryptedData: { config: 'AgConfig' },
        template: {
          metadata: {
            name: 'edge',
            namespace: 'argocd',
            labels: { region: 'eu', 'argocd.argoproj.io/secret-type': 'cluster' },
          },
          type: 'Opaque',
          data: { name: 'edge', server: 'https://edge:6443' },
        },
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('no label can take the mark of a cluster away', () => {
  const env = dev();
  const chart = new Chart(env, 'clusters');
  const labels = { 'argocd.argoproj.io/secret-type': 'repository' };
  new Cluster(chart, 'edge', { server: 'https://edge:6443', namespace: env.home, labels });
  expect(inChart(chart)[0]?.spec).toMatchObject({
    template: { metadata: { labels: { 'argocd.argoproj.io/secret-type': 'cluster' } } },
  });
});

test('a cluster outside of a chart is an error that says where it goes', () => {
  const platform = aPlatform();
  const { home } = dev(platform);
  expect(() => new Cluster(platform, 'edge', { server: 'https://edge:6443', namespace: home })).toThrow(
    'mlops/edge: a cluster is a SealedSecret, which no chart here delivers; ' +
      "make it in the content of an Application: new Cluster(content, 'edge', …)",
  );
});

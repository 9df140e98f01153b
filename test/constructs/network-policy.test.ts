import { Chart } from 'cdk8s';
import { NetworkPolicy } from 'cdk8s-argosy';
import { aPlatform, dev, findings, inChart, prod } from './builders';

test('a policy opens ports to namespaces and addresses, each to its own callers, and to nobody else', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  new NetworkPolicy(chart, 'policy', {
    namespace: env.namespaceFor('model'),
    name: 'model-ingress',
    pods: { app: 'model' },
    open: [
      { to: [env.namespaceFor('api'), { foreign: 'ingress-nginx' }, { cidr: '10.0.0.1/32' }], ports: [8000, 8001] },
      { to: [env.namespaceFor('monitoring')], ports: [8002] },
    ],
  });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'model-ingress', namespace: 'model-dev' },
      spec: {
        podSelector: { matchLabels: { app: 'model' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'api-dev' } } },
              { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } },
              { ipBlock: { cidr: '10.0.0.1/32' } },
            ],
            ports: [
              { protocol: 'TCP', port: 8000 },
              { protocol: 'TCP', port: 8001 },
            ],
          },
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring-dev' } } }],
            ports: [{ protocol: 'TCP', port: 8002 }],
          },
        ],
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('a policy for another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  new NetworkPolicy(new Chart(dev(platform), 'content'), 'policy', {
    namespace: prod(platform).namespaceFor('model'),
    pods: { app: 'model' },
    open: [],
  });
  expect(findings(platform)).toEqual([
    'mlops/dev/content/policy: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

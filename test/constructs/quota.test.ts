import { Chart } from 'cdk8s';
import { Quota } from 'cdk8s-argosy';
import { aPlatform, dev, findings, inChart, prod } from './builders';

test('a quota bounds the namespace, and gives a container that asks for nothing a share of it', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  new Quota(chart, 'quota', { namespace: env.namespaceFor('api'), ...PROPS });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'api-dev-quota', namespace: 'api-dev' },
      spec: {
        hard: {
          'requests.cpu': '2',
          'limits.cpu': '4',
          'requests.memory': '4Gi',
          'limits.memory': '8Gi',
          pods: '8',
          persistentvolumeclaims: '3',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'api-dev-limits', namespace: 'api-dev' },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: { cpu: '100m', memory: '256Mi' },
            default: { cpu: '500m', memory: '512Mi' },
          },
        ],
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('a quota for another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  new Quota(new Chart(dev(platform), 'content'), 'quota', { namespace: prod(platform).namespaceFor('api'), ...PROPS });
  expect(findings(platform)).toEqual([
    'mlops/dev/content/quota: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

const PROPS = {
  total: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
  pods: 8,
  claims: 3,
  container: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
} as const;

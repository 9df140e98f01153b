import { Chart } from 'cdk8s';
import { AlertRules, type Environment, PodMonitor, type Prometheus, ServiceMonitor } from 'cdk8s-argosy';
import { dev, findings, inChart } from './builders';

const labels = { 'app.kubernetes.io/name': 'api' };

test('a ServiceMonitor lies where its Prometheus looks, with the labels that it looks for', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  const service = { name: 'api-service', namespace: env.namespaceFor('api'), labels };
  const monitor = new ServiceMonitor(chart, 'api', { prometheus: ours(env), service, endpoint: { port: 'http' } });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'api', namespace: 'monitoring-dev', labels: { release: 'monitoring-dev' } },
      spec: {
        namespaceSelector: { matchNames: ['api-dev'] },
        selector: { matchLabels: labels },
        endpoints: [{ port: 'http', path: '/metrics', scheme: 'http', interval: '30s' }],
      },
    },
  ]);
  expect(monitor.job).toBe('api-service');
  expect(findings(env)).toEqual([]);
});

test('a PodMonitor reads the Pods themselves', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  const monitor = new PodMonitor(chart, 'api', {
    prometheus: ours(env),
    pods: { namespace: env.namespaceFor('api'), labels },
    endpoint: { port: 'http', path: '/internal/metrics', interval: '15s' },
  });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'api', namespace: 'monitoring-dev', labels: { release: 'monitoring-dev' } },
      spec: {
        namespaceSelector: { matchNames: ['api-dev'] },
        selector: { matchLabels: labels },
        podMetricsEndpoints: [{ port: 'http', path: '/internal/metrics', scheme: 'http', interval: '15s' }],
      },
    },
  ]);
  expect(monitor.job).toBe('monitoring-dev/api');
});

test('alerts are rules of one group, with what an Alertmanager routes and people read', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  new AlertRules(chart, 'api-alerts', {
    prometheus: ours(env),
    alerts: {
      ApiDown: {
        severity: 'critical',
        when: 'up{job="api"} == 0',
        for: '5m',
        summary: 'The API is down',
        description: 'value {{ $value }}',
        labels: { team: 'ml' },
      },
    },
  });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'api-alerts', namespace: 'monitoring-dev', labels: { release: 'monitoring-dev' } },
      spec: {
        groups: [
          {
            name: 'api-alerts',
            rules: [
              {
                alert: 'ApiDown',
                expr: 'up{job="api"} == 0',
                for: '5m',
                labels: { severity: 'critical', team: 'ml' },
                annotations: { summary: 'The API is down', description: 'value {{ $value }}' },
              },
            ],
          },
        ],
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

function ours<E extends string>(env: Environment<E>): Prometheus<E> {
  return { namespace: env.namespaceFor('monitoring'), selector: { release: `monitoring-${env.name}` } };
}

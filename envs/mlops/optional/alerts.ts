import { Chart } from 'cdk8s';
import {
  AlertRules,
  Application,
  type Layer,
  type MonitoredService,
  type Ordered,
  PodMonitor,
  ServiceMonitor,
  Source,
} from 'cdk8s-argosy';
import type { MonitoringProps } from './monitoring';
import { prometheusOf } from './monitoring';

/**
 * Whose metrics are read, and when somebody is called: the thresholds of prod in both environments. The record's dev
 * calls at every request that is not answered with 2xx, to try whether calling works.
 */
export function alerts<E extends string>(
  layer: Layer<E>,
  props: Pick<MonitoringProps<E>, 'namespace'> & {
    readonly fastapi: MonitoredService;
    readonly triton: MonitoredService;
    readonly after: readonly Ordered<E>[];
  },
) {
  const { namespace, fastapi, triton, after } = props;
  const { name } = layer.environment;
  const prometheus = prometheusOf(namespace);
  const content = new Chart(layer, 'monitoring-extra-content');
  const web = { port: 'http', interval: '15s' } as const;
  const api = new ServiceMonitor(content, `fastapi-${name}-sm`, {
    prometheus,
    service: fastapi,
    endpoint: web,
  });
  // The record reads these Pods twice, and so do we; the rules below ask for one of the two.
  new PodMonitor(content, `fastapi-${name}-pm`, {
    prometheus,
    pods: { namespace: fastapi.namespace, labels: fastapi.labels },
    endpoint: web,
  });
  const models = new ServiceMonitor(content, `triton-${name}-sm`, {
    prometheus,
    service: triton,
    endpoint: { port: 'metrics', interval: '15s' },
  });
  const sealing = new ServiceMonitor(content, 'sealed-secrets-sm', {
    prometheus,
    service: {
      name: 'sealed-secrets-metrics',
      namespace: { name: 'kube-system' },
      labels: { 'app.kubernetes.io/name': 'sealed-secrets', 'app.kubernetes.io/component': 'metrics' },
    },
    endpoint: { port: 'metrics', interval: '30s' },
  });
  new AlertRules(content, 'fastapi-alerts', { prometheus, group: 'fastapi.rules', alerts: fastApiAlerts(api.job) });
  new AlertRules(content, 'triton-alerts', {
    prometheus,
    group: 'triton.rules',
    alerts: tritonAlerts(models.job, triton.namespace.name),
  });
  new AlertRules(content, 'secret-rotation-alerts', {
    prometheus,
    group: 'secret-rotation.rules',
    alerts: sealingAlerts(sealing.job),
  });
  return new Application(layer, 'monitoring-extra', { source: Source.content(content), namespace, after });
}

/** Without requests a share is no number, which is above no threshold. */
function fastApiAlerts(job: string) {
  return {
    FastAPIHighErrorRate: {
      severity: 'warning',
      when: `sum(rate(http_requests_total{job="${job}",status=~"5.."}[5m])) / sum(rate(http_requests_total{job="${job}"}[5m])) > 0.05`,
      for: '5m',
      summary: 'More than 5 % of the requests to FastAPI fail',
      description: 'share of 5xx: {{ $value | humanizePercentage }}',
    },
    FastAPIP95LatencyHigh: {
      severity: 'warning',
      when: `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="${job}"}[5m]))) > 0.5`,
      for: '10m',
      summary: 'FastAPI answers 5 % of the requests after more than half a second',
      description: '95th percentile: {{ $value | humanizeDuration }}',
    },
    FastAPIScrapingFailure: {
      severity: 'critical',
      when: `up{job="${job}"} == 0`,
      for: '15m',
      summary: 'Prometheus cannot read the metrics of FastAPI',
      description: 'nothing would tell that a new model is worse than the one before',
    },
  } as const;
}

function tritonAlerts(job: string, namespace: string) {
  const rate = (metric: string) => `sum(rate(nv_inference_${metric}{job="${job}",namespace="${namespace}"}[5m]))`;
  const labels = { namespace, service: 'triton' };
  return {
    TritonHighErrorRate: {
      severity: 'warning',
      when: `${rate('request_failure')} / (${rate('request_success')} + ${rate('request_failure')}) > 0.02`,
      for: '2m',
      summary: 'More than 2 % of the inference requests fail',
      description: 'share of failures: {{ $value | humanizePercentage }}',
      labels,
    },
    TritonMeanLatencyHigh: {
      severity: 'warning',
      when: `${rate('request_duration_us')} / ${rate('count')} / 1e6 > 0.5`,
      for: '5m',
      summary: 'Inference takes more than half a second on average',
      description: 'mean: {{ $value | humanizeDuration }}',
      labels,
    },
  } as const;
}

function sealingAlerts(job: string) {
  return {
    SealedSecretControllerDown: {
      severity: 'warning',
      when: `up{job="${job}"} == 0`,
      for: '30m',
      summary: 'Nobody unseals secrets',
      description: 'look at the log of sealed-secrets in kube-system; Secrets that are there stay as they are',
    },
    SealedSecretUnsealErrors: {
      severity: 'warning',
      when: 'rate(sealed_secrets_controller_unseal_errors_total[15m]) > 0',
      for: '15m',
      summary: 'A SealedSecret does not open',
      description: 'it was sealed for another key, namespace or name; seal it anew with argosy secret seal',
    },
  } as const;
}

import {
  type Claim,
  type Layer,
  type Namespace,
  type Ordered,
  type Prometheus,
  pinnedChart,
  UpstreamChart,
} from 'cdk8s-argosy';
import { PROMETHEUS_COMMUNITY } from '../projects';
import type { MonitoringValues } from './monitoring-values';
import type { OptionalSecrets } from './secrets';

const CHART = pinnedChart<MonitoringValues>({
  repository: PROMETHEUS_COMMUNITY,
  chart: 'kube-prometheus-stack',
  version: '65.5.0',
});

export interface MonitoringProps<E extends string> {
  readonly namespace: Namespace<E>;
  readonly secrets: OptionalSecrets<E>;
  /** Where Grafana keeps its dashboards. */
  readonly data: Claim<E>;
  /** Where Loki answers. */
  readonly loki: string;
  readonly after: readonly Ordered<E>[];
}

/** The Prometheus of an environment, as the chart releases it: the operator takes what has the label of the release. */
export function prometheusOf<E extends string>(namespace: Namespace<E>): Prometheus<E> {
  return { namespace, selector: { release: namespace.name } };
}

/** kube-prometheus-stack: the operator, Prometheus, Alertmanager, Grafana and exporters of one environment. */
export function monitoring<E extends string>(layer: Layer<E>, props: MonitoringProps<E>) {
  const { namespace, after } = props;
  return new UpstreamChart<E, MonitoringValues>(layer, 'monitoring', {
    chart: CHART,
    release: namespace.name,
    values: values(props),
    namespace,
    after,
    orphans: [
      {
        group: '',
        kind: 'Secret',
        // The chart cuts the names of release and chart at 26 characters.
        name: `${`${namespace.name}-${CHART.chart}`.slice(0, 26).replace(/-$/, '')}-admission`,
        reason: 'written once by a hook of the chart, for the webhook that checks rules',
      },
    ],
  });
}

function values<E extends string>({ namespace, secrets, data, loki }: MonitoringProps<E>): MonitoringValues {
  const { name } = namespace.environment;
  const release = { matchLabels: prometheusOf(namespace).selector };
  const own = [{ action: 'keep', sourceLabels: ['namespace'], regex: `.*-${name}|kube-system` }] as const;
  return {
    crds: { enabled: false },
    prometheusOperator: {
      namespaces: { releaseNamespace: true },
      // One name for all environments: with one each, every Prometheus would read every kubelet as often.
      kubeletService: { enabled: true, namespace: 'kube-system', name: 'kubelet' },
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    },
    prometheus: {
      ingress: ingress(`prometheus-${name}.local`, secrets.tls.prometheus),
      prometheusSpec: {
        externalUrl: `https://prometheus-${name}.local`,
        retention: '15d',
        retentionSize: '30GiB',
        storageSpec: claimTemplate('local-path', '50Gi'),
        serviceMonitorSelector: release,
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelector: release,
        podMonitorSelectorNilUsesHelmValues: false,
        ruleSelector: release,
        ruleSelectorNilUsesHelmValues: false,
        resources: { requests: { cpu: '200m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      },
    },
    alertmanager: {
      ingress: ingress(`alert-${name}.local`, secrets.tls.alertmanager),
      alertmanagerSpec: {
        configSecret: secrets.alertmanager.name,
        storage: claimTemplate('nfs-monitoring', '50Gi'),
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      },
    },
    grafana: {
      image: { tag: '11.2.2-security-01' },
      sidecar: { image: { tag: '1.28.0' } },
      admin: {
        existingSecret: secrets.grafana.name,
        userKey: secrets.grafana.key('admin-user').key,
        passwordKey: secrets.grafana.key('admin-password').key,
      },
      ingress: { ...ingress(`grafana-${name}.local`, secrets.tls.grafana), path: '/' },
      persistence: { enabled: true, type: 'pvc', existingClaim: data.claimName },
      deploymentStrategy: { type: 'Recreate' },
      additionalDataSources: [{ name: 'Loki', type: 'loki', access: 'proxy', url: loki }],
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    },
    kubelet: { serviceMonitor: { metricRelabelings: own, cAdvisorMetricRelabelings: own } },
    'kube-state-metrics': { prometheus: { monitor: { metricRelabelings: own } } },
    'prometheus-node-exporter': { hostNetwork: false, hostPID: false },
    kubeEtcd: { enabled: false },
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeProxy: { enabled: false },
    coreDns: { enabled: false },
  };
}

function ingress(host: string, tls: { readonly name: string }) {
  return {
    enabled: true,
    ingressClassName: 'nginx',
    hosts: [host],
    pathType: 'Prefix',
    tls: [{ hosts: [host], secretName: tls.name }],
  } as const;
}

/** The operator makes the claim, and Argo CD must not take it for a part of the Application when the layer is off. */
function claimTemplate(storageClassName: string, storage: string) {
  return {
    volumeClaimTemplate: {
      metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    },
  } as const;
}

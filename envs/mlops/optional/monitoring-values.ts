import type { ContainerResources } from '../container-resources';

/** What we set of kube-prometheus-stack. */
export interface MonitoringValues {
  readonly crds: Switch;
  readonly prometheusOperator: {
    /** The namespaces that the operator works for; all of them would be those of the other environment's operator, too. */
    readonly namespaces: { readonly releaseNamespace: boolean };
    /** The Service of the kubelets, which the operator makes. */
    readonly kubeletService: Switch & { readonly namespace: string; readonly name: string };
    readonly resources: ContainerResources;
  };
  readonly prometheus: {
    readonly ingress: Ingress & { readonly pathType: 'Prefix' };
    readonly prometheusSpec: Selectors & {
      readonly externalUrl: string;
      readonly retention: `${number}d`;
      readonly retentionSize: `${number}GiB`;
      readonly storageSpec: ClaimTemplate;
      readonly resources: ContainerResources;
    };
  };
  readonly alertmanager: {
    readonly ingress: Ingress & { readonly pathType: 'Prefix' };
    readonly alertmanagerSpec: {
      /** A Secret with the key `alertmanager.yaml`. */
      readonly configSecret: string;
      readonly storage: ClaimTemplate;
      readonly resources: ContainerResources;
    };
  };
  readonly grafana: {
    readonly image: { readonly tag: string };
    readonly sidecar: { readonly image: { readonly tag: string } };
    readonly admin: { readonly existingSecret: string; readonly userKey: string; readonly passwordKey: string };
    readonly ingress: Ingress & { readonly path: string; readonly pathType: 'Prefix' };
    readonly persistence: Switch & { readonly type: 'pvc'; readonly existingClaim: string };
    /** Two of them at once would spoil the database in the claim. */
    readonly deploymentStrategy: { readonly type: 'Recreate' };
    readonly additionalDataSources: readonly {
      readonly name: string;
      readonly type: 'loki';
      readonly access: 'proxy';
      readonly url: string;
    }[];
    readonly resources: ContainerResources;
  };
  readonly kubelet: {
    readonly serviceMonitor: {
      readonly metricRelabelings: readonly Relabeling[];
      readonly cAdvisorMetricRelabelings: readonly Relabeling[];
    };
  };
  readonly 'kube-state-metrics': {
    readonly prometheus: { readonly monitor: { readonly metricRelabelings: readonly Relabeling[] } };
  };
  /** In the network of the nodes, where the exporter wants to be, those of two environments take each other's port. */
  readonly 'prometheus-node-exporter': { readonly hostNetwork: boolean; readonly hostPID: boolean };
  readonly kubeEtcd: Switch;
  readonly kubeControllerManager: Switch;
  readonly kubeScheduler: Switch;
  readonly kubeProxy: Switch;
  readonly coreDns: Switch;
}

interface Switch {
  readonly enabled: boolean;
}

interface Ingress extends Switch {
  readonly ingressClassName: string;
  readonly hosts: readonly string[];
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
}

interface Relabeling {
  readonly action: 'keep' | 'drop';
  readonly sourceLabels: readonly string[];
  readonly regex: string;
}

interface ClaimTemplate {
  readonly volumeClaimTemplate: {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
    readonly spec: {
      readonly storageClassName: string;
      readonly accessModes: readonly ['ReadWriteOnce'];
      readonly resources: { readonly requests: { readonly storage: string } };
    };
  };
}

/** By which labels it takes a monitor or rules for its own; `NilUsesHelmValues` would take the chart's instead of none. */
interface Selectors {
  readonly serviceMonitorSelector: Selector;
  readonly serviceMonitorSelectorNilUsesHelmValues: boolean;
  readonly podMonitorSelector: Selector;
  readonly podMonitorSelectorNilUsesHelmValues: boolean;
  readonly ruleSelector: Selector;
  readonly ruleSelectorNilUsesHelmValues: boolean;
}

interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

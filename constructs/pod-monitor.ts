import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodMonitorSpec } from '../imports/monitoring.coreos.com';
import type { Namespace } from './namespace';
import { endpointSpec, type MetricsEndpoint, type Prometheus } from './prometheus';
import { placeProblems } from './same-environment';

export interface PodMonitorProps<E extends string> {
  readonly prometheus: Prometheus<E>;
  /** @default the construct's id */
  readonly name?: string;
  readonly pods: {
    readonly namespace: Pick<Namespace<string>, 'name'>;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly endpoint: MetricsEndpoint;
}

/**
 * Lets a Prometheus read the metrics of Pods, with or without a Service in front of them.
 * @see https://prometheus-operator.dev/docs/developer/getting-started/#using-podmonitors
 */
export class PodMonitor<E extends string> extends Construct {
  /** The value of the label `job` of all that it reads, for rules to ask for. */
  readonly job: string;

  constructor(scope: Construct, id: string, props: PodMonitorProps<E>) {
    super(scope, id);
    const { prometheus, pods, endpoint } = props;
    const name = props.name ?? id;
    this.job = `${prometheus.namespace.name}/${name}`;
    const spec: PodMonitorSpec = {
      namespaceSelector: { matchNames: [pods.namespace.name] },
      selector: { matchLabels: pods.labels },
      podMetricsEndpoints: [endpointSpec(endpoint)],
    };
    new ApiObject(this, 'Default', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, namespace: prometheus.namespace.name, labels: { ...prometheus.selector } },
      spec,
    });
    this.node.addValidation({ validate: () => placeProblems(this, prometheus.namespace.environment) });
  }
}

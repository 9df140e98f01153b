import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ServiceMonitorSpec } from '../imports/monitoring.coreos.com';
import type { Namespace } from './namespace';
import { endpointSpec, type MetricsEndpoint, type Prometheus } from './prometheus';
import { placeProblems } from './same-environment';

/** A Service whose metrics are read: one of ours, or one that somebody else makes. */
export interface MonitoredService {
  readonly name: string;
  readonly namespace: Pick<Namespace<string>, 'name'>;
  /** Labels of the Service, which may be others than those of its Pods. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ServiceMonitorProps<E extends string> {
  readonly prometheus: Prometheus<E>;
  /** @default the construct's id */
  readonly name?: string;
  readonly service: MonitoredService;
  readonly endpoint: MetricsEndpoint;
}

/**
 * Lets a Prometheus read the metrics of the Pods behind a Service.
 * @see https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors
 */
export class ServiceMonitor<E extends string> extends Construct {
  /** The value of the label `job` of all that it reads, for rules to ask for. */
  readonly job: string;

  constructor(scope: Construct, id: string, props: ServiceMonitorProps<E>) {
    super(scope, id);
    const { prometheus, service, endpoint } = props;
    this.job = service.name;
    const spec: ServiceMonitorSpec = {
      namespaceSelector: { matchNames: [service.namespace.name] },
      selector: { matchLabels: service.labels },
      endpoints: [endpointSpec(endpoint)],
    };
    new ApiObject(this, 'Default', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: props.name ?? id, namespace: prometheus.namespace.name, labels: { ...prometheus.selector } },
      spec,
    });
    this.node.addValidation({ validate: () => placeProblems(this, prometheus.namespace.environment) });
  }
}

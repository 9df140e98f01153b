import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { PrometheusRuleSpec } from '../imports/monitoring.coreos.com';
import type { Prometheus, PrometheusDuration } from './prometheus';
import { placeProblems } from './same-environment';

export interface Alert {
  readonly severity: 'info' | 'warning' | 'critical';
  /** PromQL that yields something while there is cause for alarm. */
  readonly when: string;
  /** How long it has to be so. */
  readonly for: PrometheusDuration;
  readonly summary: string;
  /** What to do. May hold Prometheus' template, such as `{{ $value }}`. */
  readonly description: string;
  /** Labels beside `severity`, by which an Alertmanager routes. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertRulesProps<E extends string> {
  readonly prometheus: Prometheus<E>;
  /** @default the construct's id */
  readonly name?: string;
  /** Name of the group, whose rules are evaluated together. @default the name */
  readonly group?: string;
  /** Alerts by name. */
  readonly alerts: Readonly<Record<string, Alert>>;
}

/**
 * Alerts of one Prometheus, as a PrometheusRule.
 * @see https://prometheus-operator.dev/docs/developer/alerting/#deploying-prometheus-rules
 */
export class AlertRules<E extends string> extends Construct {
  constructor(scope: Construct, id: string, props: AlertRulesProps<E>) {
    super(scope, id);
    const { prometheus, alerts } = props;
    const name = props.name ?? id;
    const spec: PrometheusRuleSpec = {
      groups: [
        { name: props.group ?? name, rules: Object.entries(alerts).map(([alert, rule]) => ruleOf(alert, rule)) },
      ],
    };
    new ApiObject(this, 'Default', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, namespace: prometheus.namespace.name, labels: { ...prometheus.selector } },
      spec,
    });
    this.node.addValidation({ validate: () => placeProblems(this, prometheus.namespace.environment) });
  }
}

function ruleOf(alert: string, { severity, when, for: time, summary, description, labels }: Alert) {
  return { alert, expr: when, for: time, labels: { severity, ...labels }, annotations: { summary, description } };
}

import { type Environment, type Namespace, pinnedChart, UpstreamChart } from 'cdk8s-argosy';
import { PROMETHEUS_COMMUNITY } from '../projects';

/** It has nothing that we set. */
type PrometheusCrdsValues = Record<never, never>;

/** The definitions of operator 0.77, which kube-prometheus-stack 65.5.0 runs. */
const CHART = pinnedChart<PrometheusCrdsValues>({
  repository: PROMETHEUS_COMMUNITY,
  chart: 'prometheus-operator-crds',
  version: '15.0.0',
});

/**
 * The CRDs of the Prometheus operator. dev and prod each run a stack in the one cluster: had its chart the CRDs, both would
 * own them, and switching one off would delete the other's monitors and rules with them.
 */
export function prometheusCrds(platform: Environment<'platform'>, namespace: Namespace<'platform'>) {
  return new UpstreamChart(platform, 'prometheus-operator-crds', {
    chart: CHART,
    values: {},
    namespace,
    deletion: 'keep',
    // They are larger than the annotation in which a client-side apply keeps what it applied.
    sync: { options: ['ServerSideApply=true'] },
  });
}

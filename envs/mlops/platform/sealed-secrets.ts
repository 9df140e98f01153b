import { type Environment, type Namespace, pinnedChart, Repository, UpstreamChart } from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';

export const SEALED_SECRETS = Repository.helm('https://bitnami-labs.github.io/sealed-secrets');

interface SealedSecretsValues {
  /** The name that kubeseal looks for. */
  readonly fullnameOverride: string;
  /** How often the controller makes a new key; old ones are kept for ever. */
  readonly keyrenewperiod: `${number}h`;
  readonly resources: ContainerResources;
}

const CHART = pinnedChart<SealedSecretsValues>({
  repository: SEALED_SECRETS,
  chart: 'sealed-secrets',
  version: '2.16.2',
});

/** The controller that unseals; the chart brings its CRD and owns it. */
export function sealedSecretsController(platform: Environment<'platform'>, namespace: Namespace<'platform'>) {
  return new UpstreamChart(platform, 'sealed-secrets', {
    chart: CHART,
    release: 'sealed-secrets',
    values: {
      fullnameOverride: 'sealed-secrets',
      keyrenewperiod: '720h',
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    },
    namespace,
    // Not by server-side apply: Argo CD would call the Deployment OutOfSync for ever, for a default in its env.
    deletion: 'keep',
  });
}

import { Application, type Environment, Source } from 'cdk8s-argosy';
import { SEALED_SECRETS } from './projects';

/** The values that we set of the upstream chart, as its `values.yaml` documents them. */
interface SealedSecretsValues {
  /** The name that kubeseal looks for. */
  readonly fullnameOverride: string;
  /** How often the controller makes a new key; old ones are kept for ever. */
  readonly keyrenewperiod: `${number}h`;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
}

/** The controller that unseals; the chart brings its CRD and owns it. */
export function sealedSecretsController(platform: Environment<'platform'>): Application<'platform'> {
  const values: SealedSecretsValues = {
    fullnameOverride: 'sealed-secrets',
    keyrenewperiod: '720h',
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  };
  return new Application(platform, 'sealed-secrets', {
    source: Source.helm({
      repository: SEALED_SECRETS,
      chart: 'sealed-secrets',
      version: '2.16.2',
      releaseName: 'sealed-secrets',
      values,
    }),
    namespace: platform.namespaceFor('kube-system', { name: 'kube-system', origin: 'existing' }),
    // Not by server-side apply: Argo CD would call the Deployment OutOfSync for ever, for a default in its env.
    deletion: 'keep',
  });
}

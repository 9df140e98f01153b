import { Chart } from 'cdk8s';
import {
  Application,
  type Environment,
  InternalAuthority,
  type Namespace,
  pinnedChart,
  Repository,
  Source,
  UpstreamChart,
} from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';
import { ISSUER } from '../issuer';

export const JETSTACK = Repository.helm('https://charts.jetstack.io');

interface CertManagerValues {
  readonly global: {
    /** Where its controllers agree on who leads. */
    readonly leaderElection: { readonly namespace: string };
  };
  readonly crds: {
    readonly enabled: boolean;
    /** Keeps them when the chart goes; every Certificate would go with them. Argo CD honours it. */
    readonly keep: boolean;
  };
  readonly resources: ContainerResources;
  readonly webhook: { readonly resources: ContainerResources };
  readonly cainjector: { readonly resources: ContainerResources };
}

const CHART = pinnedChart<CertManagerValues>({ repository: JETSTACK, chart: 'cert-manager', version: 'v1.16.2' });

/** cert-manager, which issues and renews; the chart brings its CRDs and owns them. */
export function certManager(platform: Environment<'platform'>, namespace: Namespace<'platform'>) {
  return new UpstreamChart(platform, 'cert-manager', {
    chart: CHART,
    release: 'cert-manager',
    values: {
      // Its default is kube-system, where nothing else of it lives.
      global: { leaderElection: { namespace: namespace.name } },
      crds: { enabled: true, keep: true },
      resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
      webhook: { resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } } },
      cainjector: { resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } } },
    },
    namespace,
    deletion: 'keep',
  });
}

/** The internal CA: hosts are `*.local` and `*.prod`, which no public authority can see. */
export function internalAuthority(
  platform: Environment<'platform'>,
  { namespace, after }: { readonly namespace: Namespace<'platform'>; readonly after: Application<'platform'> },
) {
  const content = new Chart(platform, 'internal-authority-content');
  new InternalAuthority(content, 'authority', {
    namespace,
    issuer: ISSUER.name,
    commonName: 'MLOps internal CA',
    secretName: 'mlops-internal-ca',
  });
  return new Application(platform, 'internal-authority', {
    source: Source.content(content),
    namespace,
    after: [after],
    deletion: 'keep',
  });
}

import { Chart } from 'cdk8s';
import {
  AddressPool,
  Application,
  type Environment,
  type Namespace,
  pinnedChart,
  Repository,
  Source,
  UpstreamChart,
} from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';

export const METALLB = Repository.helm('https://metallb.github.io/metallb');

interface MetalLbValues {
  readonly controller: { readonly resources: ContainerResources };
  readonly speaker: {
    readonly resources: ContainerResources;
    /** Only BGP needs it. */
    readonly frr: { readonly enabled: boolean };
  };
}

const CHART = pinnedChart<MetalLbValues>({ repository: METALLB, chart: 'metallb', version: '0.14.9' });

/** MetalLB, which gives Services of type LoadBalancer their addresses; the chart brings its CRDs and owns them. */
export function metalLb(platform: Environment<'platform'>, namespace: Namespace<'platform'>) {
  return new UpstreamChart(platform, 'metallb', {
    chart: CHART,
    release: 'metallb',
    values: {
      controller: { resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '128Mi' } } },
      speaker: {
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        frr: { enabled: false },
      },
    },
    namespace,
    deletion: 'keep',
    // The chart gives this CRD a certificate to convert with, and the controller puts its own in its place.
    ignoreDifferences: [
      {
        group: 'apiextensions.k8s.io',
        kind: 'CustomResourceDefinition',
        name: 'bgppeers.metallb.io',
        jsonPointers: ['/spec/conversion/webhook/clientConfig/caBundle'],
      },
    ],
  });
}

/** The addresses of the LAN that Services may have. */
export function metalLbConfig(
  platform: Environment<'platform'>,
  { namespace, after }: { readonly namespace: Namespace<'platform'>; readonly after: Application<'platform'> },
) {
  const content = new Chart(platform, 'metallb-config-content');
  new AddressPool(content, 'default-pool', {
    namespace,
    addresses: ['192.168.18.240-192.168.18.250'],
    advertisement: 'default',
  });
  return new Application(platform, 'metallb-config', { source: Source.content(content), namespace, after: [after] });
}

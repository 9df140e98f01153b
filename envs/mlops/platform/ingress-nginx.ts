import {
  type Application,
  type Environment,
  type Namespace,
  pinnedChart,
  Repository,
  UpstreamChart,
} from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';

export const INGRESS_NGINX = Repository.helm('https://kubernetes.github.io/ingress-nginx');

interface IngressNginxValues {
  readonly controller: {
    readonly ingressClassResource: { readonly name: string; readonly default: boolean };
    /** Snippets let whoever may write an Ingress run configuration in the controller. */
    readonly allowSnippetAnnotations: boolean;
    readonly service: {
      readonly type: 'LoadBalancer';
      readonly externalTrafficPolicy: 'Local' | 'Cluster';
    };
    readonly resources: ContainerResources;
  };
}

const CHART = pinnedChart<IngressNginxValues>({
  repository: INGRESS_NGINX,
  chart: 'ingress-nginx',
  version: '4.12.1',
});

/**
 * The ingress controller of class `nginx`. It waits for addresses: Argo CD calls a Service of type LoadBalancer
 * Progressing until it has one, and beside MetalLB in one wave it would wait for a pool of the next wave for ever.
 */
export function ingressNginx(
  platform: Environment<'platform'>,
  { namespace, after }: { readonly namespace: Namespace<'platform'>; readonly after: Application<'platform'> },
) {
  return new UpstreamChart(platform, 'ingress-nginx', {
    chart: CHART,
    release: 'ingress-nginx',
    values: {
      controller: {
        ingressClassResource: { name: 'nginx', default: false },
        allowSnippetAnnotations: false,
        // Whitelists judge the address of the caller, which any other policy replaces by a node's.
        service: { type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      },
    },
    namespace,
    after: [after],
    deletion: 'keep',
  });
}

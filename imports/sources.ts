/** Where custom resource definitions come from: a file or a folder of a Go module, and the kinds wanted of it. */
export interface Source {
  readonly module: string;
  readonly version: string;
  readonly path: string;
  readonly kinds: readonly string[];
}

/** Kinds name shapes in this order, so a line added at the end of its group never renames what is there. */
export const sources: readonly Source[] = [
  {
    module: 'github.com/argoproj/argo-cd/v2',
    version: 'v2.13.2',
    path: 'manifests/crds',
    kinds: ['Application', 'ApplicationSet', 'AppProject'],
  },
  {
    module: 'github.com/bitnami-labs/sealed-secrets',
    version: 'v0.27.3',
    path: 'helm/sealed-secrets/crds',
    kinds: ['SealedSecret'],
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.16.2',
    path: 'deploy/crds',
    kinds: ['Certificate', 'Issuer', 'ClusterIssuer'],
  },
  {
    module: 'go.universe.tf/metallb',
    version: 'v0.14.9',
    path: 'config/crd/bases',
    kinds: ['IPAddressPool', 'L2Advertisement'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.77.2',
    path: 'example/prometheus-operator-crd',
    kinds: ['PrometheusRule', 'ServiceMonitor', 'PodMonitor'],
  },
];

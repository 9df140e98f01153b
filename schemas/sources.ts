import type { Owner } from '../src/check/schema/bundled';

/** A release whose kinds `argosy check` knows, and the Go module that has their schemas. */
export interface Release {
  /** As a user declares it. */
  readonly release: string;
  readonly module: string;
  readonly version: string;
  /** `swagger.json` of Kubernetes, else a file or folder with definitions of custom resources. */
  readonly path: string;
}

const KUBERNETES = [
  'v1.28.15',
  'v1.29.6',
  'v1.30.14',
  'v1.31.4',
  'v1.32.13',
  'v1.33.13',
  'v1.34.2',
  'v1.35.4',
  'v1.36.3',
];

const ARGO_CD = ['v2.13.2', 'v2.14.0', 'v3.0.0', 'v3.1.0', 'v3.2.11', 'v3.3.0', 'v3.4.13', 'v3.5.7'];

/** The oldest release first. Of operators the newest one: they add fields, and take hardly any away. */
export const sources: Readonly<Record<Owner, readonly Release[]>> = {
  kubernetes: KUBERNETES.map((version) => ({
    release: minor(version),
    module: 'k8s.io/kubernetes',
    version,
    path: 'api/openapi-spec/swagger.json',
  })),
  'argo-cd': ARGO_CD.map((version) => ({
    release: minor(version),
    module: `github.com/argoproj/argo-cd/${version.slice(0, 2)}`,
    version,
    path: 'manifests/crds',
  })),
  'sealed-secrets': [operator('github.com/bitnami-labs/sealed-secrets', 'v0.40.0', 'helm/sealed-secrets/crds')],
  'cert-manager': [operator('github.com/cert-manager/cert-manager', 'v1.21.2', 'deploy/crds')],
  metallb: [operator('go.universe.tf/metallb', 'v0.16.2', 'config/crd/bases')],
  'prometheus-operator': [
    operator('github.com/prometheus-operator/prometheus-operator', 'v0.85.0', 'example/prometheus-operator-crd'),
  ],
};

function operator(module: string, version: string, path: string): Release {
  return { release: minor(version), module, version, path };
}

function minor(version: string): string {
  return version.slice(1).split('.', 2).join('.');
}

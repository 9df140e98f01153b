import type { KubernetesObject, Pairing, Sync } from '../../src/argocd';

/** A ConfigMap, unless told otherwise. */
export function manifest(
  name: string,
  {
    apiVersion = 'v1',
    kind = 'ConfigMap',
    annotations = {},
    wave,
    ...metadata
  }: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly annotations?: Readonly<Record<string, unknown>>;
    readonly wave?: number;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly generateName?: string;
  } = {},
): KubernetesObject {
  const waved = wave === undefined ? annotations : { 'argocd.argoproj.io/sync-wave': String(wave), ...annotations };
  return { apiVersion, kind, metadata: { name, ...metadata, annotations: waved } };
}

export function options(text: string): Readonly<Record<string, string>> {
  return { 'argocd.argoproj.io/sync-options': text };
}

export function hook(text: string): Readonly<Record<string, string>> {
  return { 'argocd.argoproj.io/hook': text };
}

export function customResourceDefinition(group: string, kind: string, wave = 0): KubernetesObject {
  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', wave };
  return { ...manifest(`${kind}.${group}`, definition), spec: { group, names: { kind } } };
}

/** A sync that prunes, into a namespace that is there. */
export function sync(given: Partial<Sync> & Partial<Pairing> = {}): Sync {
  return {
    resources: [],
    hooks: [],
    ignored: [],
    repeated: [],
    requested: true,
    confirmed: false,
    applicationOptions: [],
    namespace: 'shop',
    liveNamespace: manifest('shop', { kind: 'Namespace' }),
    identity: { revision: '0123456789abcdef', startedAt: 1700000000 },
    ...given,
  };
}

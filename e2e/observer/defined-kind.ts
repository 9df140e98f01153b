import type { Kind, LiveObject } from '../cluster/cluster';

/** What a CustomResourceDefinition defines, in a version in which it is served; in each of them the objects are the same. */
export function definedKind(definition: LiveObject): Kind | undefined {
  const { group, scope, names, versions } = definition.spec as Spec;
  const served = versions.find((version) => version.served);
  if (!served) return undefined;
  const apiVersion = `${group}/${served.name}`;
  return {
    apiVersion,
    kind: names.kind,
    namespaced: scope === 'Namespaced',
    path: `/apis/${apiVersion}/${names.plural}`,
  };
}

interface Spec {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

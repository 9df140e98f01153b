/** An object as it stands in a manifest or in the cluster; what is missing or null is absent. */
export interface KubernetesObject {
  readonly apiVersion?: string | null;
  readonly kind?: string | null;
  readonly metadata?: ObjectMetadata | null;
  readonly spec?: unknown;
  /** Of a RoleBinding or ClusterRoleBinding. */
  readonly roleRef?: { readonly kind?: string | null; readonly name?: string | null } | null;
}

export interface ObjectMetadata {
  readonly name?: string | null;
  readonly generateName?: string | null;
  readonly namespace?: string | null;
  /** What people write is not always text, and Argo CD minds. */
  readonly labels?: Readonly<Record<string, unknown>> | null;
  readonly annotations?: Readonly<Record<string, unknown>> | null;
  readonly finalizers?: readonly string[] | null;
  readonly deletionTimestamp?: string | null;
  /** Who has set which field, in the cluster. */
  readonly managedFields?: unknown;
}

export function groupOf(object: KubernetesObject): string {
  const { apiVersion } = object;
  return apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

export function kindOf(object: KubernetesObject): string {
  return object.kind ?? '';
}

export function nameOf(object: KubernetesObject): string {
  return object.metadata?.name ?? '';
}

export function namespaceOf(object: KubernetesObject): string {
  return object.metadata?.namespace ?? '';
}

export function isNamespace(object: KubernetesObject): boolean {
  return kindOf(object) === 'Namespace' && groupOf(object) === '';
}

export function isCustomResourceDefinition(object: KubernetesObject): boolean {
  return kindOf(object) === 'CustomResourceDefinition' && groupOf(object) === 'apiextensions.k8s.io';
}

/** JSON pointers to what differs between two versions of an object. Lists count as one value. */
export function changedPointers(before: object, after: object): string[] {
  return differences(withoutBookkeeping(before), withoutBookkeeping(after), '');
}

/** JSON pointers to what a patch asks for, whichever of the kinds that Kubernetes knows it is. */
export function requestedPointers(patch: unknown): string[] {
  if (Array.isArray(patch)) return patch.flatMap((step: { readonly path?: string }) => step.path ?? []);
  return isMap(patch) ? differences({}, withoutBookkeeping(patch), '') : [];
}

/** What the API server keeps for itself, and what controllers remember their own work by. */
const SERVERS = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];
const DELETION = ['deletionTimestamp', 'deletionGracePeriodSeconds'];
const NOTES = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'argocd.argoproj.io/refresh',
  'argocd.argoproj.io/application-set-refresh',
];

/** Finalizers come off one by one while an object is being deleted, which is part of its deletion. */
function withoutBookkeeping(object: object): object {
  const { status: _, metadata, ...rest } = object as { readonly status?: unknown; readonly metadata?: unknown };
  if (!isMap(metadata)) return rest;
  const { annotations, finalizers, ...kept } = without(metadata, [...SERVERS, ...DELETION]);
  const told = isMap(annotations) ? without(annotations, NOTES) : {};
  const holders = metadata.deletionTimestamp ? [] : holdersOf(finalizers);
  return {
    ...rest,
    metadata: {
      ...kept,
      ...(Object.keys(told).length > 0 ? { annotations: told } : {}),
      ...(holders.length > 0 ? { finalizers: holders } : {}),
    },
  };
}

/** Argo CD 3 holds on to a hook until it has seen how that ended. */
function holdersOf(finalizers: unknown): unknown[] {
  return Array.isArray(finalizers) ? finalizers.filter((name) => name !== 'argocd.argoproj.io/hook-finalizer') : [];
}

function without(map: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}

function differences(before: unknown, after: unknown, pointer: string): string[] {
  if (isMap(before) && isMap(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].sort().flatMap((name) => differences(before[name], after[name], `${pointer}/${escaped(name)}`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [pointer];
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

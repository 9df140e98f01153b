import { deletePolicies, deletionHook, hasHookFinalizer } from './hooks';
import { type KubernetesObject, nameOf, namespaceOf } from './kubernetes-object';
import { keyOf } from './pairing';
import { type ArgoVersion, has } from './version';

/**
 * The finalizers that an Application gets with its first PostDelete hook, and loses with its last, unless it is being
 * deleted by then. One holds it until its hooks have run, the other until they are cleaned up.
 */
export const POST_DELETE_FINALIZERS = [
  'post-delete-finalizer.argocd.argoproj.io',
  'post-delete-finalizer.argocd.argoproj.io/cleanup',
] as const;

export interface PostDelete {
  readonly rendered: readonly KubernetesObject[];
  /** What is in the cluster of the Application once its resources are gone. */
  readonly live: readonly KubernetesObject[];
  /** The destination's, given to every hook that names none, of cluster-scoped kinds as well. */
  readonly namespace: string;
  /** Whether a kind is in a namespace, which the cluster knows. */
  readonly isNamespaced: (object: KubernetesObject) => boolean;
  readonly health?: (hook: KubernetesObject) => 'Healthy' | 'Progressing' | 'Degraded';
  /** Whether a finalizer holds on to a deleted hook for ever. */
  readonly holds?: (hook: KubernetesObject) => boolean;
}

export interface PostDeleteRun {
  readonly created: readonly KubernetesObject[];
  /** In steps, each of which waits until all before it are gone. */
  readonly deleted: readonly (readonly KubernetesObject[])[];
  /** `Running`: the Application never goes. */
  readonly end: 'Deleted' | 'Running';
}

/**
 * What the PostDelete hooks of an Application do, after its resources: those that are not there yet are created all at
 * once, whatever their waves, and one that is there counts as begun. Of `BeforeHookCreation` nothing comes.
 */
export function postDelete(given: PostDelete, version: ArgoVersion): PostDeleteRun {
  const isHook = (object: KubernetesObject) => deletionHook(object, version) === 'PostDelete';
  const running = new Map(given.live.filter(isHook).map((hook) => [keyOf(hook), hook]));
  const wanted = new Map(
    given.rendered.filter(isHook).map((hook) => {
      const placed = withNamespace(hook, namespaceOf(hook) || given.namespace);
      return [keyOf(placed), placed];
    }),
  );
  const created: KubernetesObject[] = [];
  let isFound = true;
  for (const [key, hook] of wanted) {
    if (running.has(key)) continue;
    const placed = given.isNamespaced(hook) ? hook : withNamespace(hook, '');
    // Nameless or cluster-scoped, it is not found again under its key, and there is no end of creating it.
    if (nameOf(hook) === '' || keyOf(placed) !== key) isFound = false;
    if (!running.has(keyOf(placed))) created.push(placed);
  }
  for (const hook of created) running.set(keyOf(hook), hook);
  const healthOf = (hook: KubernetesObject) => {
    const goes = isBeingDeleted(hook) && !(has(version, 'hookFinalizer') && hasHookFinalizer(hook));
    return goes ? 'Progressing' : (given.health?.(hook) ?? 'Healthy');
  };
  const isWaitedFor = [...running.values()].some((hook) => healthOf(hook) === 'Progressing');
  if (!isFound || isWaitedFor) return { created, deleted: [], end: 'Running' };
  const deleted: KubernetesObject[][] = [];
  for (;;) {
    // Where the last failed hook has gone, those that go with success follow.
    const failed = [...running.values()].some((hook) => healthOf(hook) === 'Degraded');
    const policy = failed ? 'HookFailed' : 'HookSucceeded';
    const due = [...running].filter(([, hook]) => deletePolicies(hook).includes(policy));
    if (due.length === 0) return { created, deleted, end: 'Deleted' };
    const step = due.map(([, hook]) => hook).filter((hook) => !isBeingDeleted(hook));
    if (step.length > 0) deleted.push(step);
    for (const [key, hook] of due) if (!isBeingDeleted(hook) && given.holds?.(hook) !== true) running.delete(key);
    if (due.some(([key]) => running.has(key))) return { created, deleted, end: 'Running' };
  }
}

function withNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function isBeingDeleted(object: KubernetesObject): boolean {
  return Boolean(object.metadata?.deletionTimestamp);
}

import { deletePolicies, deletionHook, type HookDeletePolicy, hasHookFinalizer } from './hooks';
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

type Health = 'Healthy' | 'Progressing' | 'Degraded';

export interface PostDelete {
  readonly rendered: readonly KubernetesObject[];
  /** What is in the cluster of the Application once its resources are gone. */
  readonly live: readonly KubernetesObject[];
  /** The destination's, given to every hook that names none, of cluster-scoped kinds as well. */
  readonly namespace: string;
  /** Whether a kind is in a namespace, which the cluster knows. */
  readonly isNamespaced: (object: KubernetesObject) => boolean;
  readonly health?: (hook: KubernetesObject) => Health;
  /** Whether a finalizer holds on to a deleted hook for ever. */
  readonly holds?: (hook: KubernetesObject) => boolean;
}

export interface PostDeleteRun {
  readonly created: readonly KubernetesObject[];
  /** In steps, each at another look at what is left. */
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
  const begun = given.live.filter(isHook);
  const running = new Set(begun.map((hook) => keyOf(hook)));
  const taken = new Set(given.live.map((object) => keyOf(object)));
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
    // Nameless or cluster-scoped, it is not found again under its key; and what is no hook may be in its place. Then
    // there is no end of creating it.
    if (nameOf(hook) === '' || keyOf(placed) !== key || taken.has(key)) isFound = false;
    if (!taken.has(keyOf(placed))) created.push(placed);
  }
  const hooks = [...begun, ...created];
  const going = new Set(hooks.filter((hook) => Boolean(hook.metadata?.deletionTimestamp)));
  const healthOf = (hook: KubernetesObject): Health => {
    const goes = going.has(hook) && !(has(version, 'hookFinalizer') && hasHookFinalizer(hook));
    return goes ? 'Progressing' : (given.health?.(hook) ?? 'Healthy');
  };
  const isWaitedFor = hooks.some((hook) => healthOf(hook) === 'Progressing');
  if (!isFound || isWaitedFor) return { created, deleted: [], end: 'Running' };
  return { created, ...cleanUp(hooks, going, healthOf, given) };
}

/** What is deleted of hooks that have run, and whether that comes to an end. */
function cleanUp(
  hooks: readonly KubernetesObject[],
  going: Set<KubernetesObject>,
  healthOf: (hook: KubernetesObject) => Health,
  { holds }: PostDelete,
): Omit<PostDeleteRun, 'created'> {
  const left = new Set(hooks);
  const deleted: KubernetesObject[][] = [];
  for (;;) {
    const policy = policyFor([...left].map(healthOf));
    const due = [...left].filter((hook) => policy && deletePolicies(hook).includes(policy));
    if (due.length === 0) return { deleted, end: 'Deleted' };
    const step = due.filter((hook) => !going.has(hook));
    if (step.length === 0) return { deleted, end: 'Running' };
    deleted.push(step);
    for (const hook of step) {
      if (holds?.(hook)) going.add(hook);
      else left.delete(hook);
    }
  }
}

/** What goes next by the health of all that are left. A hook that is on its way out is neither success nor failure. */
function policyFor(health: readonly Health[]): HookDeletePolicy | undefined {
  if (health.includes('Degraded')) return 'HookFailed';
  return health.includes('Progressing') ? undefined : 'HookSucceeded';
}

function withNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

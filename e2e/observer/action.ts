/** One object as an API server knows it; both group and namespace are empty where it has none. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Who acts in a cluster on behalf of what Git says. The garbage collector counts where it takes Applications away. */
export type Actor = 'application-controller' | 'applicationset-controller' | 'sealed-secrets' | 'garbage-collector';

/** One thing that was done to one object, or refused by the API server. */
export interface Action extends Identity {
  /** Absent where the source cannot tell: a watch does not say who deleted. */
  readonly by?: Actor;
  /** The Application or ApplicationSet on whose behalf; empty where there is none. */
  readonly owner: string;
  readonly verb: 'create' | 'update' | 'delete';
  /** The sync wave that the object's annotation says; what is in effect may differ. */
  readonly wave: number;
  /** The phases that the object is a hook of, as its annotation says. */
  readonly hook?: string;
  /** JSON pointers to what an update changed, the server's own fields and bookkeeping apart. */
  readonly changed?: readonly string[];
  /** Of a deletion, where its request says it. */
  readonly propagation?: string;
  readonly cause?: Cause;
  /** The API server's refusal. */
  readonly failed?: { readonly code: number; readonly message: string };
  /** When it was asked for. */
  readonly at: string;
}

/**
 * Why something was deleted: Git does not have it any more (`prune`), its Application is being deleted (`cascade`), it
 * is created anew at once (`replace`), a hook has done its work or makes room for the next (`hook-policy`), the
 * ApplicationSet does not generate it any more (`appset`), or its owner is gone (`owner-gone`).
 */
export type Cause = 'prune' | 'cascade' | 'replace' | 'hook-policy' | 'appset' | 'owner-gone';

/** A deletion that is followed by the creation of the same object, on behalf of the same owner, was a replacement. */
export function withReplacements(actions: readonly Action[]): Action[] {
  const next = new Map<string, Action>();
  const marked = actions.toReversed().map((action) => {
    const { by, owner, verb, cause } = action;
    const following = next.get(key(action));
    next.set(key(action), action);
    const replaced = cause === 'prune' && following?.verb === 'create' && verb === 'delete';
    return replaced && following.by === by && following.owner === owner ? { ...action, cause: 'replace' } : action;
  });
  return marked.toReversed() as Action[];
}

function key({ group, kind, namespace, name }: Identity): string {
  return [group, kind, namespace, name].join('/');
}

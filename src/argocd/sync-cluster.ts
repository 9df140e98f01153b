import { hasHookFinalizer, withoutHookFinalizer } from './hooks';
import { isNamespace, type KubernetesObject, kindOf } from './kubernetes-object';
import { keyOf } from './pairing';
import type { ApplyMethod } from './sync-options';

/** An object in the cluster. */
export interface Live {
  readonly object: KubernetesObject;
  /** Whether it only waits for its finalizers. */
  readonly deleted: boolean;
}

/**
 * The cluster during a sync, which does what it is told at once. The sync reads it at the beginning of each look and
 * does not see until the next one what it has changed itself, except that it knows which hooks it has released.
 */
export class SyncCluster {
  private readonly live: Map<string, Live>;
  /** What the present look saw where it has changed since. */
  private readonly before = new Map<string, Live | undefined>();
  private readonly keys = new WeakMap<KubernetesObject, readonly [string, string]>();

  constructor(
    objects: readonly KubernetesObject[],
    private readonly holds: (live: KubernetesObject) => boolean,
  ) {
    this.live = new Map(
      objects.map((object) => [keyOf(object), { object, deleted: Boolean(object.metadata?.deletionTimestamp) }]),
    );
  }

  /** Reads the cluster anew; the keys of what has gone since. */
  look(): readonly string[] {
    const gone = [...this.before.keys()].filter((key) => !this.live.has(key));
    this.before.clear();
    return gone;
  }

  /** An object's key, told once: a sync asks for it at each look. */
  keyOf(object: KubernetesObject): string {
    return this.keysOf(object)[0];
  }

  /** As the present look saw it. */
  seen(object: KubernetesObject): Live | undefined {
    return this.find(object, (key) => (this.before.has(key) ? this.before.get(key) : this.live.get(key)));
  }

  now(object: KubernetesObject): Live | undefined {
    return this.find(object, (key) => this.live.get(key));
  }

  put(target: KubernetesObject, method: ApplyMethod): void {
    const live = this.now(target);
    const key = this.placeOf(target) ?? keyOf(target, isNamespace(target) ? '' : undefined);
    // What others have said of a namespace stays; it may be one that is to be pruned.
    const keeps = method === 'server-side apply' && kindOf(target) === 'Namespace';
    const annotations = { ...live?.object.metadata?.annotations, ...target.metadata?.annotations };
    const object = keeps ? { ...target, metadata: { ...target.metadata, annotations } } : target;
    if (!live?.deleted) this.change(key, { object, deleted: false });
  }

  /** Whether this was what made it go. */
  delete(object: KubernetesObject): boolean {
    const live = this.now(object);
    const key = this.placeOf(object);
    if (live === undefined || key === undefined || live.deleted) return false;
    this.change(key, this.isHeld(live.object) ? { ...live, deleted: true } : undefined);
    return true;
  }

  /** Takes Argo CD's finalizer off a hook that was seen with it; whether the hook was still there. */
  release(object: KubernetesObject): boolean {
    const seen = this.seen(object);
    const key = this.placeOf(object);
    if (seen === undefined || key === undefined || !hasHookFinalizer(seen.object)) return false;
    const live = this.now(object);
    this.before.set(key, { ...seen, object: withoutHookFinalizer(seen.object) });
    if (live === undefined) return false;
    const released = { ...live, object: withoutHookFinalizer(live.object) };
    this.change(key, live.deleted && !this.isHeld(released.object) ? undefined : released);
    return true;
  }

  private isHeld(object: KubernetesObject): boolean {
    return hasHookFinalizer(object) || this.holds(object);
  }

  private change(key: string, live: Live | undefined): void {
    if (!this.before.has(key)) this.before.set(key, this.live.get(key));
    if (live === undefined) this.live.delete(key);
    else this.live.set(key, live);
  }

  /** The key under which an object is there, or was. */
  placeOf(object: KubernetesObject): string | undefined {
    return this.find(object, (key) => (this.live.has(key) || this.before.has(key) ? key : undefined));
  }

  /** Cluster-scoped objects are sought with the namespace they were given, and without. */
  private find<T>(object: KubernetesObject, at: (key: string) => T | undefined): T | undefined {
    const [key, clusterScoped] = this.keysOf(object);
    return at(key) ?? at(clusterScoped);
  }

  private keysOf(object: KubernetesObject): readonly [string, string] {
    const known = this.keys.get(object);
    if (known !== undefined) return known;
    const keys = [keyOf(object), keyOf(object, '')] as const;
    this.keys.set(object, keys);
    return keys;
  }
}

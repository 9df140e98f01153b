import { isHook, isIgnored } from './hooks';
import { groupOf, type KubernetesObject, kindOf, nameOf, namespaceOf } from './kubernetes-object';

/** An object as Git renders it and as it is in the cluster; one of the two may be missing. */
export type ManagedResource =
  | { readonly target: KubernetesObject; readonly live?: KubernetesObject }
  | { readonly target?: undefined; readonly live: KubernetesObject };

export interface Pairing {
  readonly resources: readonly ManagedResource[];
  /** What is rendered with a hook's annotation. */
  readonly hooks: readonly KubernetesObject[];
  /** What is rendered as a hook of no sync: nothing is done with it, and a live object of its name counts as not rendered. */
  readonly ignored: readonly KubernetesObject[];
  /** What is rendered more than once (RepeatedResourceWarning): the last one counts. */
  readonly repeated: readonly KubernetesObject[];
}

/**
 * Puts rendered and live objects together. A manifest without a namespace means the destination's, or none where its
 * kind has none: whether a kind is namespaced the cluster knows, so both are looked for.
 */
export function pair(
  rendered: readonly KubernetesObject[],
  live: readonly KubernetesObject[],
  namespace: string,
): Pairing {
  const targets = new Map<string, KubernetesObject>();
  const repeated: KubernetesObject[] = [];
  rendered.forEach((object, index) => {
    // Nameless hooks are as many as there are manifests.
    const name = nameOf(object) || (object.metadata?.generateName ? `#${index}` : '');
    const key = keyOf(object, namespaceOf(object) || namespace, name);
    const earlier = targets.get(key);
    if (earlier !== undefined) repeated.push(earlier);
    targets.set(key, object);
  });
  const unpaired = new Map(live.map((object) => [keyOf(object), object]));
  const resources: ManagedResource[] = [];
  const hooks: KubernetesObject[] = [];
  const ignored: KubernetesObject[] = [];
  for (const target of targets.values()) {
    if (isHook(target)) {
      (isIgnored(target) ? ignored : hooks).push(target);
      continue;
    }
    const key = [keyOf(target, namespaceOf(target) || namespace), keyOf(target, '')].find((each) => unpaired.has(each));
    const found = key === undefined ? undefined : unpaired.get(key);
    if (key !== undefined) unpaired.delete(key);
    resources.push(found === undefined ? { target } : { target, live: found });
  }
  for (const object of unpaired.values()) resources.push({ live: object });
  return { resources, hooks, ignored, repeated };
}

/** What makes an object that object; its version is no part of it. */
export function keyOf(object: KubernetesObject, namespace = namespaceOf(object), name = nameOf(object)): string {
  return [groupOf(object), kindOf(object), namespace, name].join('/');
}

/** Automated sync with prune refuses to run when everything would go, unless `allowEmpty`; hooks do not count. */
export function wipesEverything(resources: readonly ManagedResource[]): boolean {
  return resources.every(({ target }) => target === undefined);
}

import { globMatches } from './glob';
import { isRecord, jqPath, type Place, valueAt } from './jq-path';
import { groupOf, type KubernetesObject, kindOf, nameOf, namespaceOf } from './kubernetes-object';
import { type ComparedPair, withoutManaged } from './managed-fields';
import { DEEPEST, isNestedDeeperThan } from './nesting';
import { both, isUnknown, type Unknown, unknown, type Verdict } from './unknown';
import type { ArgoVersion } from './version';

/** An item of an Application's `spec.ignoreDifferences`. */
export interface IgnoredDifference {
  readonly group?: string | null;
  readonly kind?: string | null;
  readonly name?: string | null;
  readonly namespace?: string | null;
  readonly jsonPointers?: readonly string[] | null;
  readonly jqPathExpressions?: readonly string[] | null;
  readonly managedFieldsManagers?: readonly string[] | null;
}

/** What is compared of an object, and what cannot be told about that. */
export interface Compared<T> {
  readonly object: T;
  readonly unknown: readonly Unknown[];
}

/** As many places may the jq expressions of an Application name in one object. */
const MOST_PLACES = 100_000;

/**
 * An object without the fields that an Application ignores. Both sides of the diff are stripped like this, one item
 * after the other. The sync applies the whole manifest all the same, unless `RespectIgnoreDifferences=true`.
 */
export function withoutIgnored<T extends KubernetesObject>(
  object: T,
  ignored: readonly IgnoredDifference[],
): Compared<T> {
  const { object: stripped, unknown: unknowns } = withoutNamed(object, ignored);
  // Who manages a field only the live object says.
  const managed = managersOf(object, ignored).map((manager) => unknown(`which fields ${manager} manages`));
  return { object: stripped, unknown: [...unknowns, ...managed] };
}

/** Both sides of a diff without what an Application ignores, by name or by who manages it. */
export function comparedPair<Target extends KubernetesObject, Live extends KubernetesObject>(
  target: Target,
  live: Live,
  ignored: readonly IgnoredDifference[],
  version: ArgoVersion,
): ComparedPair<Target, Live> {
  const tooDeep = deeper(target) ?? deeper(live);
  if (tooDeep) return { target, live, unknown: [tooDeep] };
  const managed = withoutManaged(target, live, managersOf(target, ignored), version);
  const [wanted, there] = [withoutNamed(managed.target, ignored), withoutNamed(managed.live, ignored)];
  return {
    target: wanted.object,
    live: there.object,
    unknown: [...managed.unknown, ...wanted.unknown, ...there.unknown],
  };
}

function managersOf(object: KubernetesObject, ignored: readonly IgnoredDifference[]): readonly string[] {
  return ignored.flatMap((item) => (concerns(item, object) === true ? (item.managedFieldsManagers ?? []) : []));
}

function withoutNamed<T extends KubernetesObject>(object: T, ignored: readonly IgnoredDifference[]): Compared<T> {
  const tooDeep = deeper(object);
  if (tooDeep) return { object, unknown: [tooDeep] };
  const unknowns: Unknown[] = [];
  let stripped = object;
  const remove = (places: readonly Place[]) => {
    // A copy is made once, and only where there is something to remove.
    if (places.length > 0 && stripped === object) stripped = copyOf(object);
    for (const place of places) removeAt(stripped, place);
  };
  const effort = { left: MOST_PLACES };
  for (const item of ignored) {
    const concerned = concerns(item, object);
    if (isUnknown(concerned)) unknowns.push(concerned);
    if (concerned !== true) continue;
    for (const pointer of item.jsonPointers ?? []) {
      const place = pointedAt(pointer, stripped);
      if (place !== undefined) remove([place]);
    }
    for (const expression of item.jqPathExpressions ?? []) {
      const path = jqPath(expression);
      if (isUnknown(path)) {
        unknowns.push(path);
        continue;
      }
      // Where jq stops with an error nothing is removed; Argo CD only logs it.
      const places = path(stripped, effort) ?? [];
      if (effort.left < 0) return { object: stripped, unknown: [...unknowns, unknown(TOO_MANY_PLACES)] };
      if (places.some((place) => place.length === 0)) unknowns.push(unknown(`jq ${expression} removes the object`));
      else remove(lastFirst(places));
    }
  }
  return { object: stripped, unknown: unknowns };
}

function deeper(object: KubernetesObject): Unknown | undefined {
  return isNestedDeeperThan(DEEPEST, object) ? unknown(`an object of more than ${DEEPEST} levels`) : undefined;
}

const TOO_MANY_PLACES = `jq that names more than ${MOST_PLACES} places`;

/**
 * What a sync with `RespectIgnoreDifferences=true` applies: the manifest, with the live object's fields where they are
 * ignored. Lists are merged as a whole, which is so for custom resources only; of Kubernetes' own kinds it is unknown.
 */
export function respectingIgnored<T extends KubernetesObject>(
  target: T,
  live: KubernetesObject,
  ignored: readonly IgnoredDifference[],
  version: ArgoVersion,
): Compared<T> {
  const compared = comparedPair(target, live, ignored, version);
  const patch = compared.live === live ? {} : (mergePatch(compared.live, live)?.patch ?? {});
  const object = merged(compared.target, patch);
  const unknowns = [...compared.unknown];
  if (isBuiltIn(target) && hasList(patch)) unknowns.push(unknown(`how a list of ${kindOf(target)} is merged`));
  return { object, unknown: unknowns };
}

/** Kubernetes' own groups have no dot, or end in `.k8s.io`; of the latter some are custom resources all the same. */
function isBuiltIn(object: KubernetesObject): boolean {
  const group = groupOf(object);
  return !group.includes('.') || group.endsWith('.k8s.io');
}

function hasList(patch: unknown): boolean {
  return Array.isArray(patch) || (isRecord(patch) && Object.values(patch).some(hasList));
}

/** What a JSON merge patch has to say to lead from one value to the other; nothing where they are equal. */
function mergePatch(from: unknown, to: unknown): { readonly patch: unknown } | undefined {
  if (!isRecord(from) || !isRecord(to)) return isDeepEqual(from, to) ? undefined : { patch: to };
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const change = Object.hasOwn(from, key) ? mergePatch(from[key], value) : { patch: value };
    if (change !== undefined) patch[key] = change.patch;
  }
  return Object.keys(patch).length > 0 ? { patch } : undefined;
}

/** A JSON merge patch applied as Argo CD's library does it: in what it puts where no object was, null removes as well. */
function merged<T>(value: T, patch: unknown): T;
function merged(value: unknown, patch: unknown): unknown {
  if (!isRecord(value)) return withoutNulls(patch);
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = { ...value };
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = merged(Object.hasOwn(result, key) ? result[key] : undefined, change);
  }
  return result;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNulls(field)]));
}

function isDeepEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isDeepEqual(value, other[index]));
  }
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isDeepEqual(one[key], other[key]))
  );
}

/** Whether an item is about an object: globs for group and kind - no group is the core group -, plain words for the rest. */
function concerns(item: IgnoredDifference, object: KubernetesObject): Verdict {
  if (item.name && item.name !== nameOf(object)) return false;
  if (item.namespace && item.namespace !== namespaceOf(object)) return false;
  return both(globMatches(item.group ?? '', groupOf(object)), globMatches(item.kind ?? '', kindOf(object)));
}

/**
 * The place that a JSON pointer names, if there is something to remove. What stands before the first slash is passed
 * over, so `spec/replicas` is `/replicas`; a negative index counts from the end.
 */
function pointedAt(pointer: string, object: unknown): Place | undefined {
  const [, ...parts] = pointer.split('/');
  if (parts.length === 0) return undefined;
  const place: (string | number)[] = [];
  let here = object;
  for (const part of parts) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here)) {
      if (!/^[+-]?\d+$/.test(key)) return undefined;
      const index = Number(key) < 0 ? Number(key) + here.length : Number(key);
      if (index < 0 || index >= here.length) return undefined;
      place.push(index);
      here = here[index];
    } else if (isRecord(here) && Object.hasOwn(here, key)) {
      place.push(key);
      here = here[key];
    } else return undefined;
  }
  return place;
}

/** Each place once, of a list the last first: removing one place must not shift another. */
function lastFirst(places: readonly Place[]): readonly Place[] {
  const distinct = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...distinct.values()].sort((one, other) => {
    for (let at = 0; at < Math.min(one.length, other.length); at++) {
      const [a = '', b = ''] = [one[at], other[at]];
      if (a !== b) return a < b ? 1 : -1;
    }
    return other.length - one.length;
  });
}

function copyOf<T>(value: T): T;
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)])) : value;
}

/** Leaves alone what is not there, as an index beyond the end of its list. */
function removeAt(value: unknown, place: Place): void {
  const last = place.at(-1);
  let here = value;
  for (const part of place.slice(0, -1)) here = valueAt(here, [part]);
  if (Array.isArray(here) && typeof last === 'number') here.splice(last, 1);
  else if (isRecord(here) && typeof last === 'string') Reflect.deleteProperty(here, last);
}

import { isRecord } from './jq-path';
import type { KubernetesObject } from './kubernetes-object';
import { DEEPEST, isNestedDeeperThan } from './nesting';
import { type Unknown, unknown } from './unknown';
import { type ArgoVersion, has } from './version';

/** Both sides of a diff, and what cannot be told about them. */
export interface ComparedPair<Target, Live> {
  readonly target: Target;
  readonly live: Live;
  readonly unknown: readonly Unknown[];
}

/**
 * Both sides without the fields that one of the managers owns in the cluster and that differ. What is on one side only
 * is compared all the same. How lists and maps are compared that were set as a whole, the kind's schema says, which is
 * in the cluster; the schema is also what a manifest has to fit, or none of this happens.
 */
export function withoutManaged<Target extends KubernetesObject, Live extends KubernetesObject>(
  target: Target,
  live: Live,
  managers: readonly string[],
  version: ArgoVersion,
): ComparedPair<Target, Live> {
  if (managers.length > 0 && isNestedDeeperThan(DEEPEST, target)) {
    return { target, live, unknown: [unknown(`an object of more than ${DEEPEST} levels`)] };
  }
  const owned = managers.length > 0 ? entriesOf(live).filter(({ manager }) => managers.includes(manager)) : [];
  const places: Places = new Map();
  const unknowns = owned.flatMap(({ manager, fields }) => {
    if (fields === undefined) return [unknown(`which fields ${manager} manages`)];
    return findDiffering(fields, live, target, places).map((where) =>
      unknown(`how ${where} of ${manager} is compared`),
    );
  });
  if (places.size === 0) return { target, live, unknown: unknowns };
  const emptied = has(version, 'managedFieldsLeaveEmptyMaps') ? {} : null;
  return {
    target: { ...target, ...without(target, places, emptied) },
    live: { ...live, ...without(live, places, emptied) },
    unknown: unknowns,
  };
}

/** Where something is to be removed: itself, or below. */
type Places = Map<string, Places | 'removed'>;

interface Entry {
  readonly manager: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

function entriesOf(live: KubernetesObject): readonly Entry[] {
  const entries = live.metadata?.managedFields;
  if (!Array.isArray(entries)) return [];
  return entries.filter(isRecord).map(({ manager, fieldsV1 }) => ({
    manager: typeof manager === 'string' ? manager : '',
    fields: isRecord(fieldsV1) ? fieldsV1 : undefined,
  }));
}

/** Notes the places of fields that differ; the answer is where that cannot be told. */
function findDiffering(
  fields: Readonly<Record<string, unknown>>,
  live: Readonly<Record<string, unknown>> | KubernetesObject,
  target: Readonly<Record<string, unknown>> | KubernetesObject,
  places: Places,
  path = '',
): readonly string[] {
  return Object.entries(fields).flatMap(([key, below]) => {
    const name = key.slice(2);
    if (!key.startsWith('f:') || !isRecord(below) || !Object.hasOwn(live, name) || !Object.hasOwn(target, name))
      return [];
    const [one, other]: readonly unknown[] = [Reflect.get(live, name), Reflect.get(target, name)];
    const where = `${path}.${name}`;
    const inner = Object.keys(below).filter((each) => each !== '.');
    if (isRecord(one) && isRecord(other) && inner.length > 0) {
      const known = places.get(name);
      if (known === 'removed') return [];
      const under: Places = known ?? new Map();
      const unsure = findDiffering(below, one, other, under, where);
      if (under.size > 0) places.set(name, under);
      return unsure;
    }
    if (isSame(one, other)) return [];
    if (!isScalar(one) || !isScalar(other)) return [where];
    // The field itself, which to its manager may have been a map.
    if (inner.length === 0 || Object.hasOwn(below, '.')) places.set(name, 'removed');
    return [];
  });
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (!isScalar(one) && JSON.stringify(one) === JSON.stringify(other));
}

/** `emptied` stands for a map of which nothing is left. */
function without(value: object, places: Places, emptied: object | null): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = { ...value };
  for (const [name, below] of places) {
    if (below === 'removed') delete result[name];
    else if (isRecord(result[name])) {
      const rest = without(result[name], below, emptied);
      result[name] = Object.keys(rest).length > 0 ? rest : emptied;
    }
  }
  return result;
}

import { ApiObject, type ApiObjectMetadataDefinition, type App, Lazy } from 'cdk8s';
import type { Json, JsonObject } from './manifest';

/** The plain data of an object, or why there is none. */
export type Resolved = { readonly object: JsonObject } | { readonly problem: string };

/**
 * Does what `ApiObject.toJson` does - tokens resolved, absent values dropped, empty metadata left out - without copying
 * what is plain already, and keeps the order in which keys were written.
 *
 * Where a class renders itself (the L1 of cdk8s-plus), objects are patched, or the app brings resolvers of its own,
 * cdk8s does it.
 */
export function resolveObject(apiObject: ApiObject, app: App): Resolved {
  try {
    return { object: isStandard(apiObject, app) ? standard(apiObject) : rendered(apiObject) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const BUILT_IN_RESOLVERS = 3;

function isStandard(apiObject: ApiObject, app: App): boolean {
  const patches: unknown = Reflect.get(apiObject, 'patches');
  return (
    apiObject.toJson === ApiObject.prototype.toJson &&
    Array.isArray(patches) &&
    patches.length === 0 &&
    app.resolvers.length === BUILT_IN_RESOLVERS &&
    isDictionary(Reflect.get(apiObject, 'props'))
  );
}

function rendered(apiObject: ApiObject): JsonObject {
  const json: JsonObject = apiObject.toJson();
  return dictionaryInWrittenOrder(json, Reflect.get(apiObject, 'props'));
}

function standard(apiObject: ApiObject): JsonObject {
  const props: unknown = Reflect.get(apiObject, 'props');
  const object: Record<string, Json | undefined> = {
    apiVersion: apiObject.apiVersion,
    kind: apiObject.kind,
    metadata: metadata(apiObject.metadata),
  };
  if (!isDictionary(props)) return object;
  for (const key in props) {
    if (key !== 'metadata') object[key] = plain(props[key], key, 0);
  }
  return object;
}

function metadata(definition: ApiObjectMetadataDefinition): JsonObject {
  const own = {
    name: definition.name,
    namespace: definition.namespace,
    labels: Reflect.get(definition, 'labels'),
    annotations: Reflect.get(definition, 'annotations'),
    finalizers: Reflect.get(definition, 'finalizers'),
    ownerReferences: Reflect.get(definition, 'ownerReferences'),
  };
  const result: Record<string, Json | undefined> = {};
  const additional: unknown = Reflect.get(definition, '_additionalAttributes');
  for (const key in own) add(result, key, own[key as keyof typeof own]);
  if (isDictionary(additional)) {
    for (const key in additional) if (!(key in own)) add(result, key, additional[key]);
  }
  return result;
}

/** Metadata leaves out what is empty. */
function add(result: Record<string, Json | undefined>, key: string, value: unknown): void {
  const json = withoutEmpty(plain(value, `metadata.${key}`, 0));
  if (json !== undefined) result[key] = json;
}

function withoutEmpty(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.length > 0 ? value : undefined;
  for (const key in value) if (value[key] !== undefined) return value;
  return undefined;
}

/** cdk8s sorts keys; what a person wrote in an order of their own is put back into it. */
function inWrittenOrder(made: Json | undefined, written: unknown): Json | undefined {
  if (typeof made !== 'object' || made === null) return made;
  if (!isList(made)) return dictionaryInWrittenOrder(made, written);
  return Array.isArray(written) ? made.map((item, index) => inWrittenOrder(item, written[index]) ?? null) : made;
}

function dictionaryInWrittenOrder(made: JsonObject, written: unknown): JsonObject {
  if (!isDictionary(written)) return made;
  const ordered: Record<string, Json | undefined> = {};
  for (const key in written) if (key in made) ordered[key] = inWrittenOrder(made[key], written[key]);
  for (const key in made) if (!(key in ordered)) ordered[key] = made[key];
  return ordered;
}

const DEEPEST = 1000;

/** The same reference when the value is plain already, so that most manifests are not copied. */
function plain(value: unknown, at: string, depth: number): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      break;
    default:
      throw new Error(`${at} holds a ${typeof value}; expected plain data`);
  }
  if (value === null) return undefined;
  if (depth > DEEPEST) throw new Error(`${at} is nested deeper than ${DEEPEST}; does it hold itself?`);
  if (Array.isArray(value)) return plainList(value, at, depth);
  if (value instanceof Lazy) return plain(value.produce(), at, depth + 1);
  if ('resolve' in value && typeof value.resolve === 'function') return plain(value.resolve(), at, depth + 1);
  if (isDictionary(value)) return plainDictionary(value, depth);
  if ('value' in value && (typeof value.value === 'string' || typeof value.value === 'number')) {
    return { value: value.value };
  }
  throw new Error(`${at} holds a ${value.constructor?.name ?? 'class instance'}; expected plain data`);
}

function plainList(list: readonly unknown[], at: string, depth: number): Json {
  let copy: Json[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index];
    const after = plain(before, at, depth + 1) ?? null;
    if (copy) copy.push(after);
    else if (after !== before) copy = [...unchanged(list, index), after];
  }
  return copy ?? unchanged(list, list.length);
}

/** The part of a list that was seen to be plain. */
function unchanged(list: readonly unknown[], length: number): readonly Json[] {
  const plainList = list as readonly Json[];
  return length === list.length ? plainList : plainList.slice(0, length);
}

function plainDictionary(dictionary: Readonly<Record<string, unknown>>, depth: number): JsonObject {
  let copy: Record<string, Json | undefined> | undefined;
  for (const key in dictionary) {
    const before = dictionary[key];
    const after = plain(before, key, depth + 1);
    if (after === before) continue;
    copy ??= { ...(dictionary as JsonObject) };
    copy[key] = after;
  }
  return copy ?? (dictionary as JsonObject);
}

function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  // Asking for the prototype takes ten times as long as this, which answers for nearly all.
  if (value.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

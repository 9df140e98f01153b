import type { Plain } from '../go-template/value';
import { readYaml } from '../go-template/yaml-read';
import { unknown } from '../unknown';
import type { Data } from './application-set';
import { misfitOfApplication } from './application-types';
import { known, stop } from './failure';
import { isMap } from './list';
import { isList } from './render';

/** The lists of an Application that a patch adds to; all others it replaces. */
const MERGED_LISTS: ReadonlyMap<string, string | undefined> = new Map([
  ['metadata.finalizers', undefined],
  ['metadata.ownerReferences', 'uid'],
]);

/** Maps that say nothing are not there when a patch looks for them. */
const GONE_WHEN_EMPTY = new Set([
  'metadata.labels',
  'metadata.annotations',
  'spec.source.kustomize.commonLabels',
  'spec.source.kustomize.commonAnnotations',
  'spec.syncPolicy.managedNamespaceMetadata.labels',
  'spec.syncPolicy.managedNamespaceMetadata.annotations',
]);

/** Maps of an Application whose keys are the user's. */
const FREE = new Set(['labels', 'annotations', 'commonLabels', 'commonAnnotations', 'valuesObject']);

/** Maps that are there even where the template does not name them. */
const ALWAYS_THERE = new Set(['metadata', 'spec', 'spec.destination']);

/** A rendered template patch over an Application, as a strategic merge. It cannot change the project. */
export function patchApplication(application: Data, patch: string): Data {
  const patched = merge(application, parsePatch(patch), '');
  const project = isMap(application.spec ?? null) ? (application.spec as Data).project : undefined;
  const { project: _, ...spec } = isMap(patched.spec ?? null) ? (patched.spec as Data) : {};
  return { ...patched, spec: project === undefined ? spec : { ...spec, project } };
}

function parsePatch(patch: string): Data {
  const value = patch.trim().startsWith('{') ? parseJson(patch) : parseYaml(patch);
  if (value === null) return {};
  if (!isMap(value)) throw stop(`invalid templatePatch ${JSON.stringify(value)}: it is no map`);
  const misfit = misfitOfApplication(value);
  if (misfit !== undefined) throw stop(`invalid templatePatch ${JSON.stringify(value)}: ${misfit}`);
  return value;
}

function parseJson(patch: string): Plain {
  try {
    return JSON.parse(patch) as Plain;
  } catch {
    throw stop(`invalid templatePatch ${JSON.stringify(patch)}: it is not JSON, though it starts like it`);
  }
}

function parseYaml(patch: string): Plain {
  const read = readYaml(patch);
  if ('fault' in read) throw stop(`error while converting template to json: ${read.fault}`);
  return read.value;
}

/** Maps merge, null deletes, `$patch` says otherwise. */
function merge(original: Data, patch: Data, path: string): Data {
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch;
    return asWritten(rest, path.split('.').at(-1) ?? '');
  }
  if (patch.$patch === 'delete') return {};
  if (Object.hasOwn(patch, '$patch'))
    throw stop(`templatePatch: unknown directive ${JSON.stringify(patch.$patch)}; expected "replace" or "delete"`);
  const merged: Record<string, Plain> = { ...original };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) return known<Data>(unknown(`the directive ${key} of a templatePatch is not followed`));
    const at = path === '' ? key : `${path}.${key}`;
    const own = seen(merged[key] ?? null, at);
    if (value === null) delete merged[key];
    else if (isMap(value) && isMap(own)) merged[key] = merge(own, value, at);
    else if (isList(value) && isList(own) && MERGED_LISTS.has(at))
      merged[key] = mergeLists(own, value, MERGED_LISTS.get(at), at);
    else {
      const added = withoutDirectives(value);
      if (added === undefined) delete merged[key];
      else merged[key] = added;
    }
  }
  return merged;
}

/** What a patch finds at a place. */
function seen(own: Plain, at: string): Plain {
  if (own === null) return ALWAYS_THERE.has(at) ? {} : null;
  const isGone = isList(own)
    ? own.length === 0
    : isMap(own) && GONE_WHEN_EMPTY.has(at) && Object.keys(own).length === 0;
  return isGone ? null : own;
}

/** What comes new: nulls in it have nothing to delete, and a map with a directive nothing to direct. */
function withoutDirectives(value: Plain): Plain | undefined {
  if (isList(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isMap(value)) return value;
  if (Object.hasOwn(value, '$patch')) return undefined;
  const members = Object.entries(value).map(([key, item]) => [
    key,
    item === null ? undefined : withoutDirectives(item),
  ]);
  return Object.fromEntries(members.filter(([, item]) => item !== undefined)) as Data;
}

/** What is taken whole: an Application has no fields for directives within, but maps whose keys are the user's keep them. */
function asWritten<T extends Plain>(value: T, field: string): T;
function asWritten(value: Plain, field: string): Plain {
  if (isList(value)) return value.map((item) => asWritten(item, field));
  if (!isMap(value) || FREE.has(field)) return value;
  const members = Object.entries(value).filter(([key]) => key !== '$patch');
  return Object.fromEntries(members.map(([key, item]) => [key, asWritten(item, key)]));
}

function mergeLists(
  own: readonly Plain[],
  added: readonly Plain[],
  mergeKey: string | undefined,
  path: string,
): readonly Plain[] {
  if (mergeKey === undefined) return mergeScalars(own, added);
  const keyOf = (item: Plain): Plain | undefined => (isMap(item) ? item[mergeKey] : undefined);
  const changed = own.map((item) => {
    const patch = added.find((each) => keyOf(each) === keyOf(item));
    return patch !== undefined && isMap(patch) && isMap(item) ? merge(item, patch, path) : item;
  });
  return [...changed, ...added.filter((item) => !own.some((each) => keyOf(each) === keyOf(item)))];
}

/** The patch's items come first, and one that was there before lets those pass that stood before it. */
function mergeScalars(own: readonly Plain[], added: readonly Plain[]): readonly Plain[] {
  const right = [...new Set(added)];
  const left = [...new Set(own)].filter((item) => !right.includes(item));
  const merged: Plain[] = [];
  for (const item of right) {
    const at = own.indexOf(item);
    while (at !== -1 && left[0] !== undefined && own.indexOf(left[0]) < at) merged.push(...left.splice(0, 1));
    merged.push(item);
  }
  return [...merged, ...left];
}

import { type ArgoVersion, parseVersion } from '../argocd/version';
import type { Manifest } from '../sources/model';
import type { ValuePath } from './finding';
import { fields } from './reading';
import { bundled } from './schema/bundled';
import { misfitsOf } from './schema/holding';
import type { Shape } from './schema/shape';

/** A field that a release of Argo CD does not have. */
export interface UnknownField {
  readonly path: ValuePath;
  /** The fields that stand in its place. */
  readonly beside: readonly string[];
  /** The releases that have it, the oldest first. */
  readonly releases: readonly string[];
}

/**
 * The fields of one of Argo CD's own manifests that its definition in a release does not have, metadata and status left
 * out.
 * @param version undefined, or one that is not known here: those that any release does not have
 */
export function unknownFields(
  { kind, object }: Pick<Manifest, 'kind' | 'object'>,
  version?: ArgoVersion,
): readonly UnknownField[] {
  const schemas = bundled().kinds.get('argoproj.io/v1alpha1')?.get(kind)?.schemas ?? [];
  const releases = bundled().releases['argo-cd'];
  const at = version === undefined ? -1 : releases.findIndex((release) => parseVersion(release) === version);
  if (!mayLack(object, at === -1 ? schemas : schemas.slice(at, at + 1))) return [];
  const lacked = new Map<string, UnknownField & { readonly lackedBy: Set<number> }>();
  for (const [index, schema] of schemas.entries()) {
    for (const { path, beside } of lacking(object, schema)) {
      const key = JSON.stringify(path);
      const field = lacked.get(key) ?? { path, beside, releases: [], lackedBy: new Set() };
      field.lackedBy.add(index);
      lacked.set(key, field);
    }
  }
  return [...lacked.values()]
    .filter(({ lackedBy }) => at === -1 || lackedBy.has(at))
    .map(({ path, beside, lackedBy }) => ({
      path,
      beside,
      releases: releases.filter((_, index) => !lackedBy.has(index)),
    }));
}

/** Releases add fields and keep them: what the oldest and the newest have, all have. */
function mayLack(object: object, schemas: readonly number[]): boolean {
  const { shape } = bundled();
  const [oldest = 0] = schemas;
  const newest = schemas.at(-1) ?? 0;
  return lacking(object, newest).length > 0 || (oldest !== newest && setsApart(object, shape(oldest), shape(newest)));
}

/** Whether a value may set what only one of two shapes has. Most of what two releases say is one shape, with all in it. */
function setsApart(value: unknown, one: Shape | undefined, other: Shape | undefined): boolean {
  if (one === other) return false;
  if (one === undefined || other === undefined || one.hasAlternatives || other.hasAlternatives) return true;
  if (Array.isArray(value)) return value.some((item) => setsApart(item, one.items?.(), other.items?.()));
  const set = fields(value);
  return Object.keys(set).some((name) => {
    const known = one.fields.get(name);
    const otherKnown = other.fields.get(name);
    if (known === undefined && otherKnown === undefined) return one.others !== other.others;
    return setsApart(set[name], known?.(), otherKnown?.());
  });
}

function lacking(object: object, schema: number) {
  if (schema === 0) return [];
  return misfitsOf(object, bundled().shape(schema)).flatMap((misfit) =>
    misfit.is === 'unknown' && misfit.path[0] !== 'metadata' && misfit.path[0] !== 'status' ? [misfit] : [],
  );
}

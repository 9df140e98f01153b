import { type ArgoVersion, parseVersion } from '../argocd';
import type { Manifest } from '../sources/model';
import type { ValuePath } from './finding';
import { bundled } from './schema/bundled';
import { misfitsIn } from './schema/holding';

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
  const at = releases.findIndex((release) => parseVersion(release) === version);
  // Releases add fields and keep them: what the oldest and the newest have, all have.
  const asked = new Set(at === -1 ? [schemas[0], schemas.at(-1)] : [schemas[at]]);
  if (![...asked].some((schema) => lacking(object, schema).length > 0)) return [];
  const fields = new Map<string, UnknownField & { readonly lackedBy: Set<number> }>();
  for (const [index, schema] of schemas.entries()) {
    for (const { path, beside } of lacking(object, schema)) {
      const key = JSON.stringify(path);
      const field = fields.get(key) ?? { path, beside, releases: [], lackedBy: new Set() };
      field.lackedBy.add(index);
      fields.set(key, field);
    }
  }
  return [...fields.values()]
    .filter(({ lackedBy }) => at === -1 || lackedBy.has(at))
    .map(({ path, beside, lackedBy }) => ({
      path,
      beside,
      releases: releases.filter((_, index) => !lackedBy.has(index)),
    }));
}

function lacking(object: unknown, schema: number | undefined) {
  if (schema === undefined || schema === 0) return [];
  return misfitsIn(object, bundled().shape(schema)).flatMap((misfit) =>
    misfit.is === 'unknown' && misfit.path[0] !== 'metadata' && misfit.path[0] !== 'status' ? [misfit] : [],
  );
}

import { at, isObject, list, text } from './json';
import { type Schema, schemaFrom } from './schema';

/** What of a CustomResourceDefinition a manifest's author writes. Its status is Kubernetes' to write. */
export interface Crd {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly spec: Schema;
}

export function isCrd(document: unknown): boolean {
  return at(document, 'kind') === 'CustomResourceDefinition';
}

export function kindOf(document: unknown): string {
  return text(at(document, 'spec', 'names', 'kind'), 'spec.names.kind');
}

/** The definition in the version that Kubernetes stores. */
export function crdFrom(document: unknown): Crd {
  const kind = kindOf(document);
  const stored = list(at(document, 'spec', 'versions')).find((version) => at(version, 'storage') === true);
  const spec = at(stored, 'schema', 'openAPIV3Schema', 'properties', 'spec');
  if (!isObject(spec)) throw new Error(`${kind}: its stored version has no schema for spec`);
  return {
    group: text(at(document, 'spec', 'group'), `${kind}: spec.group`),
    kind,
    version: text(at(stored, 'name'), `${kind}: the stored version's name`),
    spec: schemaFrom(spec, `${kind}.spec`),
  };
}

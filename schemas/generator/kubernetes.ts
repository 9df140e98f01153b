import { at, isObject, type Json, list, text } from '../../imports/generator/json';
import type { Kind } from './kind';
import type { Pool } from './pool';

const DEFINITIONS = 'io.k8s.apimachinery.pkg.';
const OBJECT_META = `${DEFINITIONS}apis.meta.v1.ObjectMeta`;

/** What all kinds have in their metadata, custom resources as well. */
export const METADATA = { apiVersion: 'meta/v1', kind: 'ObjectMeta' };

/** The kinds of a release of Kubernetes, from the description of its API, and what all of them have as metadata. */
export function kubernetesKinds(swagger: unknown, pool: Pool): readonly Kind[] {
  const definitions = at(swagger, 'definitions');
  if (!isObject(definitions)) throw new Error('swagger.json has no definitions');
  const reader = new Definitions(definitions, pool);
  const kinds = Object.entries(definitions).flatMap(([name, definition]): readonly Kind[] => {
    const [named, ...others] = list(at(definition, 'x-kubernetes-group-version-kind'));
    const isObjectOfOwn = at(definition, 'properties', 'metadata', '$ref') === `#/definitions/${OBJECT_META}`;
    if (named === undefined || others.length > 0 || !isObjectOfOwn) return [];
    const group = text(at(named, 'group'), `${name}: group`);
    const version = text(at(named, 'version'), `${name}: version`);
    const kind = text(at(named, 'kind'), `${name}: kind`);
    return [{ apiVersion: group === '' ? version : `${group}/${version}`, kind, schema: reader.root(name) }];
  });
  return [...kinds, { ...METADATA, schema: reader.number(OBJECT_META) }];
}

class Definitions {
  readonly #known = new Map<string, number>();

  constructor(
    readonly definitions: Json,
    readonly pool: Pool,
  ) {}

  /** The status of an object is Kubernetes' to write: what stands there changes nothing. */
  root(name: string): number {
    const definition = this.definitions[name];
    const properties = at(definition, 'properties');
    if (!isObject(definition) || !isObject(properties)) throw new Error(`${name} has no properties`);
    const { status, ...written } = properties;
    return this.#numbered({ ...definition, properties: { ...written, ...(status !== undefined && { status: {} }) } }, [
      name,
    ]);
  }

  number(name: string, within: readonly string[] = []): number {
    const known = this.#known.get(name) ?? this.#numbered(this.definitions[name], [...within, name]);
    this.#known.set(name, known);
    return known;
  }

  #numbered(schema: unknown, within: readonly string[]): number {
    if (!isObject(schema)) throw new Error(`${within.join(' > ')}: expected a schema`);
    if (schema.$ref !== undefined)
      return this.#referred(text(schema.$ref, '$ref').slice('#/definitions/'.length), within);
    if (schema.format === 'int-or-string') return this.pool.number({ 'x-kubernetes-int-or-string': true });
    const { type, format, properties, required, additionalProperties, items } = schema;
    return this.pool.number({
      ...(type !== undefined && { type }),
      ...(format !== undefined && { format }),
      ...(isObject(properties) && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([field, inner]) => [field, this.#numbered(inner, within)]),
        ),
      }),
      ...(list(required).length > 0 && { required }),
      ...(isObject(additionalProperties) && { additionalProperties: this.#numbered(additionalProperties, within) }),
      ...(isObject(items) && { items: this.#numbered(items, within) }),
      ...(type === 'array' && { 'x-null-items': true }),
    });
  }

  /** A definition that holds itself, as that of custom resources does, holds anything there. */
  #referred(name: string, within: readonly string[]): number {
    if (within.includes(name)) return this.pool.number({});
    if (name === `${DEFINITIONS}api.resource.Quantity`) return this.pool.number({ format: 'quantity' });
    return this.number(name, within);
  }
}

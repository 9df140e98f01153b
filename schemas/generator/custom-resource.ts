import { at, isObject, type Json, list, text } from '../../imports/generator/json';
import type { Kind } from './kind';
import type { Pool } from './pool';

/** The kinds that a CustomResourceDefinition defines, one for each version that is served. */
export function customKinds(definition: unknown, metadata: number, pool: Pool): readonly Kind[] {
  const group = text(at(definition, 'spec', 'group'), 'spec.group');
  const kind = text(at(definition, 'spec', 'names', 'kind'), 'spec.names.kind');
  return list(at(definition, 'spec', 'versions'))
    .filter((version) => at(version, 'served') === true)
    .map((version) => ({
      apiVersion: `${group}/${text(at(version, 'name'), `${kind}: name of a version`)}`,
      kind,
      schema: root(at(version, 'schema', 'openAPIV3Schema'), metadata, pool),
    }));
}

/** What all kinds have is Kubernetes' to say, and the status is nobody's to write. */
function root(schema: unknown, metadata: number, pool: Pool): number {
  if (!isObject(schema) || !isObject(schema.properties)) throw new Error('a version has no schema');
  const { apiVersion: _, kind: __, metadata: ___, status: ____, ...own } = schema.properties;
  const string = pool.number({ type: 'string' });
  const inner = Object.entries(own).map(([field, each]) => [field, numbered(each, pool)]);
  return pool.number({
    type: 'object',
    properties: { apiVersion: string, kind: string, metadata, ...Object.fromEntries(inner), status: pool.number({}) },
    ...(list(schema.required).length > 0 && { required: schema.required }),
    ...(schema[OPEN] === true && { [OPEN]: true }),
  });
}

function numbered(schema: unknown, pool: Pool): number {
  if (!isObject(schema)) throw new Error(`expected a schema, got ${JSON.stringify(schema)}`);
  return pool.number(kept(schema, pool));
}

function kept(schema: Json, pool: Pool): Json {
  const { properties, additionalProperties, items, required } = schema;
  const always = list(required).filter((name) => at(properties, String(name), 'default') === undefined);
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  return {
    ...Object.fromEntries(
      KEPT.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
    ),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, inner]) => [field, numbered(inner, pool)]),
      ),
    }),
    ...(always.length > 0 && { required: always }),
    ...(isObject(additionalProperties)
      ? { additionalProperties: numbered(additionalProperties, pool) }
      : additionalProperties !== undefined && { additionalProperties }),
    ...(isObject(items) && { items: numbered(items, pool) }),
    ...Object.fromEntries(
      // They say once more that it is a whole number or a text.
      ALTERNATIVES.filter((keyword) => schema[keyword] !== undefined && !isIntOrString).map((keyword) => [
        keyword,
        bare(schema[keyword]),
      ]),
    ),
  };
}

/** Alternatives stay as they are: small, and few. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([keyword]) => keyword !== 'description')
      .map(([keyword, inner]) => [keyword, bare(inner)]),
  );
}

const OPEN = 'x-kubernetes-preserve-unknown-fields';
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf', 'not'];
const KEPT = [
  'type',
  'format',
  'nullable',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'x-kubernetes-int-or-string',
  OPEN,
  'x-kubernetes-embedded-resource',
];

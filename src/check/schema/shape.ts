import { type Fields, fields, items } from '../reading';
import { type Limit, limitsOf } from './limits';

/** What a value may be, as a schema says it. What stands inside is made out when something stands there. */
export interface Shape {
  readonly type: Type;
  readonly nullable: boolean;
  /** Lists of Kubernetes' own kinds take a null for an item that says nothing; custom resources refuse it. */
  readonly hasNullItems: boolean;
  readonly fields: ReadonlyMap<string, () => Shape>;
  readonly required: readonly string[];
  /** What stands in fields besides those. */
  readonly others: 'none' | 'anything' | (() => Shape);
  readonly items: (() => Shape) | undefined;
  readonly limits: readonly Limit[];
  readonly hasAlternatives: boolean;
  readonly allOf: readonly Shape[];
  readonly anyOf: readonly Shape[];
  readonly oneOf: readonly Shape[];
  readonly not: Shape | undefined;
}

export type Type =
  | 'object'
  | 'array'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'int-or-string'
  | 'quantity'
  | 'anything';

/** Schemas that come with the package have those inside of them by number. */
export type Numbered = (number: number) => Shape;

/**
 * The shape that a schema of OpenAPI 3 describes, with the extensions of Kubernetes. An object that names fields has
 * no others, unless it says that it keeps them: the API server drops those, or refuses them.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function shapeOf(schema: unknown, numbered: Numbered, within: 'structure' | 'alternative' = 'structure'): Shape {
  const said = fields(schema);
  const shape = (inner: unknown): (() => Shape) =>
    remembered(() => (typeof inner === 'number' ? numbered(inner) : shapeOf(inner, numbered, within)));
  const alternatives = (list: unknown): readonly Shape[] =>
    items(list).map((each) => shapeOf(each, numbered, 'alternative'));
  const named = fields(said.properties);
  return {
    type: typeOf(said),
    nullable: said.nullable === true,
    hasNullItems: said['x-null-items'] === true,
    fields: new Map(Object.entries(named).map(([name, inner]) => [name, shape(inner)])),
    required: items(said.required).filter(
      // What has a default is never missing.
      (name): name is string => typeof name === 'string' && fields(named[name]).default === undefined,
    ),
    others: othersOf(said, within, shape),
    items: said.items === undefined ? undefined : shape(said.items),
    limits: limitsOf(said),
    hasAlternatives: ['allOf', 'anyOf', 'oneOf', 'not'].some((keyword) => said[keyword] !== undefined),
    allOf: alternatives(said.allOf),
    anyOf: alternatives(said.anyOf),
    oneOf: alternatives(said.oneOf),
    not: said.not === undefined ? undefined : shapeOf(said.not, numbered, 'alternative'),
  };
}

function typeOf(said: Fields): Type {
  if (said['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  if (said.format === 'quantity') return 'quantity';
  return TYPES.find((type) => type === said.type) ?? 'anything';
}

const TYPES: readonly Type[] = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

function othersOf(said: Fields, within: string, shape: (inner: unknown) => () => Shape): Shape['others'] {
  const { additionalProperties } = said;
  if (typeof additionalProperties === 'object' || typeof additionalProperties === 'number') {
    return shape(additionalProperties);
  }
  const keeps =
    additionalProperties === true ||
    said['x-kubernetes-preserve-unknown-fields'] === true ||
    said['x-kubernetes-embedded-resource'] === true;
  return keeps || within === 'alternative' || said.properties === undefined ? 'anything' : 'none';
}

function remembered(make: () => Shape): () => Shape {
  let made: Shape | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

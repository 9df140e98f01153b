import { isObject, type Json, list, text } from './json';

/**
 * A structural schema, as far as types can tell it.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export type Schema = { readonly description?: string; readonly nullable: boolean } & (
  | { readonly type: 'string' | 'number' | 'boolean' | 'int-or-string' | 'any' }
  | { readonly type: 'enum'; readonly values: readonly unknown[] }
  | { readonly type: 'list'; readonly items: Schema }
  | { readonly type: 'map'; readonly values: Schema }
  | { readonly type: 'object'; readonly properties: readonly Property[]; readonly open: boolean }
);

interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

const any: Schema = { type: 'any', nullable: false };

export function schemaFrom(value: unknown, where: string): Schema {
  if (!isObject(value)) throw new Error(`${where}: expected a schema, got ${JSON.stringify(value)}`);
  return {
    ...(value.description === undefined ? {} : { description: text(value.description, `${where}: description`) }),
    nullable: value.nullable === true,
    ...typeFrom(value, where),
  };
}

function typeFrom(value: Json, where: string) {
  if (value['x-kubernetes-int-or-string'] === true) return { type: 'int-or-string' } as const;
  if (value.enum !== undefined) return { type: 'enum', values: list(value.enum) } as const;
  switch (value.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return { type: value.type } as const;
    case 'integer':
      return { type: 'number' } as const;
    case 'array':
      return { type: 'list', items: value.items === undefined ? any : schemaFrom(value.items, `${where}[]`) } as const;
    case 'object':
      return objectFrom(value, where);
    case undefined:
      if (value['x-kubernetes-preserve-unknown-fields'] === true) return { type: 'any' } as const;
  }
  throw new Error(`${where}: no binding for type ${JSON.stringify(value.type)}`);
}

function objectFrom(value: Json, where: string) {
  const { properties, additionalProperties } = value;
  if (isObject(properties)) {
    const required = list(value.required);
    return {
      type: 'object',
      open: value['x-kubernetes-preserve-unknown-fields'] === true,
      properties: Object.entries(properties).map(([name, schema]) => ({
        name,
        required: required.includes(name),
        schema: schemaFrom(schema, `${where}.${name}`),
      })),
    } as const;
  }
  // An object of unknown fields is a map of anything.
  const values = isObject(additionalProperties) ? schemaFrom(additionalProperties, `${where}{}`) : any;
  return { type: 'map', values } as const;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../../src/check/schema/bundled';
import { SCHEMAS } from '../../src/check/schema/definitions';

type Json = Readonly<Record<string, unknown>>;

const schemas: readonly Json[] = SCHEMAS.split('\n').map((line) => JSON.parse(line));

/** A schema that comes with the package, as it is kept: what stands inside of it is there by number. */
export function keptSchema(number: number): Json {
  const schema = schemas[number - 1];
  if (schema === undefined) throw new Error(`there is no schema ${number}`);
  return schema;
}

/** Writes the newest schema of each kind into a folder, as kubeconform reads them. */
export function writeSchemas(folder: string, wanted: (apiVersion: string, kind: string) => boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const [apiVersion, kinds] of bundled().kinds) {
    for (const [kind, { schemas: numbers }] of kinds) {
      const number = numbers.at(-1) ?? 0;
      if (number === 0 || !wanted(apiVersion, kind)) continue;
      // It takes the version for the group where there is none.
      const [group = '', version = group] = apiVersion.split('/');
      const name = `${group}_${version}_${kind.toLowerCase()}`;
      const definitions: Record<string, Json> = {};
      const root = referred(number, false, definitions);
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...root, definitions }));
    }
  }
}

/** Each is there once: a Pod is in a set of sets many times over. */
function referred(number: number, mayBeAbsent: boolean, definitions: Record<string, Json>): Json {
  const name = mayBeAbsent ? `${number}-or-null` : String(number);
  if (definitions[name] === undefined) {
    definitions[name] = {};
    definitions[name] = strict(number, mayBeAbsent, definitions);
  }
  return { $ref: `#/definitions/${name}` };
}

/**
 * JSON Schema has no words for what Kubernetes reads as a number or a text, and allows null only where it says so: the API
 * server takes it for a field that is not there.
 */
function strict(number: number, mayBeAbsent: boolean, definitions: Record<string, Json>): Json {
  const {
    nullable,
    required,
    properties,
    additionalProperties,
    items,
    type,
    enum: values,
    ...kept
  } = keptSchema(number);
  const isNull = mayBeAbsent || nullable === true;
  const either = kept['x-kubernetes-int-or-string'] === true ? 'integer' : kept.format === 'quantity' ? 'number' : '';
  if (either !== '') {
    const { pattern } = kept;
    const oneOf = [{ type: 'string' }, { type: either }, ...(isNull ? [{ type: 'null' }] : [])];
    return pattern === undefined ? { oneOf } : { pattern, oneOf };
  }
  const always = Array.isArray(required) ? required : [];
  const closed = properties !== undefined && kept['x-kubernetes-preserve-unknown-fields'] !== true;
  return {
    ...kept,
    ...(type !== undefined && { type: isNull ? [type, 'null'] : type }),
    ...(Array.isArray(values) && { enum: isNull ? [...values, null] : values }),
    ...(always.length > 0 && { required: always }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Readonly<Record<string, number>>).map(([name, inner]) => [
          name,
          referred(inner, !always.includes(name), definitions),
        ]),
      ),
    }),
    ...(typeof additionalProperties === 'number'
      ? { additionalProperties: referred(additionalProperties, true, definitions) }
      : closed && { additionalProperties: false }),
    ...(typeof items === 'number' && { items: referred(items, kept['x-null-items'] === true, definitions) }),
  };
}

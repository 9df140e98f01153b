// biome-ignore lint/style/noRestrictedImports: this is the one place here that reads YAML text.
import { defineScalarTag, load, mapTag, mergeTag, NOT_RESOLVED, Schema, seqTag, strTag, YAMLException } from 'js-yaml';
import type { Plain } from './value';
import { readPlainScalar } from './yaml-scalar';

/** What the reader of Kubernetes cannot give as JSON, or what we cannot tell. */
export interface YamlFault {
  readonly fault: string;
}

/** Plain scalars as YAML 1.1 has them: `yes` is true, `010` is 8, a date a text. */
const schema = new Schema([
  strTag,
  seqTag,
  mapTag,
  mergeTag,
  defineScalarTag('tag:yaml.org,2002:null', {
    implicit: true,
    identify: () => false,
    resolve: (text) => (readPlainScalar(text) === null ? null : NOT_RESOLVED),
  }),
  defineScalarTag('tag:yaml.org,2002:bool', {
    implicit: true,
    identify: () => false,
    resolve: (text) => only('boolean', text),
  }),
  defineScalarTag('tag:yaml.org,2002:int', {
    implicit: true,
    identify: () => false,
    resolve: (text) => only('number', text),
  }),
  defineScalarTag('tag:yaml.org,2002:float', {
    implicit: false,
    identify: () => false,
    resolve: (text) => only('number', text),
  }),
]);

function only<T extends 'boolean' | 'number'>(type: T, text: string): boolean | number | typeof NOT_RESOLVED {
  const value = readPlainScalar(text);
  return typeof value === type && value !== null && typeof value !== 'string' && value !== undefined
    ? value
    : NOT_RESOLVED;
}

/** Reads YAML text as Argo CD does before it makes JSON of it. */
export function readYaml(text: string): { readonly value: Plain } | YamlFault {
  // js-yaml reads no document where Go reads null.
  if (isEmptyDocument(text)) return { value: null };
  try {
    return { value: toPlain(load(text, { schema })) };
  } catch (thrown) {
    if (thrown instanceof YAMLException) return { fault: thrown.message.split('\n')[0] ?? 'not YAML' };
    throw thrown;
  }
}

function isEmptyDocument(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|---)?\s*$/.test(line));
}

/** Keys that are numbers or truths become their texts, as in JSON. */
function toPlain(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : (value as Plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}

// biome-ignore-all lint/style/noRestrictedImports: this is the one place here that reads YAML text.
import {
  defineScalarTag,
  load,
  mergeTag,
  NOT_RESOLVED,
  realMapTag,
  Schema,
  seqTag,
  strTag,
  YAMLException,
} from 'js-yaml';
import { CannotTell } from './fault';
import { formatFloat } from './float';
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
  realMapTag,
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
  if (value === 'no number') throw new YAMLException('an infinity has no form in JSON');
  return typeof value === type && value !== null && typeof value !== 'string' && value !== undefined
    ? value
    : NOT_RESOLVED;
}

/** Reads YAML text as Argo CD does before it makes JSON of it. */
export function readYaml(text: string): { readonly value: Plain } | YamlFault {
  if (/[\u0085\u2028\u2029]/.test(text)) throw new CannotTell('YAML with line separators of Unicode');
  // js-yaml reads no document where Go reads null.
  if (isEmptyDocument(text)) return { value: null };
  try {
    return { value: toPlain(load(withoutFinalBreak(text), { schema })) };
  } catch (thrown) {
    if (thrown instanceof YAMLException && /unknown .*tag/.test(thrown.message)) {
      throw new CannotTell('YAML with tags of its own');
    }
    // Go goes on with a quoted text whose next line is not indented.
    if (thrown instanceof YAMLException && /deficient indentation/.test(thrown.message)) {
      throw new CannotTell('YAML with a quoted text that goes on at the margin');
    }
    // To Go a lone sign is a text, as in [-, a].
    if (thrown instanceof YAMLException && /[[{,:]\s*[-?]\s*[,\]}]/.test(text)) {
      throw new CannotTell('YAML with a lone sign between brackets');
    }
    if (thrown instanceof YAMLException) return { fault: thrown.message.split('\n')[0] ?? 'not YAML' };
    throw thrown;
  }
}

/** A block scalar that the text ends in has no line end of its own, which js-yaml would add. */
function withoutFinalBreak(text: string): string {
  if (text.endsWith('\n')) return text;
  const lines = text.split('\n');
  let least = Number.POSITIVE_INFINITY;
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const indent = line.search(/[^ ]/);
    if (indent >= least) continue;
    const header = /^([^"'#]*[:-] +[|>])[+-]?(\d?)[+-]?( *)$/.exec(line);
    if (header !== null && at < lines.length - 1) return lines.with(at, `${header[1]}${header[2]}-`).join('\n');
    least = indent;
  }
  return text;
}

function isEmptyDocument(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|---)?\s*$/.test(line));
}

function toPlain(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [keyText(key), toPlain(item)]));
  return typeof value === 'bigint' ? Number(value) : (value as Plain);
}

/** Keys that are numbers or truths become their texts, as in JSON. */
function keyText(key: unknown): string {
  if (typeof key === 'string' || typeof key === 'boolean') return String(key);
  // Go takes such keys for numbers of 32 bits.
  if (typeof key === 'number') return formatFloat(Math.fround(key), 21);
  throw new YAMLException('a key is no text, number or truth');
}

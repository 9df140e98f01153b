import { CannotTell } from './fault';
import { formatFloat } from './float';
import { wellFormed } from './text';
import type { Plain } from './value';
import { type Node, parseYaml, type Scalar } from './yaml-parser';
import { decodePlainScalar } from './yaml-scalar';
import { NotYaml } from './yaml-scanner';

/** What the reader of Kubernetes cannot give as JSON, or what we cannot tell. */
export interface YamlFault {
  readonly fault: string;
}

/** Nobody writes as many; Argo CD itself stops at some four hundred thousand. */
const MOST_FROM_ALIASES = 100_000;
const MOST_NESTED = 500;

/**
 * Reads YAML text as Argo CD does before it makes JSON of it: YAML 1.1 the way of go-yaml 2, of which the first document
 * counts. `yes` is true, `010` is 8, a date a text; of keys that are there twice the last one counts.
 */
export function readYaml(text: string): { readonly value: Plain } | YamlFault {
  const input = text.replace(/^\ufeff/, '');
  if (input.includes('\ufeff')) throw new CannotTell('YAML with a byte order mark inside');
  const refused = input.search(REFUSED);
  try {
    const { root, end } = parseYaml(input);
    if (refused !== -1) {
      if (end < refused) throw new CannotTell('YAML with control characters after the end of the document');
      throw new NotYaml('control characters are not allowed');
    }
    return { value: root === undefined ? null : plain(new Decoder().value(root)) };
  } catch (thrown) {
    if (thrown instanceof NotYaml) return { fault: thrown.message };
    throw thrown;
  }
}

/** Control characters, halves of characters, and what Unicode says is none. */
const REFUSED = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A whole number is a bigint, as its size and its text matter where it is a key. */
type Decoded = null | boolean | bigint | number | string | readonly Decoded[] | Mapping;

/** By what a key is, so that 1 and "1" are two. */
type Mapping = Map<string, { readonly key: Decoded; readonly value: Decoded }>;

class Decoder {
  private count = 0;
  private fromAliases = 0;
  private aliases = 0;
  private depth = 0;
  private readonly open = new Set<Node>();

  value(node: Node): Decoded {
    this.spend();
    switch (node.kind) {
      case 'scalar':
        return scalar(node);
      case 'alias':
        return this.aliased(node, (of) => this.value(of));
      case 'sequence':
        return this.nested(() => node.items.map((item) => this.value(item)));
      default:
        return this.filled(node, new Map());
    }
  }

  private filled(node: Node, mapping: Mapping): Mapping {
    if (node.kind !== 'mapping') throw new NotYaml('map merge requires map or sequence of maps as the value');
    return this.nested(() => {
      for (const [name, item] of node.entries) {
        if (isMerge(name)) this.merge(item, mapping);
        else {
          const key = this.value(name);
          if (typeof key === 'object' && key !== null) throw new NotYaml('invalid map key');
          mapping.set(`${typeof key} ${key}`, { key, value: this.value(item) });
        }
      }
      return mapping;
    });
  }

  /** What it merges counts as if it was written in its place; of several maps the first wins. */
  private merge(node: Node, mapping: Mapping): void {
    if (node.kind === 'sequence') {
      for (const item of node.items.toReversed()) this.mergeOne(item, mapping);
    } else {
      this.mergeOne(node, mapping);
    }
  }

  private mergeOne(node: Node, mapping: Mapping): void {
    this.spend();
    if (node.kind !== 'alias') this.filled(node, mapping);
    else
      this.aliased(node, (of) => {
        this.spend();
        return this.filled(of, mapping);
      });
  }

  private aliased<T>(node: Node & { readonly kind: 'alias' }, decode: (of: Node) => T): T {
    if (this.open.has(node)) throw new NotYaml('an anchor contains itself');
    this.open.add(node);
    this.aliases++;
    try {
      return this.nested(() => decode(node.of));
    } finally {
      this.aliases--;
      this.open.delete(node);
    }
  }

  private spend(): void {
    this.count++;
    if (this.aliases > 0) this.fromAliases++;
    if (this.fromAliases > 100 && this.count > 1000 && this.fromAliases / this.count > 0.99)
      throw new NotYaml('document contains excessive aliasing');
    if (this.fromAliases > MOST_FROM_ALIASES)
      throw new CannotTell('YAML whose aliases stand for more than is worth following');
  }

  private nested<T>(decode: () => T): T {
    if (this.depth > MOST_NESTED) throw new CannotTell(`YAML that nests deeper than ${MOST_NESTED} levels`);
    this.depth++;
    try {
      return decode();
    } finally {
      this.depth--;
    }
  }
}

const YAML = 'tag:yaml.org,2002:';

function isMerge(node: Node): boolean {
  return node.kind === 'scalar' && node.text === '<<' && (node.isPlain || node.tag === `${YAML}merge`);
}

/** With a tag that go-yaml does not know, or `!`, anything is a text. */
function scalar({ text, tag, isPlain }: Scalar): Decoded {
  if (tag === '') return isPlain ? untagged(text) : text;
  const wanted = tag.startsWith(YAML) ? tag.slice(YAML.length) : '';
  if (wanted === 'binary') throw new CannotTell('YAML with the tag !!binary');
  if (!['bool', 'int', 'float', 'null', 'timestamp'].includes(wanted)) return text;
  const read = decodePlainScalar(text);
  // Only what may be a time is looked at as one.
  const value = read === 'timestamp' ? (wanted === 'timestamp' ? text : undefined) : read;
  if (wanted === 'timestamp' && read === 'timestamp') return text;
  if (wanted === 'null' && value === null) return null;
  if (wanted === 'bool' && typeof value === 'boolean') return value;
  if (wanted === 'int' && typeof value === 'bigint') return value;
  if (wanted === 'float' && typeof value === 'number') return value;
  if (wanted === 'float' && typeof value === 'bigint' && value < 2n ** 63n) return Number(value);
  throw new NotYaml(`cannot decode ${JSON.stringify(text)} as a !!${wanted}`);
}

function untagged(text: string): Decoded {
  const value = decodePlainScalar(text);
  return value === undefined || value === 'timestamp' ? text : value;
}

function plain(value: Decoded): Plain {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotYaml('an infinity has no form in JSON');
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null) return value;
  if (!(value instanceof Map)) return (value as readonly Decoded[]).map(plain);
  const entries = [...value.values()].map(({ key, value: item }) => [keyText(key), plain(item)] as const);
  const found = Object.fromEntries(entries);
  if (Object.keys(found).length < entries.length) throw new CannotTell('YAML with a number and its text as keys');
  return found;
}

/** Keys that are numbers or truths become their texts, as in JSON. */
function keyText(key: Decoded): string {
  if (typeof key === 'string' || typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint' && key < 2n ** 63n) return String(key);
  if (typeof key === 'number') return numberText(key);
  throw new NotYaml('a key is no text, number or truth');
}

/** Go takes such keys for numbers of 32 bits. */
function numberText(key: number): string {
  if (Number.isNaN(key)) return '.nan';
  if (key === 0) return formatFloat(key);
  const single = Math.fround(key);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  const digits = Array.from({ length: 9 }, (_, nth) => Number(single.toPrecision(nth + 1)));
  return formatFloat(digits.find((each) => Math.fround(each) === single) ?? single);
}

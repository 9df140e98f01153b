import { defineScalarTag, load, mapTag, mergeTag, NOT_RESOLVED, Schema, seqTag, strTag, YAMLException } from 'js-yaml';
import { readPlainScalar } from '../argocd/go-template/yaml-scalar';
import { isAtMargin, withMargins } from './margin';
import type { Broken } from './model';
import { readPlainYaml } from './plain-yaml';

/** One document of a YAML or JSON text. */
interface Document {
  readonly value: unknown;
  /** Its text, from the first line that is more than a comment. */
  readonly text: string;
  /** The line on which that is, from 1. */
  readonly line: number;
}

export interface Documents {
  readonly documents: readonly Document[];
  readonly broken: readonly Omit<Broken, 'file'>[];
}

/** Reads as Argo CD does: YAML 1.1 in its scalars, the last of two same keys counts, and a document stands by itself. */
export function readDocuments(written: string): Documents {
  const text = written.replace(/^\uFEFF/, '');
  const json = text.startsWith('{') ? readJson(text) : undefined;
  if (json !== undefined && isDeeper(json, DEEPEST)) return { documents: [], broken: [TOO_DEEP] };
  if (json !== undefined) return { documents: [{ value: json, text, line: 1 }], broken: [] };
  const documents: Document[] = [];
  const broken: Omit<Broken, 'file'>[] = [];
  for (const { text: part, line } of split(text)) {
    const read = readDocument(part);
    if ('value' in read) documents.push({ value: read.value, text: part, line });
    broken.push(...read.broken.map((each) => ({ ...each, line: each.line + line - 1 })));
  }
  return { documents, broken };
}

/** JSON is YAML, but for tabs and its depth; undefined when it is no JSON after all. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}

/** Cuts at lines that begin with three dashes; comments and directives before the first content belong to nothing. */
function split(text: string): readonly { readonly text: string; readonly line: number }[] {
  const parts: { readonly text: string; readonly line: number }[] = [];
  let line = 1;
  for (const part of text.includes('---') ? text.split(/^---(?=[ \t\r\n]|$)/m) : [text]) {
    const blank = /^(?:[ \t]*(?:#[^\n]*)?\r?(?:\n|$)|%[^\n]*(?:\n|$)|\.\.\.[ \t\r]*(?:\n|$))*/.exec(part)?.[0] ?? '';
    if (blank.length < part.length) parts.push({ text: part.slice(blank.length), line: line + lineEnds(blank) });
    line += lineEnds(part);
  }
  return parts;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

interface ReadDocument {
  readonly value?: unknown;
  readonly broken: readonly Omit<Broken, 'file'>[];
}

function readDocument(text: string): ReadDocument {
  const plain = readPlainYaml(text);
  if (plain !== undefined) return { value: plain.value, broken: [] };
  try {
    return judged(load(text, { schema: KUBERNETES_SCHEMA }), text);
  } catch (thrown) {
    const mended = isAtMargin(thrown) ? withMargins(text) : text;
    if (mended !== text) return readDocument(mended);
    const broken = brokenBy(thrown);
    if (broken.kind !== 'duplicate-key') return { broken: [broken] };
    try {
      return { ...judged(load(text, { schema: KUBERNETES_SCHEMA, json: true }), text), broken: [broken] };
    } catch (again) {
      return { broken: [broken, brokenBy(again)] };
    }
  }
}

/** Aliases make much of little: what they come to has to be bounded before anybody walks through it. */
function judged(value: unknown, text: string): ReadDocument {
  if (!/[*]/.test(text) || !/&/.test(text)) return { value, broken: [] };
  const size = sizeOf(value, new Map());
  if (size <= MOST_NODES) return { value, broken: [] };
  return Number.isFinite(size)
    ? { broken: [{ line: 1, kind: 'too-large', message: 'its aliases come to more than a million values' }] }
    : { broken: [{ line: 1, kind: 'syntax', message: 'an alias stands inside of what it repeats' }] };
}

/** Infinite for what holds itself. */
function sizeOf(value: unknown, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, Number.POSITIVE_INFINITY);
  let size = 1;
  for (const item of Object.values(value)) size += sizeOf(item, known);
  known.set(value, size);
  return size;
}

function brokenBy(thrown: unknown): Omit<Broken, 'file'> {
  if (thrown instanceof RangeError) return { line: 1, kind: 'too-deep', message: 'it is nested too deep to be read' };
  if (!(thrown instanceof YAMLException)) throw thrown;
  const line = (thrown.mark?.line ?? 0) + 1;
  const [reason = 'it is no YAML'] = thrown.reason.split('\n');
  if (/duplicated mapping key/.test(reason)) {
    return { line, kind: 'duplicate-key', message: 'a key stands twice in one mapping; the last one counts' };
  }
  if (/complex keys/.test(reason)) {
    return { line, kind: 'syntax', message: 'a key is a mapping or a list, as {{ }} without quotes is' };
  }
  if (/maxDepth/.test(reason)) return { ...TOO_DEEP, line };
  if (/maxTotalMergeKeys/.test(reason)) return { line, kind: 'too-large', message: 'it merges more than 10,000 keys' };
  return { line, kind: 'syntax', message: reason };
}

export const KUBERNETES_SCHEMA = new Schema([
  strTag,
  seqTag,
  mapTag,
  mergeTag,
  ...(['null', 'bool', 'int', 'float'] as const).map((name) =>
    defineScalarTag(`tag:yaml.org,2002:${name}`, {
      implicit: true,
      identify: () => false,
      resolve: (text) => {
        const value = readPlainScalar(text);
        if (value === 'no number') return text;
        return TYPES[name](value) ? value : NOT_RESOLVED;
      },
    }),
  ),
]);

const TYPES = {
  null: (value: unknown): boolean => value === null,
  bool: (value: unknown): boolean => typeof value === 'boolean',
  int: (value: unknown): boolean => Number.isInteger(value),
  float: (value: unknown): boolean => typeof value === 'number',
} as const;

const MOST_NODES = 1_000_000;

/** What js-yaml takes, too. */
const DEEPEST = 100;
const TOO_DEEP = { line: 1, kind: 'too-deep', message: `it is nested more than ${DEEPEST} deep` } as const;

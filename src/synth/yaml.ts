import type { JsonObject } from './manifest';
import { inWrittenOrder, keyText } from './yaml-key';
import { type Refusal, refusalOf, TOO_DEEP } from './yaml-refusal';
import { numberText, stringText } from './yaml-scalar';

/** One document in block style that readers of YAML 1.1 (Argo CD's is one) and of YAML 1.2 understand alike. */
export function toYaml(value: JsonObject): string {
  // The text has grown as a tree of pieces. Cutting off the first line break lays it out in one piece while it is small
  // and at hand; whoever collects thousands of such trees waits two to three times as long for them.
  return `${appendNode('', value, 0, newLine(0), [])}\n`.slice(1);
}

/** Several documents, parted by `---`. */
export function toYamlStream(values: Iterable<JsonObject>): string {
  return Array.from(values, toYaml).join('---\n');
}

/** A value that a manifest cannot hold. */
export class YamlError extends Error {
  override readonly name = 'YamlError';

  constructor(
    /** Where it is, as a JSON pointer: `/spec/template/0/name`. */
    readonly path: string,
    { found, expected, fix }: Refusal,
  ) {
    super(`${path || 'manifest'}: found ${found}; expected ${expected}; ${fix}`);
  }
}

/** The keys and indexes on the way to the value in hand. What lies deeper than that value is left over from others. */
type Trail = (string | number)[];

// No manifest is nested half as deep, js-yaml reads no deeper unless told to, and what contains itself has no end.
const DEEPEST = 99;

/** A mapping or a list, whose first entry starts on a line of its own or, in a list, right behind the dash. */
function appendNode(text: string, node: object, level: number, lead: string, trail: Trail): string {
  if (level >= DEEPEST) throw refused(TOO_DEEP, trail, level);
  if (Array.isArray(node)) return appendList(text, node, level, lead, trail);
  if (isPlainObject(node)) return appendMapping(text, node, level, lead, trail);
  throw refused(refusalOf(node), trail, level);
}

function appendMapping(text: string, mapping: PlainObject, level: number, lead: string, trail: Trail): string {
  const line = newLine(level);
  let start = lead;
  let empty = true;
  for (const key of inWrittenOrder(Object.keys(mapping))) {
    const value = mapping[key];
    if (value === undefined) continue;
    trail[level] = key;
    const keyed = keyText(key, line);
    if (keyed === undefined) throw refused(refusalOf(key), trail, level + 1);
    text = appendValue(text + start + keyed, value, level + 1, newLine(level + 1), trail);
    start = line;
    empty = false;
  }
  return empty ? `${text} {}` : text;
}

function appendList(text: string, list: readonly unknown[], level: number, lead: string, trail: Trail): string {
  let start = lead;
  for (let index = 0; index < list.length; index++) {
    trail[level] = index;
    text = appendValue(`${text}${start}-`, list[index], level + 1, ' ', trail);
    start = newLine(level);
  }
  return list.length === 0 ? `${text} []` : text;
}

function appendValue(text: string, value: unknown, level: number, lead: string, trail: Trail): string {
  if (typeof value === 'object' && value !== null) return appendNode(text, value, level, lead, trail);
  const scalar = scalarText(value, level);
  if (scalar === undefined) throw refused(refusalOf(value), trail, level);
  return `${text} ${scalar}`;
}

function scalarText(value: unknown, level: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return stringText(value, newLine(level));
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value === null ? 'null' : undefined;
  }
}

type PlainObject = Readonly<Record<string, unknown>>;

/** Any root prototype will do: an object from another realm (a test's sandbox, say) has an Object.prototype of its own. */
function isPlainObject(value: object): value is PlainObject {
  // Asking for the prototype takes ten times as long as this, which answers for nearly all.
  if (value.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

const LINES = Array.from({ length: DEEPEST + 1 }, (_, level) => lineBreak(level));

function newLine(level: number): string {
  return LINES[level] ?? lineBreak(level);
}

function lineBreak(level: number): string {
  return `\n${'  '.repeat(level)}`;
}

function refused(refusal: Refusal, trail: Trail, length: number): YamlError {
  return new YamlError(pointer(trail.slice(0, length)), refusal);
}

function pointer(trail: Trail): string {
  return trail.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

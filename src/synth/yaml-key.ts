import { inlineText } from './yaml-scalar';

/** The key with its colon, or undefined when no YAML can hold it. `line` is the line break in front of its siblings. */
export function keyText(key: string, line: string): string | undefined {
  const text = known.get(key) ?? learn(key);
  return key.length > LONGEST_SIMPLE_KEY && text !== undefined ? `? ${text.slice(0, -1)}${line}:` : text;
}

// A reader gives up on a simple key when no colon follows within 1024 characters, or bytes, and an escape takes six.
const LONGEST_SIMPLE_KEY = 128;

// A fleet has few keys and millions of places where they stand. The bound is for labels and data named by a generator.
const KNOWN_AT_MOST = 10_000;
const known = new Map<string, string>();

function learn(key: string): string | undefined {
  const text = inlineText(key);
  if (text === undefined) return undefined;
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(key, `${text}:`);
  return `${text}:`;
}

/** The keys as a person would write them. Most objects are made that way already, so sorting is the exception. */
export function inWrittenOrder(keys: string[]): string[] {
  let last = 0;
  for (const key of keys) {
    const rank = rankOf(key);
    if (rank < last) return keys.sort((a, b) => rankOf(a) - rankOf(b));
    last = rank;
  }
  return keys;
}

function rankOf(key: string): number {
  switch (key) {
    case 'apiVersion':
      return 0;
    case 'kind':
      return 1;
    case 'metadata':
      return 2;
    case 'name':
      return 3;
    default:
      return 4;
  }
}

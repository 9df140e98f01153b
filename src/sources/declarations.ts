import { parseVersion } from '../argocd/version';
import { FindingsError } from '../finding';
import { suggestion } from '../suggestion';
import { readDocuments } from './documents';
import { isMapping } from './manifest-files';
import type { Declarations } from './model';
import { lineFinder } from './position';

export const DECLARATIONS_FILE = 'argosy.yaml';

/** What `argosy.yaml` says, and what only reading the repository needs of it. */
export interface Declared {
  readonly declarations: Declarations;
  /** Whether clusters are named at all: an empty list says that there is only Argo CD's own. */
  readonly namesClusters: boolean;
  /** Paths, as globs, whose manifests are nobody's: fixtures of tests, examples. */
  readonly ignore: readonly string[];
}

export const NOTHING_DECLARED: Declared = {
  declarations: { argocd: {}, kubernetes: {}, clusters: [], environments: [], external: [], repositories: [] },
  namesClusters: false,
  ignore: [],
};

/**
 * @param name what messages call it
 * @throws FindingsError with everything that is wrong in it
 */
export function readDeclarations(text: string, name = DECLARATIONS_FILE): Declared {
  const { documents, broken } = readDocuments(text);
  const [first, second] = documents;
  const problems = broken.map(({ line, message }) => ({ where: `${name}:${line}`, message }));
  if (second) problems.push({ where: `${name}:${second.line}`, message: 'expected one document, got more' });
  if (problems.length > 0) throw new FindingsError(problems);
  if (first === undefined || first.value === null) return NOTHING_DECLARED;
  const lineOf = lineFinder(first.text, first.line);
  const faults: Fault[] = [];
  const value = SHAPE(first.value, [], faults);
  if (faults.length > 0) {
    throw new FindingsError(
      faults.map(({ path, message, fix }) => ({
        where: `${name}:${lineOf(path) ?? first.line}`,
        message: `${path.length === 0 ? '' : `${pathText(path)}: `}${message}`,
        ...(fix !== undefined && { fix }),
      })),
    );
  }
  const { ignore, ...declarations } = value as unknown as Declarations & { readonly ignore: readonly string[] };
  return { declarations, ignore, namesClusters: isMapping(first.value) && Array.isArray(first.value.clusters) };
}

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly fix?: string;
}

/** Reads a value, and says what is wrong with it. */
type Reader = (value: unknown, path: readonly (string | number)[], faults: Fault[]) => unknown;

/** Versions look like numbers to YAML, and 3.10 would come out as 3.1: texts only. */
const text: Reader = (value, path, faults) => {
  if (typeof value === 'string') return value;
  const fix = typeof value === 'number' || typeof value === 'boolean' ? 'put it into quotes' : undefined;
  faults.push({ path, message: `expected a text, got ${shown(value)}`, ...(fix !== undefined && { fix }) });
  return '';
};

/** What nobody could read as a version would be taken for the newest one. */
const version: Reader = (value, path, faults) => {
  const written = text(value, path, faults) as string;
  if (written !== '' && parseVersion(written) === undefined) {
    faults.push({ path, message: `expected a version, got ${shown(value)}`, fix: 'write it as "3.2"' });
  }
  return written;
};

const listOf =
  (item: Reader): Reader =>
  (value, path, faults) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.map((each, index) => item(each, [...path, index], faults));
    faults.push({ path, message: `expected a list, got ${shown(value)}` });
    return [];
  };

const texts: Reader = (value, path, faults) => {
  if (!isMapping(value)) {
    faults.push({ path, message: `expected a mapping, got ${shown(value)}` });
    return {};
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each, [...path, key], faults)]));
};

/** A mapping of these keys only; those that are not optional have to be there. */
const mappingOf =
  (required: Readonly<Record<string, Reader>>, optional: Readonly<Record<string, Reader>> = {}): Reader =>
  (value, path, faults) => {
    if (!isMapping(value)) {
      faults.push({ path, message: `expected a mapping, got ${shown(value)}` });
      return {};
    }
    const readers = new Map(Object.entries({ ...required, ...optional }));
    for (const key of Object.keys(value)) {
      if (readers.has(key)) continue;
      const known = [...readers.keys()];
      faults.push({
        path: [...path, key],
        message: `expected ${known.join(', ')}, got "${key}"`,
        ...suggestion(key, known),
      });
    }
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) faults.push({ path, message: `expected ${key}, found none` });
    }
    const entries = [...readers].filter(([key]) => value[key] !== undefined && value[key] !== null);
    return Object.fromEntries(entries.map(([key, read]) => [key, read(value[key], [...path, key], faults)]));
  };

const SHAPE: Reader = (value, path, faults) => ({
  argocd: {},
  kubernetes: {},
  clusters: [],
  environments: [],
  external: [],
  repositories: [],
  ignore: [],
  ...(mappingOf(
    {},
    {
      argocd: mappingOf({}, { version, namespace: text, settings: texts }),
      kubernetes: mappingOf({}, { version, apiVersions: listOf(text) }),
      clusters: listOf(mappingOf({ name: text, server: text }, { labels: texts })),
      environments: listOf(mappingOf({ name: text, namespaces: listOf(text) })),
      external: listOf(mappingOf({ kind: text, name: text }, { group: text, namespace: text, keys: listOf(text) })),
      repositories: listOf(text),
      ignore: listOf(text),
    },
  )(value, path, faults) as object),
});

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return isMapping(value) ? 'a mapping' : JSON.stringify(value);
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${step}`)).join('');
}

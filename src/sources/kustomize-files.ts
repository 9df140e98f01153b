import { posix } from 'node:path';
import { load } from 'js-yaml';
import { type Files, find, type ReadTree } from './tool-files';

/** All that a kustomization may read, or what stands in the way. */
export type KustomizationFiles =
  | { readonly files: Files }
  | { readonly remote: string; readonly in: string }
  | { readonly failure: string }
  | { readonly unusable: string };

/** The names that Kustomize looks for; it takes no folder with two of them. */
const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** The kustomization's own file, from `root`. */
export function kustomizationFile(root: string, folder: string): string | undefined {
  return KUSTOMIZATION_NAMES.map((name) => below(folder, name)).find((file) => find(root, file).kind === 'file');
}

/**
 * The folder of a kustomization and of all that it is based on. What a kustomization reads lies in its folder, or is
 * named in one of its fields.
 */
export function kustomizationFiles(
  root: string,
  folder: string,
  components: readonly string[],
  readTree: ReadTree,
): KustomizationFiles {
  const files = new Map<string, Buffer>();
  const entered = new Set<string>();
  const waiting = [{ folder, named: [...components] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { folder: at, named } = next;
    if (entered.has(at)) continue;
    entered.add(at);
    const tree = readTree(root, at);
    if ('why' in tree) return { unusable: `${tree.path} ${tree.why}` };
    for (const [path, content] of tree.files) files.set(path, content);
    const kustomization = KUSTOMIZATION_NAMES.map((name) => below(at, name)).find((file) => files.has(file));
    const fields = kustomization === undefined ? [] : pathsIn(files.get(kustomization));
    for (const written of [...named, ...fields]) {
      const path = posix.normalize(posix.join(at, written));
      const found = written.startsWith('/') || isUrl(written) ? { kind: 'absent' as const } : find(root, path);
      if (found.kind === 'folder') waiting.push({ folder: path, named: [] });
      else if (found.kind === 'file') files.set(path, found.content);
      else if (found.kind === 'unusable') return { unusable: `${path} ${found.why}` };
      else if (found.kind === 'outside')
        return { failure: `${kustomization ?? at}: ${written} is outside of the repository` };
      else if (isRemote(written)) return { remote: written, in: kustomization ?? at };
    }
  }
  return { files };
}

/** Every text in a field that names files, folders or URLs. */
function pathsIn(content: Buffer | undefined): readonly string[] {
  try {
    const document = load(content?.toString('utf8') ?? '');
    return typeof document === 'object' && document !== null ? fieldsOf(document as Fields) : [];
  } catch {
    // Kustomize says better what is wrong with it.
    return [];
  }
}

type Fields = Readonly<Record<string, unknown>>;

const LISTS = [
  'resources',
  'bases',
  'components',
  'patchesStrategicMerge',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
];
const WITH_PATH = ['patches', 'patchesJson6902', 'replacements'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];

function fieldsOf(document: Fields): readonly string[] {
  const found: unknown[] = [
    ...LISTS.flatMap((name) => listOf(document[name])),
    ...WITH_PATH.flatMap((name) => listOf(document[name]).map((entry) => mapping(entry).path)),
    ...GENERATORS.flatMap((name) => listOf(document[name]).flatMap((entry) => generated(mapping(entry)))),
    mapping(document.openapi).path,
  ];
  // A patch or a transformer may stand there itself, with line breaks.
  return found.filter((text): text is string => typeof text === 'string' && text !== '' && !text.includes('\n'));
}

/** `name=path` gives a file another name. */
function generated({ files, envs, env }: Fields): readonly unknown[] {
  const named = listOf(files).map((file) => (typeof file === 'string' ? file.slice(file.indexOf('=') + 1) : file));
  return [...named, ...listOf(envs), env];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapping(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** What Kustomize would fetch: a URL, or a repository in one of the short forms of Git. */
function isRemote(text: string): boolean {
  return (
    isUrl(text) || /^[^/]+@[^/]+:/.test(text) || /^(?:git::|gh:)/.test(text) || HOST.test(text) || /[?&]ref=/.test(text)
  );
}

function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text);
}

/** A first segment with a dot in it, as of `github.com/org/repository`, and what is no file beside it. */
const HOST = /^(?!\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?\/./;

function below(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

import { CannotTell } from '../go-template/fault';
import { base, clean, dir } from '../go-template/sprig/paths';
import { compareText } from '../go-template/text';
import type { Plain } from '../go-template/value';
import type { Work } from '../go-template/work';
import { readYaml } from '../go-template/yaml-read';
import { parsePathPattern, pathMatches } from '../path-match';
import { unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { Data, GitGenerator, GitPath, Params } from './application-set';
import { changed } from './changes';
import { doublestarMatches, spendForMatch } from './doublestar';
import { known, stop } from './failure';
import { flatten } from './flatten';
import { pathParams } from './git-path-params';
import { isMap } from './list';
import { pathspecMatches } from './pathspec';
import { isList, type Language } from './render';
import type { RepositoryContent, Sources } from './sources';
import { withValues } from './values';

/** One set of params for each directory or for each object of each file; directories win over files. */
export function gitParams(
  generator: GitGenerator,
  sources: Sources,
  language: Language,
  version: ArgoVersion,
): readonly Params[] {
  const url = generator.repoURL ?? '';
  const revision = generator.revision ?? '';
  const content = sources.repository?.(url, revision);
  if (content === undefined)
    return known<readonly Params[]>(unknown(`what ${url} holds at ${JSON.stringify(revision)} is not known`));
  const prefix = generator.pathParamPrefix ?? '';
  if ((generator.directories ?? []).length > 0) {
    return selectDirectories(directoriesOf(content), generator.directories ?? [], language.work).map((directory) =>
      withValues(pathParams(directory, undefined, prefix, language.goTemplate), generator.values, language),
    );
  }
  if ((generator.files ?? []).length === 0) throw stop('the git generator names neither directories nor files');
  const files = content.files;
  if (files === undefined) return known<readonly Params[]>(unknown(`the files of ${url} are not known`));
  return selectFiles(
    Object.keys(files),
    generator.files ?? [],
    sources.fileGlobbing ?? 'old',
    version,
    language.work,
  ).flatMap((path) =>
    objectsOf(files[path] ?? '', path, version).map((object) => {
      const found = language.goTemplate ? object : flatten(object, version);
      const own = pathParams(dir(path), base(path), prefix, language.goTemplate);
      // What the path says overwrites what the file says under the same name.
      return withValues({ ...found, ...own }, generator.values, language);
    }),
  );
}

function directoriesOf({ directories, files }: RepositoryContent): readonly string[] {
  return directories ?? listDirectories(Object.keys(files ?? {}));
}

/** Every directory that holds files at any depth, without the root and all that is hidden. */
export function listDirectories(files: readonly string[]): readonly string[] {
  const directories = files.flatMap(ancestors);
  return [...new Set(directories)].filter((directory) => !/(^|\/)\./.test(directory)).toSorted(compareText);
}

/** Excluding wins, whatever the order. A pattern that is malformed matches nothing. */
function selectDirectories(directories: readonly string[], wanted: readonly GitPath[], work: Work): readonly string[] {
  const matches = (directory: string, { path }: GitPath): boolean => {
    spendForMatch(path ?? '', directory, work);
    return parsePathPattern(path ?? '') !== undefined && known(pathMatches(path ?? '', directory));
  };
  return directories.filter(
    (directory) =>
      wanted.some((item) => !item.exclude && matches(directory, item)) &&
      !wanted.some((item) => item.exclude && matches(directory, item)),
  );
}

/** The files that are wanted and not excluded, by path. */
export function selectFiles(
  files: readonly string[],
  wanted: readonly GitPath[],
  globbing: 'old' | 'new',
  version: ArgoVersion,
  work: Work,
): readonly string[] {
  if (globbing === 'new') {
    const cleaned = refuseDirectories(files, wanted, work);
    return selectBy((path, file) => fileMatches(path, file, work), files, cleaned, version);
  }
  return selectBy((path, file) => pathspecMatches(path, file, work), files, wanted, version);
}

function selectBy(
  matches: (path: string, file: string) => boolean,
  files: readonly string[],
  wanted: readonly GitPath[],
  version: ArgoVersion,
): readonly string[] {
  const selected = new Set<string>();
  const excludes = changed(version, 'excludedFiles');
  const isExclusion = ({ exclude }: GitPath): boolean => excludes && (exclude ?? false);
  for (const item of wanted.filter((each) => !isExclusion(each))) {
    for (const file of files) if (matches(item.path ?? '', file)) selected.add(file);
  }
  for (const item of wanted.filter(isExclusion)) {
    for (const file of files) if (matches(item.path ?? '', file)) selected.delete(file);
  }
  return [...selected].toSorted(compareText);
}

/**
 * The new globbing finds directories as well, also those of git itself, and Argo CD then fails to read them. Paths are
 * taken within the checkout, and cleaned.
 */
function refuseDirectories(files: readonly string[], wanted: readonly GitPath[], work: Work): readonly GitPath[] {
  const directories = ['.git', ...new Set(files.flatMap((file) => ancestors(file)))];
  return wanted.map((item) => {
    const path = clean((item.path ?? '').replace(/^\/+/, ''));
    if (path === '.') throw stop('git path ".": it is a directory and cannot be read');
    if (/^\.\.(\/|$)/.test(path))
      known<void>(unknown(`git path ${JSON.stringify(item.path)}: what is outside of the checkout is not followed`));
    const directory = directories.find((each) => doublestarMatches(path, each, work));
    if (directory !== undefined)
      throw stop(`git path ${JSON.stringify(path)}: it matches ${directory}, which is a directory and cannot be read`);
    if (GIT_FILES.some((file) => doublestarMatches(path, file, work)))
      known<void>(unknown(`git path ${JSON.stringify(path)} matches files of git itself`));
    return { ...item, path };
  });
}

/** Two stars at the end stand for what is within a directory; a file has nothing within. */
function fileMatches(pattern: string, file: string, work: Work): boolean {
  return (
    doublestarMatches(pattern, file, work) &&
    !(pattern.endsWith('/**') && doublestarMatches(pattern.slice(0, -3), file, work))
  );
}

const GIT_FILES = [
  ...['config', 'HEAD', 'index', 'packed-refs', 'description', 'ORIG_HEAD', 'FETCH_HEAD', 'branches', 'hooks', 'info'],
  ...[
    'info/exclude',
    'logs',
    'logs/HEAD',
    'objects',
    'objects/info',
    'objects/pack',
    'refs',
    'refs/heads',
    'refs/tags',
  ],
].map((file) => `.git/${file}`);

/** Linux's. */
const LONGEST_PATH = 4096;

function ancestors(file: string): readonly string[] {
  if (file.length > LONGEST_PATH) throw new CannotTell(`a path of ${file.length} characters, which no checkout has`);
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** A map gives one set of params, a list one for each of its maps, and a file without content one without any. */
function objectsOf(content: string, path: string, version: ArgoVersion): readonly Data[] {
  const value = read(content, path);
  if (value === null) return [{}];
  if (isMap(value)) return [value];
  if (!isList(value)) throw stop(`unable to process file '${path}': neither a map nor a list of maps`);
  if (value.length === 0) return changed(version, 'emptyListFiles') ? [] : [{}];
  return value.map((item) => {
    if (item === null) return {};
    if (!isMap(item)) throw stop(`unable to process file '${path}': the list holds something else than maps`);
    return item;
  });
}

function read(content: string, path: string): Plain {
  // JSON may be indented with tabs, which YAML readers do not like everywhere.
  try {
    return JSON.parse(content) as Plain;
  } catch {
    const yaml = readYaml(content);
    if ('fault' in yaml) throw stop(`unable to process file '${path}': ${yaml.fault}`);
    return yaml.value;
  }
}

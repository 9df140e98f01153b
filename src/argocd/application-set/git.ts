import { base, clean, dir } from '../go-template/sprig/paths';
import { bytesOf, compareText, textOf } from '../go-template/text';
import type { Plain } from '../go-template/value';
import type { Work } from '../go-template/work';
import { readYaml } from '../go-template/yaml-read';
import { parsePathPattern, pathMatches } from '../path-match';
import { unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { Data, GitGenerator, GitPath, Params } from './application-set';
import { changed } from './changes';
import { Checkout, ofGit } from './checkout';
import { doublestarPaths } from './doublestar';
import { known, stop } from './failure';
import { flatten } from './flatten';
import { pathParams } from './git-path-params';
import { isMap } from './list';
import { pathspec } from './pathspec';
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
  const directories = files.flatMap((file) => {
    const parts = file.split('/').slice(0, -1);
    return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  });
  return [...new Set(directories)].filter((directory) => !/(^|\/)\./.test(directory)).toSorted(compareText);
}

/** Excluding wins, whatever the order. A pattern that is malformed matches nothing. */
function selectDirectories(directories: readonly string[], wanted: readonly GitPath[], work: Work): readonly string[] {
  const matches = (directory: string, { path }: GitPath): boolean => {
    // What stars cost, at worst.
    work.spend(0.5 + (path ?? '').length / 16 + ((path ?? '').length * directory.length) / 500);
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
  const find = globbing === 'new' ? newGlobbing(files, version, work) : oldGlobbing(files, work);
  const excludes = changed(version, 'excludedFiles');
  const isExclusion = ({ exclude }: GitPath): boolean => excludes && (exclude ?? false);
  const found = (items: readonly GitPath[]): readonly string[] => items.flatMap(({ path }) => find(path ?? ''));
  const excluded = new Set(found(wanted.filter(isExclusion)));
  const selected = new Set(found(wanted.filter((item) => !isExclusion(item))));
  return [...selected].filter((file) => !excluded.has(file)).toSorted(compareText);
}

type FindFiles = (path: string) => readonly string[];

function oldGlobbing(files: readonly string[], work: Work): FindFiles {
  return (path) => {
    const matches = pathspec(path, work);
    return files.filter(matches);
  };
}

/** It finds directories as well, also those of git itself, and Argo CD then fails to read them. */
function newGlobbing(files: readonly string[], version: ArgoVersion, work: Work): FindFiles {
  const checkout = new Checkout(files, work);
  return (written) => {
    const path = withinCheckout(written, version);
    if (path === undefined) return [];
    const found = [...doublestarPaths(checkout, bytesOf(path), version, work)];
    const directory = found.find((each) => checkout.kindOf(each) === 'directory' && ofGit(each) !== 'perhaps');
    if (directory !== undefined)
      throw stop(`git path ${JSON.stringify(written)}: it finds ${textOf(directory)}, a directory, which is not read`);
    if (found.some((each) => ofGit(each) === 'perhaps'))
      known<void>(unknown(`git path ${JSON.stringify(written)}: it finds what git keeps in .git`));
    return found.map(textOf);
  };
}

/** The clean path from the root of the checkout on; undefined for one that leads out of it, where nothing counts. */
function withinCheckout(written: string, version: ArgoVersion): string | undefined {
  const fromRoot = changed(version, 'globbingWithinCheckout');
  const path = clean(fromRoot ? written.replace(/^\/+/, '') : written);
  if (!/^(\/|\.\.(\/|$))/.test(path)) return path;
  if (/[*?[{}\\]/.test(path))
    known<void>(unknown(`git path ${JSON.stringify(written)}: it looks for files around the checkout`));
  return undefined;
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
  const yaml = readYaml(content);
  if ('fault' in yaml) throw stop(`unable to process file '${path}': ${yaml.fault}`);
  return yaml.value;
}

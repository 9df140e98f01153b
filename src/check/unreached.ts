import { pathMatches } from '../argocd/path-match';
import type { DeliveredApplication, Manifest, Repository } from '../sources/model';
import { releaseOf } from './answers';
import { writtenSources } from './application-sources';
import { manifestsOf } from './delivery';
import { fields, items, itemsAt, once, text, valueAt } from './reading';

/** A manifest that nobody delivers, and why that is no accident of what can be told. */
export interface Unreached {
  readonly manifest: Manifest;
  readonly because: string;
}

/**
 * The manifests beside, or below, what Applications deliver that none of them does. Folders of Kustomize and Helm are
 * left out, as what their tools read cannot be seen, and so is all that is not near: examples, tests, what a person
 * applies.
 */
export const unreached = once((repository: Repository): readonly Unreached[] => {
  const contents = repository.applications.flatMap(({ content }) => content);
  // What cannot be told may be just this.
  if (repository.sets.some(({ outcome }) => !('applications' in outcome))) return [];
  const reached = new Set(repository.applications.flatMap(manifestsOf).map(identityOf));
  const files = new Set(repository.applications.flatMap(manifestsOf).map(({ origin }) => origin.file));
  const plain = new Set(
    repository.applications.flatMap((application) =>
      application.content.flatMap((source, index) =>
        'manifests' in source &&
        source.manifests.every(({ origin }) => origin.renderedBy === undefined) &&
        !isSelective(repository, application, index)
          ? [clean(source.path)]
          : [],
      ),
    ),
  );
  const excluded = excludedFolders(repository);
  plain.delete('');
  const parents = new Set([...plain].map(parentOf));
  const toolFolders = new Set([
    ...repository.manifests.filter(isKustomization).map(({ origin }) => parentOf(origin.file)),
    ...contents.flatMap((source) =>
      'manifests' in source && source.manifests.some(({ origin }) => origin.renderedBy) ? [clean(source.path)] : [],
    ),
  ]);
  return repository.manifests.flatMap((manifest) => {
    const { file } = manifest.origin;
    if (files.has(file) || reached.has(identityOf(manifest)) || manifest.group === 'argoproj.io') return [];
    const folder = parentOf(file);
    const above = ancestorsOf(folder);
    if (above.some((each) => toolFolders.has(each) || isToolFolder(repository, each))) return [];
    const content = above.find((each) => plain.has(each));
    if (content !== undefined) {
      return [{ manifest, because: `it is below ${content}, and the Application there does not take it` }];
    }
    return parents.has(parentOf(folder)) && folder !== '' && !excluded(folder)
      ? [{ manifest, because: `no source has the path ${folder}, as its neighbours have` }]
      : [];
  });
});

/** Whether a source says itself which of its files it takes. */
function isSelective(repository: Repository, application: DeliveredApplication, index: number): boolean {
  const { include, exclude } = fields(writtenSources(application, releaseOf(repository))[index]?.source.directory);
  return text(include) !== '' || text(exclude) !== '';
}

/** The folders that a generator is told to leave out. */
function excludedFolders(repository: Repository): (folder: string) => boolean {
  const patterns = repository.sets.flatMap(({ manifest }) =>
    excludesIn(valueAt(manifest.object, 'spec', 'generators')),
  );
  return (folder) => patterns.some((pattern) => pathMatches(pattern, folder) === true);
}

function excludesIn(generators: unknown): readonly string[] {
  return items(generators).flatMap((generator) => [
    ...itemsAt(generator, 'git', 'directories').flatMap((entry) =>
      valueAt(entry, 'exclude') === true ? [clean(text(valueAt(entry, 'path')))] : [],
    ),
    ...excludesIn(valueAt(generator, 'matrix', 'generators')),
    ...excludesIn(valueAt(generator, 'merge', 'generators')),
  ]);
}

function isToolFolder(repository: Repository, folder: string): boolean {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization', 'Chart.yaml'].some(
    (file) => repository.at(folder === '' ? file : `${folder}/${file}`) === 'file',
  );
}

function isKustomization({ kind, group, origin }: Manifest): boolean {
  return group === 'kustomize.config.k8s.io' || (kind === 'Kustomization' && /kustomization\.ya?ml$/.test(origin.file));
}

function identityOf({ group, kind, namespace, name }: Manifest): string {
  return [group, kind, namespace, name].join('/');
}

/** A folder and those that it is in, the root left out. */
function ancestorsOf(folder: string): readonly string[] {
  const steps = folder === '' ? [] : folder.split('/');
  return steps.map((_, index) => steps.slice(0, steps.length - index).join('/'));
}

function parentOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

function clean(path: string): string {
  return path.replace(/^(\.?\/)+|(?<!\/)\/+$/g, '').replace(/^\.$/, '');
}

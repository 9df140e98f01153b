import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UsageError } from '../finding';
import { DECLARATIONS_FILE } from './declarations';
import { folderTree, gitFolderAround, topOf } from './folder-tree';
import { givenTree } from './given-tree';
import { isRevision, revisionTree } from './revision-tree';
import type { Beneath, Tree } from './tree';

/** What is read: a folder as it is, a revision of the Git repository that it is in, or files that are given. */
export type Place =
  | { readonly folder: string; readonly revision?: string }
  | {
      readonly files: Readonly<Record<string, string>>;
      /** What they will lie among, for paths that they do not have. */
      readonly beneath?: Beneath;
    };

/** What a user means by an operand: a folder that is there, or else a revision of the repository here. */
export function placeOf(operand: string | undefined): Place {
  if (operand === undefined) return { folder: '.' };
  if (operand === '') {
    const message = 'expected a folder or a Git revision, got an empty text';
    throw new UsageError({ where: 'PATH|REV', message, fix: 'name one, or leave it out' });
  }
  // A bare repository has a file HEAD.
  const isThere = existsSync(operand) && (isFolder(operand) || !isRevision('.', operand));
  return isThere ? { folder: operand } : { folder: '.', revision: operand };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A tree, and the folder in it whose manifests are wanted. */
export interface Opened {
  readonly tree: Tree;
  /** From the root of the tree; `.` for all of it. */
  readonly scope: string;
  /** What a message calls a file of the tree. */
  readonly called: (path: string) => string;
}

/** @throws UsageError when it is no folder, or no revision */
export function openPlace(place: Place): Opened {
  if ('files' in place) return { tree: givenTree(place.files, place.beneath), scope: '.', called: (path) => path };
  const { folder, revision } = place;
  if (!isFolder(folder)) {
    if (revision === undefined || existsSync(folder)) {
      throw new UsageError({ where: folder, message: 'is a file', fix: 'name its folder, or a Git revision' });
    }
  }
  const at = realpathSync(folder);
  const root = rootOf(folder);
  const scope = relative(root, at).split(sep).join('/') || '.';
  const inside = gitFolderAround(at);
  if (revision === undefined) {
    if (inside === undefined)
      return { tree: folderTree(root), scope, called: (path) => relative(process.cwd(), join(root, path)) };
    const message = "is Git's own folder, or a bare repository, and has no files to read";
    throw new UsageError({ where: folder, message, fix: 'name a revision, or run argosy where it is checked out' });
  }
  const top = inside ?? topOf(at);
  if (top === undefined) {
    const message = 'it is no folder that is there, and Git knows no repository here that could have such a revision';
    throw new UsageError({ where: revision, message, fix: 'name a folder, or run argosy in a Git repository' });
  }
  const tree = revisionTree(top, revision);
  if ('refused' in tree) {
    const message = `it is no folder, and Git says: ${tree.refused}`;
    throw new UsageError({ where: revision, message, fix: 'name a folder, a branch, a tag or a commit' });
  }
  return { tree, scope: '.', called: (path) => `${revision}:${path}` };
}

/** Where `argosy.yaml` or Git says that the repository around a folder begins: paths are from there. */
export function rootOf(folder: string): string {
  const real = realpathSync(folder);
  const top = topOf(real);
  for (let at = real; ; at = dirname(at)) {
    if (existsSync(join(at, DECLARATIONS_FILE)) || at === top) return at;
    if (at === dirname(at)) return top ?? real;
  }
}

import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { UsageError } from '../finding';
import { DECLARATIONS_FILE } from './declarations';
import { folderTree, gitFolderAround, topOf } from './folder-tree';
import { givenTree } from './given-tree';
import { isRevision, nearestIn, revisionTree } from './revision-tree';
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
  const scope = pathFrom(root, at);
  if (revision === undefined) {
    if (gitFolderAround(at) === undefined)
      return { tree: folderTree(root), scope, called: (path) => relative(process.cwd(), join(root, path)) };
    const message = "is Git's own folder, or a bare repository, and has no files to read";
    throw new UsageError({ where: folder, message, fix: 'name a revision, or run argosy where it is checked out' });
  }
  const around = gitAround(at);
  if (around === undefined) {
    const message = 'it is no folder that is there, and Git knows no repository here that could have such a revision';
    throw new UsageError({ where: revision, message, fix: 'name a folder, or run argosy in a Git repository' });
  }
  const begin = beginOf(around, revision);
  const tree = revisionTree(around.top, revision, begin);
  if ('refused' in tree) {
    const message = `it is no folder, and Git says: ${tree.refused}`;
    throw new UsageError({ where: revision, message, fix: 'name a folder, a branch, a tag or a commit' });
  }
  return { tree, scope: '.', called: (path) => `${revision}:${posix.join(begin, path)}` };
}

/** The file of a name that a revision has in a folder or above it: its path in the tree, and what it holds. */
export function nearestAt(
  folder: string,
  revision: string,
  name: string,
): { readonly path: string; readonly bytes: Buffer } | undefined {
  const around = gitAround(realpathSync(folder));
  const found = around && nearestIn(around.top, revision, around.folder, name);
  return found && { ...found, path: posix.relative(beginOf(around, revision), found.path) };
}

/** A Git repository, and where in it a folder is. A bare one has no folders. */
interface Around {
  readonly top: string;
  readonly folder: string;
}

function gitAround(at: string): Around | undefined {
  const bare = gitFolderAround(at);
  if (bare !== undefined) return { top: bare, folder: '.' };
  const top = topOf(at);
  return top === undefined ? undefined : { top, folder: pathFrom(top, at) };
}

/** Where `argosy.yaml` says that the repository begins, in a revision. */
function beginOf({ top, folder }: Around, revision: string): string {
  return posix.dirname(nearestIn(top, revision, folder, DECLARATIONS_FILE)?.path ?? DECLARATIONS_FILE);
}

function pathFrom(folder: string, at: string): string {
  return relative(folder, at).split(sep).join('/') || '.';
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

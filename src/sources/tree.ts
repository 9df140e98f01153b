import { posix } from 'node:path';

/** The files of a repository at one moment, by their paths from its root, with forward slashes. */
export interface Tree {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The bytes of a file, or the target of a link. */
  readonly read: (path: string) => Buffer;
  /** An absolute path under which tools find it all. */
  readonly onDisk: () => string;
  /** Folders whose content another repository has, and which are not here: submodules. */
  readonly submodules: readonly string[];
  /** The URLs that Git knows it by. */
  readonly remotes: readonly string[];
  /** Where a path is looked for that leads to nothing here. */
  readonly beneath?: Beneath;
  /** Removes what `onDisk` made. */
  readonly close: () => void;
}

/** A tree that is listed only when something of it is wanted. */
export interface Beneath {
  /** Whether anything stands at a path. */
  readonly has: (path: string) => boolean;
  readonly open: () => Tree;
}

export interface Entry {
  readonly kind: 'file' | 'link';
}

/**
 * What a path comes to when links are followed. `outside` leaves the repository, `nowhere` ends or goes in circles,
 * `submodule` is what another repository has.
 */
type Resolved =
  | { readonly path: string; readonly is: 'file' | 'folder' }
  | { readonly is: 'outside' | 'nowhere' | 'submodule' };

/** Finds files and folders in a tree, links followed, and never outside of it. */
export interface Finder {
  readonly resolve: (path: string) => Resolved;
  /** What stands in a folder, in the order of bytes. */
  readonly inside: (folder: string) => readonly Child[];
}

interface Child {
  readonly name: string;
  readonly kind: 'file' | 'link' | 'folder';
}

export function finderIn(tree: Tree): Finder {
  const folders = foldersOf(tree);
  const { beneath } = tree;
  let lower: Finder | undefined;
  const below = (path: string): Finder | undefined => {
    if (!beneath?.has(path)) return undefined;
    lower ??= finderIn(beneath.open());
    return lower;
  };
  const resolve = (path: string, hops = 0): Resolved => {
    const clean = cleanPath(path);
    if (clean === undefined) return { is: 'outside' };
    if (tree.entries.get(clean)?.kind === 'file') return { path: clean, is: 'file' };
    if (folders.has(clean)) return { path: clean, is: 'folder' };
    if (tree.submodules.some((path) => clean === path || clean.startsWith(`${path}/`))) return { is: 'submodule' };
    if (hops >= MOST_LINKS) return { is: 'nowhere' };
    const link = linkOnTheWay(tree, clean);
    if (link === undefined) return below(clean)?.resolve(clean) ?? { is: 'nowhere' };
    const target = tree.read(link).toString('utf8');
    if (posix.isAbsolute(target)) return { is: 'outside' };
    // Joined, not normalised twice: what leaves the root has to be seen to leave it.
    return resolve(posix.join(posix.dirname(link), target, clean.slice(link.length)), hops + 1);
  };
  return {
    resolve: (path) => resolve(path),
    inside: (folder) => folders.get(folder) ?? below(folder)?.inside(folder) ?? [],
  };
}

/** A path from the root without `.` and `..`; `.` is the root itself, undefined what leads out of it. */
export function cleanPath(path: string): string | undefined {
  if (posix.isAbsolute(path)) return undefined;
  const clean = posix.normalize(path === '' ? '.' : path).replace(/(?<=.)\/$/, '');
  return clean === '..' || clean.startsWith('../') ? undefined : clean;
}

function linkOnTheWay(tree: Tree, path: string): string | undefined {
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const before = end === -1 ? path : path.slice(0, end);
    if (tree.entries.get(before)?.kind === 'link') return before;
    if (end === -1) return undefined;
  }
}

function foldersOf(tree: Tree): ReadonlyMap<string, readonly Child[]> {
  const folders = new Map<string, Child[]>([['.', []]]);
  const enter = (folder: string): Child[] => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const children: Child[] = [];
    folders.set(folder, children);
    enter(posix.dirname(folder)).push({ name: posix.basename(folder), kind: 'folder' });
    return children;
  };
  for (const [path, { kind }] of tree.entries) enter(posix.dirname(path)).push({ name: posix.basename(path), kind });
  for (const children of folders.values()) children.sort((one, other) => (one.name < other.name ? -1 : 1));
  return folders;
}

const MOST_LINKS = 40;

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Files that a tool is given, by the path at which it finds them. */
export type Files = ReadonlyMap<string, Buffer>;

/** What stands at a path, as far as a tool may see it. */
export type Found =
  | { readonly kind: 'file'; readonly content: Buffer }
  | { readonly kind: 'folder' }
  | { readonly kind: 'absent' }
  /** It is outside the folder, by its path or through a symbolic link. */
  | { readonly kind: 'outside' }
  /** A device, a pipe, something that cannot be read, or too large for a tool. */
  | { readonly kind: 'unusable'; readonly why: string };

export function find(root: string, path: string): Found {
  const at = join(root, path);
  if (!isWithin(root, at)) return { kind: 'outside' };
  try {
    const real = realpathSync.native(at);
    if (!isWithin(realpathSync.native(root), real)) return { kind: 'outside' };
    const status = statSync(real);
    if (status.isDirectory()) return { kind: 'folder' };
    // A pipe would be waited for for ever.
    if (!status.isFile()) return { kind: 'unusable', why: 'is no file' };
    if (status.size > MOST_BYTES) return { kind: 'unusable', why: `is larger than ${MOST_BYTES / MEGABYTE} MB` };
    return { kind: 'file', content: readFileSync(real) };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    if (code === undefined) throw error;
    return { kind: 'unusable', why: code === 'ELOOP' ? 'is a link that leads to itself' : `cannot be read (${code})` };
  }
}

/** Of an error that the system gave. */
function errorCode(error: unknown): string | undefined {
  const coded = typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
  return coded ? String(error.code) : undefined;
}

/** All below a folder, by its path from `root`, or the path that makes it unusable and why. */
type Tree =
  | {
      readonly files: Files;
      /** Symbolic links to nothing. */
      readonly dangling: readonly string[];
    }
  | { readonly path: string; readonly why: string };

export type ReadTree = (root: string, folder: string) => Tree;

/** Reads trees once, as many Applications have one chart, until it has seen more than it should remember. */
export function treeReader(): ReadTree {
  const known = new Map<string, Tree>();
  let bytes = 0;
  return (root, folder) => {
    const place = join(root, folder);
    const before = known.get(place);
    if (before) return before;
    const tree = readTree(root, folder);
    if ('files' in tree) for (const content of tree.files.values()) bytes += content.length;
    if (bytes <= MOST_BYTES) known.set(place, tree);
    return tree;
  };
}

/** Follows symbolic links as Helm does, but never out of `root` and never around. */
function readTree(root: string, folder: string): Tree {
  const files = new Map<string, Buffer>();
  const dangling: string[] = [];
  let bytes = 0;
  let seen = 0;
  const enter = (path: string, around: readonly string[]): { path: string; why: string } | undefined => {
    const real = realpathSync.native(join(root, path));
    if (around.includes(real)) return { path, why: 'is a link to a folder that it is in' };
    for (const name of readdirSync(real).sort()) {
      if (name === '.git' || name === 'node_modules') continue;
      const below = path === '.' ? name : `${path}/${name}`;
      // Folders count as well: a few links can make very many of them.
      seen += 1;
      if (seen > MOST_FILES || bytes > MOST_BYTES) return { path: folder, why: TOO_MUCH };
      const found = find(root, below);
      const wrong = found.kind === 'folder' ? enter(below, [...around, real]) : undefined;
      if (wrong) return wrong;
      // Argo CD renders nothing at all of a repository that has such a link anywhere.
      if (found.kind === 'outside') return { path: below, why: 'is a symbolic link that leads out of the repository' };
      if (found.kind === 'unusable') return { path: below, why: found.why };
      if (found.kind === 'absent' && name.includes('\uFFFD'))
        return { path: below, why: 'has a name that is no UTF-8' };
      if (found.kind === 'absent') dangling.push(below);
      if (found.kind !== 'file') continue;
      bytes += found.content.length;
      files.set(below, found.content);
    }
    return undefined;
  };
  const { kind } = find(root, folder);
  if (kind !== 'folder') return { path: folder, why: 'is no folder' };
  try {
    return enter(folder, []) ?? { files, dangling };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { path: folder, why: `cannot be read (${code})` };
  }
}

const MEGABYTE = 1024 * 1024;
const MOST_BYTES = 64 * MEGABYTE;
const MOST_FILES = 20_000;
const TOO_MUCH = `has more than ${MOST_FILES} files or ${MOST_BYTES / MEGABYTE} MB`;

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** One text for the same files, whatever order they come in. */
export function digestOf(files: Files): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) ?? Buffer.alloc(0);
    hash.update(`${Buffer.byteLength(path)} ${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errorCode } from '../system-error';
import { nameOf } from './file-name';
import { git, gitLines } from './git';
import type { Beneath, Entry, Tree } from './tree';

/** The folder as it is now. What Git ignores is left out, as Argo CD never sees it. */
export function folderTree(root: string): Tree {
  const ignored = new Set(
    gitLines(root, ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'], '\0').map((path) =>
      path.replace(/\/$/, ''),
    ),
  );
  const entries = new Map<string, Entry>();
  const places = new Map<string, Buffer>();
  walk({ path: '', at: root }, ignored, entries, places);
  return {
    entries,
    read: (path) => {
      const file = places.get(path) ?? join(root, path);
      return entries.get(path)?.kind === 'link' ? Buffer.from(readlinkSync(file)) : bytesOf(file);
    },
    onDisk: () => root,
    submodules: submodulesOf(root),
    remotes: remotesOf(root),
    close: () => {},
  };
}

/** The folder for who may want something of it. */
export function folderBeneath(root: string): Beneath {
  return { has: (path) => existsSync(join(root, path)), open: () => folderTree(root) };
}

/** Where the Git repository begins that a folder is in; undefined where there is none. */
export function topOf(folder: string): string | undefined {
  const answer = git(folder, ['rev-parse', '--show-toplevel']);
  return 'refused' in answer ? undefined : answer.bytes.toString('utf8').replace(/\n$/, '');
}

/** The folder in which Git keeps a repository, where a folder is in it: of a bare one, or below `.git`. */
export function gitFolderAround(folder: string): string | undefined {
  const [inside, path] = gitLines(folder, ['rev-parse', '--is-inside-git-dir', '--absolute-git-dir']);
  return inside === 'true' ? path : undefined;
}

export function remotesOf(folder: string): readonly string[] {
  return gitLines(folder, ['config', '--get-regexp', '^remote\\..*\\.url$']).map((line) =>
    line.slice(line.indexOf(' ') + 1),
  );
}

/** Those that are checked out have files as any folder; Argo CD checks out all of them. */
function submodulesOf(root: string): readonly string[] {
  return gitLines(root, ['ls-files', '--stage', '-z'], '\0').flatMap((line) =>
    line.startsWith('160000 ') ? [line.slice(line.indexOf('\t') + 1)] : [],
  );
}

/** A folder or file: its path from the root as text, and where it is on the disk, in bytes where they are no text. */
interface Place {
  readonly path: string;
  readonly at: string | Buffer;
}

/** @param places is given the places of all paths that are not what they are called on the disk */
function walk(
  folder: Place,
  ignored: ReadonlySet<string>,
  entries: Map<string, Entry>,
  places: Map<string, Buffer>,
): void {
  for (const { child, ...place } of childrenOf(folder)) {
    const { path, at } = place;
    if (NEVER_IN_GIT.has(path.slice(path.lastIndexOf('/') + 1)) || ignored.has(path)) continue;
    if (typeof at !== 'string') places.set(path, at);
    if (child.isDirectory()) walk(place, ignored, entries, places);
    else if (child.isSymbolicLink()) entries.set(path, { kind: 'link' });
    else if (child.isFile()) entries.set(path, { kind: 'file' });
  }
}

/** One that is gone since its folder was listed has nothing in it. */
function bytesOf(file: string | Buffer): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** A folder that may not be read is an empty one: what it holds is not ours to check. */
function childrenOf({ path, at }: Place): readonly (Place & { readonly child: Dirent | Dirent<Buffer> })[] {
  const pathOf = (name: string) => (path === '' ? name : `${path}/${name}`);
  try {
    if (typeof at === 'string') {
      const children = readdirSync(at, { withFileTypes: true });
      if (!children.some(({ name }) => name.includes('\uFFFD'))) {
        return children.map((child) => ({ child, path: pathOf(child.name), at: `${at}${sep}${child.name}` }));
      }
    }
    return readdirSync(at, { withFileTypes: true, encoding: 'buffer' }).map((child) => {
      const place = Buffer.concat([Buffer.from(at), Buffer.from('/'), child.name]);
      const isText = typeof at === 'string' && isUtf8(child.name);
      return { child, path: pathOf(nameOf(child.name)), at: isText ? place.toString('utf8') : place };
    });
  } catch {
    return [];
  }
}

const NEVER_IN_GIT: ReadonlySet<string> = new Set(['.git', 'node_modules']);

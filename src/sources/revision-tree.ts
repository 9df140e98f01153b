import { posix } from 'node:path';
import { copyOnDisk } from './copy-on-disk';
import { nameOf } from './file-name';
import { remotesOf } from './folder-tree';
import { type GitAnswer, git } from './git';
import type { Entry, Tree } from './tree';

/**
 * A revision as Git has it; the work tree is neither read nor written.
 * @param folder from the top: what lies outside of it is not in the tree
 */
export function revisionTree(root: string, revision: string, folder = '.'): Tree | { readonly refused: string } {
  const commit = commitOf(root, revision);
  if ('refused' in commit) return { refused: `no revision ${revision} is known` };
  const listed = git(root, ['ls-tree', '-r', '-l', '-z', '--full-tree', within(commit, folder)]);
  if ('refused' in listed) return listed;
  const objects = new Map<string, string>();
  const entries = new Map<string, Entry>();
  const likely: string[] = [];
  const submodules: string[] = [];
  for (const line of nameOf(listed.bytes).split('\0')) {
    const [, mode, id, size, path] = /^(\d+) \w+ (\w+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
    if (path !== undefined && mode === '160000') submodules.push(path);
    if (id === undefined || path === undefined || size === undefined || size === '-') continue;
    objects.set(path, id);
    const kind = mode === '120000' ? 'link' : 'file';
    entries.set(path, { kind });
    if (kind === 'link' || (/\.(ya?ml|json)$/.test(path) && Number(size) < MOST_BYTES)) likely.push(path);
  }
  const contents = new Map<string, Buffer>();
  const fetch = (paths: readonly string[]): void => {
    const ids = paths.flatMap((path) => objects.get(path) ?? []);
    for (const [id, bytes] of blobs(git(root, ['cat-file', '--batch'], `${ids.join('\n')}\n`))) contents.set(id, bytes);
  };
  const read = (path: string): Buffer => {
    const id = objects.get(path);
    if (id === undefined) throw new Error(`nothing is at ${path}`);
    // Asking git for one costs as much as for a hundred: what is likely to be read comes all at once.
    if (!contents.has(id)) fetch(contents.size === 0 ? [path, ...likely] : [path]);
    return contents.get(id) ?? Buffer.alloc(0);
  };
  const copy = copyOnDisk(
    () => entries,
    (path) => {
      if (!contents.has(objects.get(path) ?? '')) fetch([...entries.keys()]);
      return read(path);
    },
  );
  return { entries, read, onDisk: copy.folder, submodules, remotes: remotesOf(root), close: copy.remove };
}

/** The nearest file of a name in a folder of a revision, or above it: its path from the top, and what it holds. */
export function nearestIn(
  root: string,
  revision: string,
  folder: string,
  name: string,
): { readonly path: string; readonly bytes: Buffer } | undefined {
  const commit = commitOf(root, revision);
  if ('refused' in commit) return undefined;
  for (let at = folder; ; at = posix.dirname(at)) {
    const path = posix.join(at, name);
    const answer = git(root, ['cat-file', 'blob', within(commit, path)]);
    if ('bytes' in answer) return { path, bytes: answer.bytes };
    if (at === '.') return undefined;
  }
}

/** How Git names what a commit has at a path from the top. */
function within({ bytes }: { readonly bytes: Buffer }, path: string): string {
  return `${bytes.toString('utf8').trim()}:${path === '.' ? '' : path}`;
}

/** Whether Git knows a commit by that name, in the repository that a folder is in. */
export function isRevision(folder: string, revision: string): boolean {
  return !('refused' in commitOf(folder, revision));
}

function commitOf(folder: string, revision: string): GitAnswer {
  return git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
}

/** `<id> blob <size>`, a line end, the bytes, a line end. */
function blobs(answer: GitAnswer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  if ('refused' in answer) return found;
  for (let at = 0; at < answer.bytes.length; ) {
    const end = answer.bytes.indexOf(10, at);
    const [id, , size] = answer.bytes.toString('latin1', at, end).split(' ');
    const start = end + 1;
    at = start;
    // One that is missing has no size, and no bytes follow.
    if (id === undefined || size === undefined) continue;
    at += Number(size) + 1;
    found.set(id, answer.bytes.subarray(start, at - 1));
  }
  return found;
}

const MOST_BYTES = 8 << 20;

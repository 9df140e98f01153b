import { closeSync, constants, type Dirent, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';
import { nameOf, parentOf } from './output-path';

/** What stands where a folder is needed. */
export type Place =
  | { readonly kind: 'folder'; readonly entries: ReadonlyMap<string, Dirent> }
  | { readonly kind: 'missing'; readonly topmost: string }
  | { readonly kind: 'blocked'; readonly by: string; readonly entry: Dirent };

/** Looks at folders below the root, each once: a listing also tells what is missing without asking file by file. */
export function folderReader(root: string): (folder: string) => Place {
  const seen = new Map<string, Place>([['', rootPlace(root)]]);
  return function place(folder): Place {
    const known = seen.get(folder);
    if (known) return known;
    const found = below(root, folder, place(parentOf(folder)));
    seen.set(folder, found);
    return found;
  };
}

function below(root: string, folder: string, parent: Place): Place {
  if (parent.kind !== 'folder') return parent;
  const entry = parent.entries.get(nameOf(folder));
  if (entry === undefined) return { kind: 'missing', topmost: folder };
  if (entry.isDirectory()) return listing(join(root, folder));
  // Behind a link lies what is not ours to write, perhaps outside of the root.
  if (entry.isSymbolicLink()) throw inPlace(join(root, folder), kindOf(entry), 'a folder');
  return { kind: 'blocked', by: folder, entry };
}

function rootPlace(root: string): Place {
  const whole = resolve(root);
  for (let path = whole; ; path = dirname(path)) {
    const shown = path === whole ? root : path;
    const stat = statOf(path, statSync);
    if (stat?.isDirectory()) return path === whole ? listing(root) : { kind: 'folder', entries: new Map() };
    if (stat) throw inPlace(shown, 'a file', 'a folder');
    if (statOf(path, lstatSync)) throw inPlace(shown, 'a symbolic link that leads nowhere', 'a folder');
  }
}

function statOf(path: string, stat: typeof statSync | typeof lstatSync) {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function listing(folder: string): Place {
  const entries = readdirSync(folder, { withFileTypes: true });
  return { kind: 'folder', entries: new Map(entries.map((entry) => [entry.name, entry])) };
}

export function inPlace(where: string, found: string, expected: string): UsageError {
  return new UsageError({ where, message: `found ${found}, expected ${expected}`, fix: 'move it away or delete it' });
}

export function kindOf(entry: Dirent): string {
  if (entry.isDirectory()) return 'a folder';
  if (entry.isSymbolicLink()) return 'a symbolic link';
  return entry.isFile() ? 'a file' : 'something else than a file';
}

/** Compares files with what they should hold, all through the same two buffers: most runs change next to nothing. */
export function byteComparer(): (file: string, content: string) => boolean {
  let expected = Buffer.alloc(1 << 16);
  let found = Buffer.alloc(1 << 16);
  return (file, content) => {
    // UTF-8 takes at most three bytes for one unit of UTF-16; one more byte shows that the file goes on.
    if (expected.length <= content.length * 3) {
      expected = Buffer.alloc(content.length * 6 + 1);
      found = Buffer.alloc(content.length * 6 + 1);
    }
    const length = expected.write(content);
    return readInto(found, file, length + 1) === length && found.compare(expected, 0, length, 0, length) === 0;
  };
}

function readInto(buffer: Buffer, file: string, atMost: number): number {
  // A pipe put there since the listing must not hold us up, nor a link lead us away.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    let total = 0;
    let read: number;
    do {
      read = readSync(fd, buffer, total, atMost - total, null);
      total += read;
    } while (read > 0 && total < atMost - 1);
    return total;
  } finally {
    closeSync(fd);
  }
}

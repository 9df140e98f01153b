import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { cleanPath, type Entry } from './tree';

/** A tree that is no folder yet, written into one of its own when somebody asks for it. */
export interface CopyOnDisk {
  readonly folder: () => string;
  readonly remove: () => void;
}

/** Links that lead out are left out: nothing that reads the copy can follow one. */
export function copyOnDisk(entriesOf: () => ReadonlyMap<string, Entry>, read: (path: string) => Buffer): CopyOnDisk {
  let folder: string | undefined;
  const make = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'argosy-'));
    folder = made;
    const entries = entriesOf();
    for (const [path, { kind }] of entries) {
      const to = join(made, path);
      mkdirSync(dirname(to), { recursive: true });
      if (kind === 'file') writeFileSync(to, read(path), { flag: 'wx' });
    }
    // All files are there by now, so that none is written through a link.
    for (const [path, { kind }] of entries) {
      if (kind !== 'link') continue;
      const target = read(path).toString('utf8');
      const inside = !posix.isAbsolute(target) && cleanPath(posix.join(posix.dirname(path), target)) !== undefined;
      if (inside) symlinkSync(target, join(made, path));
    }
    return made;
  };
  return {
    folder: () => folder ?? make(),
    remove: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

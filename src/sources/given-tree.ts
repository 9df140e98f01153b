import { copyOnDisk } from './copy-on-disk';
import type { Tree } from './tree';

/** Files that somebody holds in memory. */
export function givenTree(files: Readonly<Record<string, string>>): Tree {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const entries = new Map([...contents.keys()].map((path) => [path, { kind: 'file' } as const]));
  const read = (path: string): Buffer => {
    const content = contents.get(path);
    if (content === undefined) throw new Error(`nothing is at ${path}`);
    return content;
  };
  const copy = copyOnDisk(entries, read);
  return { entries, read, onDisk: copy.folder, remotes: [], close: copy.remove };
}

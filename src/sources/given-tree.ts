import { copyOnDisk } from './copy-on-disk';
import type { Beneath, Tree } from './tree';

/**
 * Files that somebody holds in memory.
 * @param beneath where they will lie, with all that is there already
 */
export function givenTree(files: Readonly<Record<string, string>>, beneath?: Beneath): Tree {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const entries = new Map([...contents.keys()].map((path) => [path, { kind: 'file' } as const]));
  let opened: Tree | undefined;
  const lower = beneath && { has: beneath.has, open: () => (opened ??= beneath.open()) };
  const read = (path: string): Buffer => {
    const content = contents.get(path) ?? lower?.open().read(path);
    if (content === undefined) throw new Error(`nothing is at ${path}`);
    return content;
  };
  const copy = copyOnDisk(() => new Map([...(lower?.open().entries ?? []), ...entries]), read);
  return {
    entries,
    read,
    onDisk: copy.folder,
    submodules: [],
    remotes: [],
    ...(lower && { beneath: lower }),
    close: () => {
      copy.remove();
      opened?.close();
    },
  };
}

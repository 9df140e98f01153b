import { join } from 'node:path';
import { UsageError } from '../finding';
import type { Difference, OutputFile } from './output-file';
import { byteComparer, folderReader, inPlace, kindOf } from './output-folder';
import { indexFile, indexText, type OutputIndex, readIndex } from './output-index';
import { bytewise, nameOf, parentOf } from './output-path';

export interface Plan {
  readonly difference: Difference;
  readonly replacement: Replacement;
}

/** All that a write does to the folder, the index included. */
export interface Replacement {
  readonly created: readonly NewEntry[];
  readonly changed: readonly OutputFile[];
  readonly removed: readonly string[];
}

/** A new file, or the topmost of the missing folders with all it will hold, so that one rename brings it in. */
export interface NewEntry {
  readonly path: string;
  readonly files: readonly OutputFile[];
}

/**
 * Compares the folder with the files it should hold, of checked paths, and refuses what cannot be written there.
 *
 * `pending` are paths that a killed run was about to write: they are argosy's, whatever the index says by now.
 */
export function planOutput(
  root: string,
  files: readonly OutputFile[],
  within: (path: string) => boolean,
  pending: readonly string[],
): Plan {
  const folder = folderReader(root);
  const index = readIndex(root);
  const ours = new Set([...index.paths, ...pending]);
  const wanted = files.filter(({ path }) => within(path));
  const wantedPaths = new Set(wanted.map(({ path }) => path));
  const unwanted = [...ours].filter((path) => !wantedPaths.has(path) && within(path));

  const removed = unwanted.filter((path) => isFile(folder, path));
  const entryFor = newEntries(root, folder, new Set(removed));
  const holds = byteComparer();
  const created = new Map<string, OutputFile[]>();
  const changed: OutputFile[] = [];
  const foreign: string[] = [];
  for (const file of wanted) {
    const entry = entryFor(file.path);
    if (entry !== undefined) {
      const together = created.get(entry);
      if (together) together.push(file);
      else created.set(entry, [file]);
    } else if (!holds(join(root, file.path), file.content)) {
      if (ours.has(file.path)) changed.push(file);
      else foreign.push(file.path);
    }
  }
  refuseForeign(root, bytewise(foreign), index.text !== undefined);

  const createdPaths = bytewise([...created.values()].flatMap((together) => together.map(({ path }) => path)));
  const indexed = new Set([...[...index.paths].filter((path) => !within(path)), ...wantedPaths]);
  return {
    difference: {
      created: createdPaths,
      changed: bytewise(changed.map(({ path }) => path)),
      removed: bytewise(removed),
      unchanged: wanted.length - createdPaths.length - changed.length,
    },
    replacement: withIndex(index, indexText(indexed), {
      created: Array.from(created, ([path, together]) => ({ path, files: together })),
      changed,
      removed,
    }),
  };
}

/** What took the place of a file of ours, a folder or a link, is not ours. */
function isFile(folder: ReturnType<typeof folderReader>, path: string): boolean {
  const parent = folder(parentOf(path));
  return parent.kind === 'folder' && parent.entries.get(nameOf(path))?.isFile() === true;
}

/**
 * Tells the topmost path that a file needs and that is missing, or that goes because it was ours; `undefined` where
 * the file itself is there.
 */
function newEntries(
  root: string,
  folder: ReturnType<typeof folderReader>,
  leaving: ReadonlySet<string>,
): (path: string) => string | undefined {
  return (path) => {
    const parent = folder(parentOf(path));
    if (parent.kind === 'missing') return parent.topmost;
    if (parent.kind === 'blocked') {
      if (leaving.has(parent.by)) return parent.by;
      throw inPlace(join(root, parent.by), kindOf(parent.entry), 'a folder');
    }
    const entry = parent.entries.get(nameOf(path));
    if (entry === undefined) return path;
    if (entry.isFile()) return undefined;
    if (entry.isDirectory() && isLeft(path)) return path;
    throw inPlace(join(root, path), kindOf(entry), 'a file');
  };

  /** Whether nothing of a folder remains without the files that go. */
  function isLeft(path: string): boolean {
    const place = folder(path);
    if (place.kind !== 'folder' || place.entries.size === 0) return false;
    return [...place.entries.values()].every((entry) => {
      const inside = `${path}/${entry.name}`;
      return entry.isDirectory() ? isLeft(inside) : leaving.has(inside);
    });
  }
}

function withIndex({ text }: OutputIndex, next: string | undefined, plan: Replacement): Replacement {
  if (text === next) return plan;
  if (next === undefined) return { ...plan, removed: [...plan.removed, indexFile] };
  const file = { path: indexFile, content: next };
  if (text === undefined) return { ...plan, created: [...plan.created, { path: indexFile, files: [file] }] };
  return { ...plan, changed: [...plan.changed, file] };
}

function refuseForeign(root: string, [first, ...others]: readonly string[], hasIndex: boolean): void {
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (nor ${others.length} more, such as ${join(root, others[0] ?? '')})`;
  throw new UsageError({
    where: join(root, first),
    message: `argosy did not make this file${more}, and would write other bytes there`,
    fix: hasIndex
      ? 'move it away or delete it'
      : `if argosy wrote here before, restore its index (git checkout -- ${join(root, indexFile)}); ` +
        'else move the file away or delete it',
  });
}

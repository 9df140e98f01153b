import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';
import { inPlace } from './output-folder';
import { indexFile } from './output-index';
import { parentOf, pathFault } from './output-path';
import type { NewEntry, Replacement } from './output-plan';

/**
 * Replaces files of the folder so that a kill at any instant leaves each of them whole.
 *
 * All bytes are written to a stage first. The journal, which appears in one step, is the commit: without it the stage
 * is worth nothing, with it every step that remains can be told from what still lies in the stage, and done again.
 * A step that fails turns the journal into one for undoing, for which the stage keeps what it replaced.
 *
 * This is about killed processes. After a power failure the disk may hold less than the journal says.
 */
export function replaceStaged(root: string, replacement: Replacement): void {
  refuseForeignStage(root);
  try {
    writeStage(root, replacement);
  } catch (error) {
    dropStage(root);
    throw error;
  }
  const journal = journalOf(replacement);
  try {
    rollForward(root, journal);
    renameSync(inStage(root, journalFile), inStage(root, doneFile));
  } catch (error) {
    renameSync(inStage(root, journalFile), inStage(root, undoFile));
    undo(root, journal);
    throw error;
  }
  try {
    dropStage(root);
  } catch {
    // The folder is as it should be. What cannot be tidied up now, the next run will, or say why not.
  }
}

/** Finishes or undoes what a killed run left in the stage. */
export function recoverStaged(root: string): 'nothing' | 'finished' | 'undone' {
  refuseForeignStage(root);
  const pending = readJournal(root, journalFile);
  const failed = readJournal(root, undoFile);
  const isDone = existsSync(inStage(root, doneFile));
  const isStaged = existsSync(join(root, stageFolder)) && readdirSync(join(root, stageFolder)).length > 0;
  if (pending) {
    rollForward(root, pending);
    renameSync(inStage(root, journalFile), inStage(root, doneFile));
  }
  if (failed) undo(root, failed);
  else dropStage(root);
  if (pending || isDone) return 'finished';
  return isStaged ? 'undone' : 'nothing';
}

/** The paths that a killed run was about to write or remove. */
export function pendingPaths(root: string): string[] {
  const journal = readJournal(root, journalFile) ?? readJournal(root, undoFile);
  if (!journal) return [];
  return [...journal.holds, ...journal.changed, ...journal.removed].filter((path) => path !== indexFile);
}

export const stageFolder = '.argosy-stage';

const lists = ['created', 'changed', 'replaced', 'removed'] as const;
const journalFile = 'journal.json';
const undoFile = 'undo.json';
const doneFile = 'done.json';

/** Each list's n-th path has its bytes at `<list>/<n>` of the stage; what was there goes to `replaced` or `removed`. */
interface Journal {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** All files in what is created. */
  readonly holds: readonly string[];
}

function journalOf({ created, changed, removed }: Replacement): Journal {
  return {
    created: created.map(({ path }) => path),
    changed: changed.map(({ path }) => path),
    removed,
    holds: created.flatMap(({ files }) => files.map(({ path }) => path)),
  };
}

function writeStage(root: string, replacement: Replacement): void {
  mkdirSync(join(root, stageFolder));
  for (const folder of lists) mkdirSync(inStage(root, folder));
  replacement.created.forEach((entry, n) => {
    stageEntry(inStage(root, 'created', n), entry);
  });
  replacement.changed.forEach(({ content }, n) => {
    writeFileSync(inStage(root, 'changed', n), content);
  });
  const draft = inStage(root, 'draft.json');
  const fd = openSync(draft, 'w');
  try {
    writeFileSync(fd, JSON.stringify(journalOf(replacement)));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, inStage(root, journalFile));
}

function stageEntry(staged: string, { path: top, files }: NewEntry): void {
  const made = new Set<string>();
  for (const { path, content } of files) {
    const inside = path.slice(top.length);
    const folder = parentOf(inside);
    if (inside !== '' && !made.has(folder)) {
      mkdirSync(staged + folder, { recursive: true });
      made.add(folder);
    }
    writeFileSync(staged + inside, content);
  }
}

/** Removals first: a new file may take the place of a folder that they empty, a new folder that of a file. */
function rollForward(root: string, journal: Journal): void {
  journal.removed.forEach((path, n) => {
    const kept = inStage(root, 'removed', n);
    // What is there although ours has left was put there since.
    if (!existsSync(kept) && entryAt(join(root, path))?.isFile()) renameSync(join(root, path), kept);
  });
  journal.changed.forEach((path, n) => {
    const staged = inStage(root, 'changed', n);
    if (!existsSync(staged)) return;
    keep(join(root, path), inStage(root, 'replaced', n));
    bring(staged, join(root, path));
  });
  journal.created.forEach((path, n) => {
    bringNew(inStage(root, 'created', n), join(root, path));
  });
  for (const path of journal.removed) prune(root, parentOf(path));
}

/** Keeps what a rename is about to replace, without taking it away for an instant. */
function keep(path: string, kept: string): void {
  try {
    linkSync(path, kept);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return;
    // Some file systems have no hard links.
    copyFileSync(path, kept);
  }
}

function bring(staged: string, path: string): void {
  try {
    renameSync(staged, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    renameSync(staged, path);
  }
}

/** Brings in what is new, and never over what someone has put there since the comparison. */
function bringNew(staged: string, path: string): void {
  const fresh = entryAt(staged);
  if (!fresh) return;
  const there = entryAt(path);
  if (there && !there.isDirectory()) throw inPlace(path, 'what argosy did not make', 'nothing yet');
  if (there && fresh.isDirectory()) {
    for (const name of readdirSync(staged)) bringNew(join(staged, name), join(path, name));
    rmdirSync(staged);
    return;
  }
  if (there) removeEmptied(path);
  bring(staged, path);
}

/** Removes the folders that our removals emptied; one that holds a file is in the way. */
function removeEmptied(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) throw inPlace(join(folder, entry.name), 'what argosy did not make', 'nothing yet');
    removeEmptied(join(folder, entry.name));
  }
  rmdirSync(folder);
}

function prune(root: string, folder: string): void {
  if (folder === '') return;
  try {
    rmdirSync(join(root, folder));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    // A file may have taken its place, or that of a folder above.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
  prune(root, parentOf(folder));
}

/** The journal goes before the stage, from whose remains alone it would undo what was there before. */
function undo(root: string, journal: Journal): void {
  rollBack(root, journal);
  unlinkSync(inStage(root, undoFile));
  dropStage(root);
}

function rollBack(root: string, journal: Journal): void {
  journal.created.forEach((path, n) => {
    const staged = inStage(root, 'created', n);
    if (!existsSync(staged) && entryAt(join(root, path))) renameSync(join(root, path), staged);
  });
  journal.changed.forEach((path, n) => {
    const kept = inStage(root, 'replaced', n);
    // As long as the new bytes are in the stage, the old ones are in place, and the kept ones may be half a copy.
    if (!existsSync(inStage(root, 'changed', n)) && existsSync(kept)) bring(kept, join(root, path));
  });
  journal.removed.forEach((path, n) => {
    const kept = inStage(root, 'removed', n);
    if (existsSync(kept)) bring(kept, join(root, path));
  });
}

/** The marker goes last: without it a finished stage would look like one that was never committed. */
function dropStage(root: string): void {
  for (const folder of lists) rmSync(inStage(root, folder), { recursive: true, force: true });
  rmSync(join(root, stageFolder), { recursive: true, force: true });
}

/** What is staged lies in the root, so that renames stay on one disk; a link there would lead elsewhere. */
function refuseForeignStage(root: string): void {
  const stage = entryAt(join(root, stageFolder));
  if (stage && !stage.isDirectory()) throw inPlace(join(root, stageFolder), 'no folder', "argosy's own folder");
}

function readJournal(root: string, name: string): Journal | undefined {
  const file = inStage(root, name);
  if (!existsSync(file)) return undefined;
  const journal = parseJournal(readFileSync(file, 'utf8'));
  if (!journal) {
    throw new UsageError({
      where: file,
      message: 'found no journal of argosy',
      fix: `delete ${join(root, stageFolder)} and restore ${root} with git`,
    });
  }
  refuseLinks(root, [...journal.created, ...journal.changed, ...journal.removed]);
  return journal;
}

function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('created' in value && 'changed' in value && 'removed' in value && 'holds' in value)) return undefined;
  const { created, changed, removed, holds } = value;
  const isWhole = arePaths(created) && arePaths(changed) && arePaths(removed) && arePaths(holds);
  return isWhole ? { created, changed, removed, holds } : undefined;
}

function arePaths(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isOwnPath);
}

function isOwnPath(path: unknown): boolean {
  return typeof path === 'string' && (path === indexFile || !pathFault(path));
}

/** A link that came since the kill must not lead a rename or a removal out of the root. */
function refuseLinks(root: string, paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    for (let folder = parentOf(path); folder && !seen.has(folder); folder = parentOf(folder)) {
      seen.add(folder);
      if (entryAt(join(root, folder))?.isSymbolicLink())
        throw inPlace(join(root, folder), 'a symbolic link', 'a folder');
    }
  }
}

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function inStage(root: string, ...names: readonly (string | number)[]): string {
  return join(root, stageFolder, ...names.map(String));
}

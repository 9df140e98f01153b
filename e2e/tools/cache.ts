import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { foundation, type Module } from './versions';

/** What a module was built into: `bin/` and `files/`. The folder lies outside of the tree and serves every checkout. */
export interface Built {
  readonly folder: string;
  binary(name: string): string;
  file(path: string): string;
}

/** Where a module's binaries are or will be: keyed by its line of the table and its folder, which say what they are. */
export function built(module: Module): Built {
  const folder = join(cacheFolder(), `${module.name}-${key(module)}`);
  return {
    folder,
    binary: (name) => join(folder, 'bin', name),
    file: (path) => join(folder, 'files', path),
  };
}

/** A program that every control plane has. */
export function tool(name: string): string {
  const module = foundation.find(({ binaries }) => name in binaries);
  if (!module) throw new Error(`no module in e2e/tools/versions.ts makes ${name}`);
  return built(module).binary(name);
}

/** A file of a module that every control plane has. */
export function moduleFile(name: string, path: string): string {
  const module = foundation.find((each) => each.name === name);
  if (!module) throw new Error(`no module ${name} in e2e/tools/versions.ts`);
  return built(module).file(path);
}

export function isBuilt(module: Module): boolean {
  return existsSync(built(module).folder);
}

/**
 * A folder of the cache beside what modules were built into, made by whoever needs it first.
 *
 * @param key what decides what is in it
 */
export function madeOnce(name: string, key: string, make: (folder: string) => void): string {
  const folder = join(cacheFolder(), `${name}-${digest(key)}`);
  mkdirSync(cacheFolder(), { recursive: true });
  for (const left of abandoned(name)) rmSync(left, { recursive: true, force: true });
  if (existsSync(folder)) return folder;
  const partial = mkdtempSync(`${folder}${PARTIAL}`);
  try {
    make(partial);
    publish(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

const PARTIAL = '.partial-';
const HOUR_MS = 3_600_000;

/**
 * What was killed has left behind, told by its age: several control planes begin at once, and each is the first process of
 * a namespace of its own, where no number says which of the others live.
 */
function abandoned(name: string): string[] {
  return readdirSync(cacheFolder())
    .filter((each) => each.startsWith(`${name}-`) && each.includes(PARTIAL))
    .map((each) => join(cacheFolder(), each))
    .filter((partial) => Date.now() - (statSync(partial, { throwIfNoEntry: false })?.mtimeMs ?? 0) > HOUR_MS);
}

/** Another process may have been first; what it made is the same. */
export function publish(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-argosy', 'e2e');
}

export function sourceFolder(module: Module): string {
  return join(__dirname, module.folder);
}

function key(module: Module): string {
  return digest(JSON.stringify(module) + content(sourceFolder(module)));
}

/** All files below a folder, names and texts. */
export function content(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => `\0${relative(folder, file)}\0${readFileSync(file, 'utf8')}`)
    .join('');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

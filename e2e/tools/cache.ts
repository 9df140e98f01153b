import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { foundation, type Module } from './versions';

/** What a module was built into: `bin/` and `files/`. The folder lies outside of the tree and serves every checkout. */
export interface Built {
  readonly folder: string;
  binary(name: string): string;
  file(path: string): string;
}

/** Where a module's binaries are or will be: keyed by everything that decides what they are. */
export function built(module: Module): Built {
  const folder = join(cacheFolder(), `${module.folder}-${key(module)}`);
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
export function moduleFile(folder: string, path: string): string {
  const module = foundation.find((each) => each.folder === folder);
  if (!module) throw new Error(`no module ${folder} in e2e/tools/versions.ts`);
  return built(module).file(path);
}

export function isBuilt(module: Module): boolean {
  return existsSync(built(module).folder);
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-argosy', 'e2e');
}

export function sourceFolder(module: Module): string {
  return join(__dirname, module.folder);
}

function key(module: Module): string {
  const hash = createHash('sha256').update(JSON.stringify(module));
  const folder = sourceFolder(module);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    hash.update(`\0${relative(folder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What tools printed, by all that it depends on; in a folder of the user's own, as a chart may print a secret. */
export interface ToolCache {
  readonly get: (key: readonly string[]) => string | undefined;
  readonly set: (key: readonly string[], output: string) => void;
}

/** A cache that cannot be read or written is one that is empty: rendering only takes longer. */
export function toolCache(folder: string, now: () => Date = () => new Date()): ToolCache {
  let cleaned = false;
  return {
    get: (key) => {
      const file = join(folder, nameOf(key));
      try {
        const [checksum, output] = parted(readFileSync(file, 'utf8'));
        // A full disk may have left a part of it.
        if (checksum !== checksumOf(output)) return undefined;
        utimesSync(file, now(), now());
        return output;
      } catch {
        return undefined;
      }
    },
    set: (key, output) => {
      const partial = join(folder, `${randomUUID()}.part`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(partial, `${checksumOf(output)}\n${output}`, { mode: 0o600 });
        renameSync(partial, join(folder, nameOf(key)));
        if (!cleaned) removeUnused(folder, now());
        cleaned = true;
      } catch {
        remove(partial);
      }
    },
  };
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is none; nothing was written.
  }
}

export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-argosy', 'rendered');
}

function nameOf(key: readonly string[]): string {
  return checksumOf(JSON.stringify(key));
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parted(text: string): readonly [string, string] {
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}

function removeUnused(folder: string, now: Date): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (now.getTime() - statSync(file).mtimeMs > MONTH) rmSync(file, { force: true });
  }
}

const MONTH = 30 * 24 * 60 * 60 * 1000;

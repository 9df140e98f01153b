import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whoever reads sees the old text or the new one, also after a crash: never half of it. */
export function replaceFile(path: string, text: string): void {
  replaceFiles(new Map([[path, text]]));
}

/** All are written before the first takes its place, so that a disk which is full changes none of them. */
export function replaceFiles(texts: ReadonlyMap<string, string>): void {
  const written: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const [path, text] of texts) {
      const folder = dirname(path);
      mkdirSync(folder, { recursive: true });
      // In the same folder, since only then is the rename one step; not named after the file, whose name may be as long as names get.
      const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
      written.push({ temporary, path });
      writeThrough(temporary, text);
    }
    for (const { temporary, path } of written) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw error;
  }
}

function writeThrough(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

import { gunzipSync } from 'node:zlib';

/**
 * The files in a gzipped archive of tar, and in such archives within. One that is broken is an empty one: who has to
 * unpack it says so. Names longer than a header are cut.
 */
export function filesIn(archive: Buffer, depth = 0): readonly (readonly [path: string, content: Buffer])[] {
  if (depth > MOST_ARCHIVES) return [];
  const tar = unzipped(archive);
  const files: (readonly [string, Buffer])[] = [];
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(textIn(header, 124, 136), 8) || 0;
    const prefix = textIn(header, 345, 500);
    const name = `${prefix === '' ? '' : `${prefix}/`}${textIn(header, 0, 100)}`;
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (name.endsWith('.tgz')) files.push(...filesIn(content, depth + 1));
    else files.push([name, content]);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function unzipped(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: MOST_BYTES });
  } catch {
    return Buffer.alloc(0);
  }
}

function textIn(header: Buffer, from: number, to: number): string {
  return header.toString('utf8', from, to).replace(/\0.*$/s, '').trim();
}

const BLOCK = 512;
const MOST_ARCHIVES = 5;
const MOST_BYTES = 64 * 1024 * 1024;

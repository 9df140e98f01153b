import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../finding';
import { type EnvFile, parseEnvFile } from '../seal/env-file';
import { errorCode } from '../system-error';
import { isTrackedByGit } from './git-tracked';
import { askHidden, type Terminal, type TextOutput } from './hidden-prompt';

/** Where values come from: at most one of the two files. `-` is stdin. */
export interface ValueSource {
  readonly fromFile?: string | undefined;
  readonly fromEnvFile?: string | undefined;
}

export interface ValueIo {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: TextOutput;
  readonly cwd: string;
}

/**
 * The bytes to seal, by key, exactly as they came. The caller wipes them.
 *
 * No key with an env file means all that it holds.
 */
export async function secretValues(
  key: string | undefined,
  { fromFile, fromEnvFile }: ValueSource,
  io: ValueIo,
): Promise<Map<string, Buffer>> {
  if (fromFile !== undefined && fromEnvFile !== undefined) {
    throw new UsageError({
      where: '--from-env-file',
      message: 'expected it alone, got --from-file too',
      fix: 'give one',
    });
  }
  if (fromEnvFile !== undefined)
    return fromLines(key, fromEnvFile, await readInput('--from-env-file', fromEnvFile, io), io);
  if (key === undefined) {
    throw new UsageError({ where: '<KEY>', message: 'expected a key, got none', fix: 'name the key to seal' });
  }
  if (fromFile === undefined && isTerminal(io.stdin)) {
    return new Map([[key, await askHidden(key, io.stdin, io.stderr)]]);
  }
  const where = fromFile === undefined ? 'stdin' : '--from-file';
  const value = await readInput(where, fromFile ?? '-', io);
  if (fromFile === undefined && value.length === 0) {
    // A pipeline whose first part failed looks like this, and so does a job without a terminal.
    throw new UsageError({
      where,
      message: 'it is empty',
      fix: 'pipe a value in; to seal nothing on purpose: --from-file -',
    });
  }
  return new Map([[key, value]]);
}

function fromLines(key: string | undefined, file: string, bytes: Buffer, io: ValueIo): Map<string, Buffer> {
  try {
    const parsed = parseEnvFile(bytes);
    const { values, quoted } = orThrow(file, parsed);
    const wanted = key === undefined ? [...values.keys()] : [key];
    const missing = wanted.filter((name) => !values.has(name));
    if (missing.length > 0 || wanted.length === 0) {
      const message = missing.length > 0 ? `there is no line for ${missing.join(', ')}` : 'it holds no KEY=value line';
      throw new UsageError({ where: file, message, fix: 'add it as KEY=value' });
    }
    for (const name of quoted.filter((one) => wanted.includes(one))) {
      io.stderr.write(`warning: ${name}: the quotes around the value are sealed with it; remove them if not meant\n`);
    }
    return new Map(wanted.map((name) => [name, Buffer.from(values.get(name) ?? [])]));
  } finally {
    bytes.fill(0);
  }
}

function orThrow(where: string, parsed: EnvFile): EnvFile & { readonly ok: true } {
  if (parsed.ok) return parsed;
  throw new UsageError({ where, ...parsed.problem });
}

async function readInput(where: string, file: string, io: ValueIo): Promise<Buffer> {
  if (file !== '-') return readUntracked(where, file, resolve(io.cwd, file));
  if (!io.stdin.isTTY) return readAll(io.stdin);
  const message = 'stdin is the terminal, which would show the value';
  throw new UsageError({ where, message, fix: 'leave the option out to be asked, or pipe the value in' });
}

function readUntracked(where: string, file: string, path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError({ where, message: `the file cannot be read (${reason})`, fix: 'name a readable file' });
  }
  let refused = true;
  try {
    refused = isTrackedByGit(path);
  } finally {
    if (refused) bytes.fill(0);
  }
  if (!refused) return bytes;
  throw new UsageError({
    where,
    message: `Git tracks ${file}, so the value is already in the history`,
    fix: 'take a new value from a file outside the repository, and remove this one (git rm --cached)',
  });
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  return bytes;
}

function isTerminal(stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }): stdin is Terminal {
  return stdin.isTTY === true && 'setRawMode' in stdin;
}

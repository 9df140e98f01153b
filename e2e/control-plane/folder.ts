import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'argosy-e2e-';
const OWNER = 'owner.json';
const FAILURE = 'failure.txt';

/** Who keeps the folder: a process, told from a later one of the same number by when it started. */
interface Owner {
  readonly pid: number;
  readonly started: string;
  /** Left running for hand work. */
  readonly stays: boolean;
}

export interface KeptFolder extends Owner {
  readonly folder: string;
  /** Whether its owner does. */
  readonly lives: boolean;
}

/**
 * A new folder for a control plane; what others left behind that are no more is removed on the way, but for those of hand
 * work: they are for `npm run e2e:down`.
 *
 * @param home where the folders of all control planes lie
 */
export function newFolder(home = tmpdir()): string {
  for (const folder of abandoned(home)) rmSync(folder, { recursive: true, force: true });
  const folder = mkdtempSync(join(home, PREFIX));
  for (const name of ['logs', 'tls', 'ssh', 'tmp', 'home', 'repositories']) mkdirSync(join(folder, name));
  return folder;
}

export function own(folder: string, pid: number, stays: boolean): void {
  const owner: Owner = { pid, started: startOf(pid) ?? '', stays };
  writeFileSync(join(folder, OWNER), `${JSON.stringify(owner)}\n`);
}

/** The folders of control planes, of those that run and those that are no more. */
export function keptFolders(home = tmpdir()): KeptFolder[] {
  return folders(home).flatMap((folder) => {
    const owner = ownerOf(folder);
    return owner ? [{ folder, ...owner, lives: startOf(owner.pid) === owner.started }] : [];
  });
}

/** For whoever ends a control plane that nobody listened to any more: why it has ended by itself. */
export function writeFailure(folder: string, message: string): void {
  writeFileSync(join(folder, FAILURE), `${message}\n`);
}

export function failureOf(folder: string): string | undefined {
  const file = join(folder, FAILURE);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : undefined;
}

/** The keeper itself: the only child of the owner, which made its namespaces and hands no signal on. */
export function keeperOf({ pid }: Owner): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()) || undefined;
  } catch {
    return undefined;
  }
}

function abandoned(home: string): string[] {
  const kept = keptFolders(home);
  const dead = kept.filter(({ lives, stays }) => !lives && !stays).map(({ folder }) => folder);
  const owned = new Set(kept.map(({ folder }) => folder));
  return [...dead, ...folders(home).filter((folder) => !owned.has(folder) && !isFresh(folder))];
}

const FRESH_MS = 60_000;

/** Its owner is about to be written. */
function isFresh(folder: string): boolean {
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < FRESH_MS;
}

function folders(home: string): string[] {
  return readdirSync(home)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(home, name))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.());
}

function ownerOf(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** The kernel's clock ticks at which a process began: field 22, counted behind the name that may hold blanks. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

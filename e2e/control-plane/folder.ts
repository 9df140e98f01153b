import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'argosy-e2e-';
const OWNER = 'owner.json';

/** Who keeps the folder: a process, told from a later one of the same number by when it started. */
interface Owner {
  readonly pid: number;
  readonly started: string;
  /** Left running for hand work. */
  readonly stays: boolean;
}

export interface KeptFolder extends Owner {
  readonly folder: string;
}

/** A new folder for a control plane; what others left behind that are no more is removed on the way. */
export function newFolder(): string {
  for (const { folder } of abandoned()) rmSync(folder, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  for (const name of ['logs', 'tls', 'ssh', 'tmp', 'home', 'repositories']) mkdirSync(join(folder, name));
  return folder;
}

export function own(folder: string, pid: number, stays: boolean): void {
  const owner: Owner = { pid, started: startOf(pid) ?? '', stays };
  writeFileSync(join(folder, OWNER), `${JSON.stringify(owner)}\n`);
}

/** The folders of control planes that run. */
export function keptFolders(): KeptFolder[] {
  return folders().flatMap((folder) => {
    const owner = ownerOf(folder);
    return owner && lives(owner) ? [{ folder, ...owner }] : [];
  });
}

/** The keeper itself: the only child of the owner, which made its namespaces and hands no signal on. */
export function keeperOf({ pid }: Owner): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()) || undefined;
  } catch {
    return undefined;
  }
}

const FRESH_MS = 60_000;

function abandoned(): { readonly folder: string }[] {
  return folders()
    .filter((folder) => {
      const owner = ownerOf(folder);
      return owner
        ? !lives(owner)
        : Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > FRESH_MS;
    })
    .map((folder) => ({ folder }));
}

function folders(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.());
}

function ownerOf(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function lives({ pid, started }: Owner): boolean {
  return startOf(pid) === started;
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

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';
import { explained } from './output-failure';

/**
 * Runs `work` as the only writer of the folder, which is made if need be.
 *
 * The lock is a symbolic link whose target names the owner: making one is a single step, so no kill leaves a lock
 * without an owner.
 */
export function withLock<T>(root: string, work: () => T): T {
  return explained(root, 'written', () => {
    const firstMade = makeFolder(resolve(root));
    try {
      acquire(root);
      try {
        return work();
      } finally {
        release(root);
      }
    } catch (error) {
      if (firstMade !== undefined) removeEmpty(resolve(root), firstMade);
      throw error;
    }
  });
}

/** Whether anyone, living or dead, holds the lock. */
export function isLocked(root: string): boolean {
  return ownerOf(root) !== undefined;
}

function acquire(root: string): void {
  const lock = lockOf(root);
  const self = `${process.pid}:${startOf(process.pid) ?? ''}`;
  for (;;) {
    try {
      symlinkSync(self, lock);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const owner = ownerOf(root);
    if (owner !== undefined) {
      // Nothing here waits, so a lock of our own is one that could not be released.
      if (owner !== self && isAlive(owner)) throw held(root, owner);
      takeAway(lock, owner);
    }
  }
}

/** The work is done or undone by now, so a lock that stays does no harm: it is taken over like that of the dead. */
function release(root: string): void {
  try {
    removeAsides(root);
    unlinkSync(lockOf(root));
  } catch {}
}

/** Locks of the dead that were taken away by a run that was killed before it could delete them. */
function removeAsides(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = name.startsWith(`${lockName}-`) ? name.slice(lockName.length + 1) : undefined;
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(pid))) unlinkSync(join(root, name));
  }
}

/**
 * Two runs may find the same dead owner. The slower one must not take away the lock that the faster one has made since,
 * so it looks at what it took, and puts back what is not the dead owner's.
 */
function takeAway(lock: string, owner: string): void {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readlinkSync(aside) === owner) unlinkSync(aside);
  else renameSync(aside, lock);
}

function ownerOf(root: string): string | undefined {
  try {
    return readlinkSync(lockOf(root));
  } catch (error) {
    const code = errorCode(error);
    // A path that leads through a file is reported by the comparison.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EINVAL') throw error;
    throw new UsageError({
      where: lockOf(root),
      message: 'found something else than a lock of argosy',
      fix: 'delete it',
    });
  }
}

/** A process number is soon used again, in a container at once: the owner is the process that also started then. */
function isAlive(owner: string): boolean {
  const [pid = '', start = ''] = owner.split(':');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM says that it lives, as someone else's.
    if (errorCode(error) === 'ESRCH') return false;
  }
  return !isDefunct(Number(pid)) && (start === '' || (startOf(Number(pid)) ?? start) === start);
}

function isDefunct(pid: number): boolean {
  return statOf(pid)?.[0] === 'Z';
}

/** When a process started, in ticks since the machine did, where the system tells. */
function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** The fields of `/proc/<pid>/stat` behind the command, which may itself hold spaces and brackets. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function held(root: string, owner: string): UsageError {
  return new UsageError({
    where: root,
    message: `process ${owner.split(':')[0]} is writing it`,
    fix: `wait for it, or delete ${lockOf(root)} if it is not argosy`,
  });
}

const lockName = '.argosy-lock';

function lockOf(root: string): string {
  return join(root, lockName);
}

/** Makes a folder and those above it, and returns the topmost it made. Node's own way reports EROFS as ENOENT. */
function makeFolder(folder: string): string | undefined {
  if (existsSync(folder)) return undefined;
  const above = makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return above;
    throw error;
  }
  return above ?? folder;
}

function removeEmpty(folder: string, last: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Someone uses it by now; it stays.
    return;
  }
  if (folder !== last) removeEmpty(dirname(folder), last);
}

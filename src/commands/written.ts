import { errorCode } from '../error-code';
import { UsageError } from '../finding';

/** Runs `work`, which writes `file`; what the file system refuses becomes one sentence about it. */
export function written<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof UsageError || code === undefined) throw error;
    const [found, fix] = SENTENCES[code] ?? [`the file system says ${code}`, 'repair that and run again'];
    throw new UsageError({ where: file, message: `cannot be written, ${found}`, fix });
  }
}

const SENTENCES: Readonly<Record<string, readonly [found: string, fix: string]>> = {
  ENOSPC: ['its disk is full', 'free some space and run again'],
  EDQUOT: ['its disk quota is used up', 'free some space and run again'],
  EFBIG: ['it would be larger than files may get here', 'raise the limit (ulimit -f) and run again'],
  EROFS: ['its file system is read-only', 'make it writable'],
  EACCES: ['permission is denied', 'change its permissions'],
  EPERM: ['permission is denied', 'change its permissions'],
  ENOTDIR: ['a file stands where a folder is needed', 'move that file away'],
};

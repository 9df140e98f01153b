import { errorCode } from '../error-code';
import { UsageError } from '../finding';

/** Runs `work`; what the file system refuses becomes one sentence about the output folder. */
export function explained<T>(root: string, verb: 'read' | 'written', work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof UsageError || code === undefined) throw error;
    const [found, fix] = sentences[code] ?? [`the file system says ${code}`, 'repair that and run again'];
    throw new UsageError({ where: root, message: `cannot be ${verb}, ${found}`, fix });
  }
}

const elsewhere = 'choose another output folder';

const sentences: Readonly<Record<string, readonly [found: string, fix: string]>> = {
  ENOSPC: ['its disk is full', 'free some space and run again'],
  EDQUOT: ['its disk quota is used up', 'free some space and run again'],
  EROFS: ['its file system is read-only', `make it writable or ${elsewhere}`],
  EACCES: ['permission is denied', `change its permissions or ${elsewhere}`],
  EPERM: ['permission is denied', `change its permissions or ${elsewhere}`],
  ENAMETOOLONG: ['a name is too long for its file system', 'shorten the names of what it holds'],
  EXDEV: ['another file system is mounted inside it', `unmount that or ${elsewhere}`],
  EBUSY: ['another file system is mounted inside it', `unmount that or ${elsewhere}`],
  ELOOP: ['its symbolic link leads back to itself', 'repair the link or remove it'],
};

import { inOneSentence, type SystemErrorSentences } from '../system-error';

/** Runs `work`; what the file system refuses becomes one sentence about the output folder. */
export function explained<T>(root: string, verb: 'read' | 'written', work: () => T): T {
  return inOneSentence(root, verb, sentences, work);
}

const elsewhere = 'choose another output folder';

const sentences: SystemErrorSentences = {
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

import { inOneSentence, type SystemErrorSentences } from '../system-error';

/** Runs `work`, which writes `file`; what the file system refuses becomes one sentence about it. */
export function written<T>(file: string, work: () => T): T {
  return inOneSentence(file, 'written', SENTENCES, work);
}

const SENTENCES: SystemErrorSentences = {
  ENOSPC: ['its disk is full', 'free some space and run again'],
  EDQUOT: ['its disk quota is used up', 'free some space and run again'],
  EFBIG: ['it would be larger than files may get here', 'raise the limit (ulimit -f) and run again'],
  EROFS: ['its file system is read-only', 'make it writable'],
  EACCES: ['permission is denied', 'change its permissions'],
  EPERM: ['permission is denied', 'change its permissions'],
  ENOTDIR: ['a file stands where a folder is needed', 'move that file away'],
};

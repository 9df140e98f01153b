import { UsageError } from './finding';

/** What was found, and the fix, by the code of a system error. */
export type SystemErrorSentences = Readonly<Record<string, readonly [found: string, fix: string]>>;

/**
 * Runs `work`; what the system refuses becomes one sentence about `where`.
 * @param cannot what could not be done, as in "cannot be written"
 */
export function inOneSentence<T>(where: string, cannot: string, sentences: SystemErrorSentences, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof UsageError || code === undefined) throw error;
    const [found, fix] = sentences[code] ?? [`the file system says ${code}`, 'repair that and run again'];
    throw new UsageError({ where, message: `cannot be ${cannot}, ${found}`, fix });
  }
}

/** The code of an error that the system gave, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const coded = typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
  return coded && typeof error.code === 'string' ? error.code : undefined;
}

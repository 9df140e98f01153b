import { createInterface } from 'node:readline/promises';
import { Interrupted, UsageError } from '../finding';

/**
 * Asks before a cluster is changed. Only "y" and "yes" are yes.
 * @throws UsageError where nobody can answer
 */
export async function confirmed(question: string): Promise<boolean> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    const message = 'it asks before it changes a cluster, and there is no terminal to ask on';
    throw new UsageError({ where: 'argosy', message, fix: 'read what it would do above, and give --yes' });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const interrupted = new Promise<never>((_, reject) => {
      terminal.once('SIGINT', () =>
        reject(new Interrupted({ where: 'prompt', message: 'interrupted; nothing was changed' })),
      );
    });
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), interrupted]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

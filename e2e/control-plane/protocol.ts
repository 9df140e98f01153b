import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ArgoCdVersion } from '../tools/versions';
import { PartFailed } from './part';

/*
 * What a control plane's keeper and whoever started it say to each other: lines on its stdin and stdout.
 */

/** What is asked for: the first line on stdin. */
export interface Wish {
  readonly folder: string;
  readonly argocd: ArgoCdVersion;
  readonly edges: readonly string[];
}

/** What came of it: the lines on stdout. */
export type Word = { readonly is: 'up'; readonly whereabouts: Whereabouts } | Failed;

export interface Failed {
  readonly is: 'failed';
  readonly message: string;
  /** Whether it may go well next time: another process was faster to take a port. */
  readonly again: boolean;
}

/** Where to find what runs. */
export interface Whereabouts {
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly sealedSecretsUrl: string;
  readonly edges: readonly { readonly name: string; readonly kubeconfig: string; readonly auditLog: string }[];
}

/** The second line on stdin: the control plane runs on when whoever started it has gone. */
export const STAY = 'stay';

/**
 * The first word of a keeper; where it ends without one, that. What fails when it was up is told, which includes that it
 * ends.
 *
 * @param log the file of what it says besides
 */
export function hear(keeper: ChildProcess, log: string, later: (message: string) => void): Promise<Word> {
  return new Promise((resolve) => {
    let last: Word['is'] | undefined;
    const take = (word: Word) => {
      if (last === 'up' && word.is === 'failed') later(word.message);
      last = word.is;
      resolve(word);
    };
    const lines = createInterface({ input: keeper.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => take(JSON.parse(line) as Word));
    keeper.once('close', (code, signal) => {
      take({ is: 'failed', message: lastWords(`ended with ${signal ?? code}`, log), again: false });
    });
  });
}

function lastWords(end: string, log: string): string {
  return existsSync(log)
    ? new PartFailed('keeper', end, readFileSync(log, 'utf8')).message
    : `keeper: ${end}, as it was told to, and removed its folder`;
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, type OracleVersion } from './program';

/** What the real code says: a value, an error that it returns, or a crash. */
export interface Answer {
  readonly answer: unknown;
  readonly error?: string;
  readonly panic?: string;
}

export interface Oracle {
  /** One process for all questions; the answers are in their order. */
  ask(questions: readonly object[]): Answer[];
}

/** The packages of a release; undefined where `npm run oracle:build` has not been run. */
export function oracle(version: OracleVersion): Oracle | undefined {
  const program = join(folderOf(version), 'oracle');
  return existsSync(program) ? { ask: (questions) => ask(program, questions) } : undefined;
}

function ask(program: string, questions: readonly object[]): Answer[] {
  const answers: Answer[] = [];
  while (answers.length < questions.length) {
    const input = questions
      .slice(answers.length)
      .map((question) => `${JSON.stringify(question)}\n`)
      .join('');
    const { stdout, stderr, status, signal, error } = spawnSync(program, {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      timeout: 600_000,
    });
    for (const line of stdout.split('\n').filter((text) => text !== '')) answers.push(JSON.parse(line));
    if (status === 0) break;
    // What no recover() holds, such as a stack that overflows, is the answer to the question that was next. Whoever dies
    // of it leaves the other questions unread, which is an error of its own.
    const isLeft = error === undefined || ('code' in error && error.code === 'EPIPE');
    if (!isLeft || answers.length === questions.length) throw error ?? new Error(`${program}: ${stderr}`);
    answers.push({ answer: null, panic: `${signal ?? status}: ${stderr.slice(0, 500)}` });
  }
  return answers;
}

/**
 * One thing that is wrong, as data. Wording is apart from finding: `findingText` is the only place that makes a
 * sentence of it.
 */
export interface Finding {
  /** The file, option or construct path that is at fault. */
  readonly where: string;
  /** What was found, and what was expected. Lower case, no full stop. */
  readonly message: string;
  /** What the reader does about it. */
  readonly fix?: string;
  /** `group/name` of the rule, where a rule found it. */
  readonly code?: string;
}

/** `where: message; fix [code]` */
export function findingText({ where, message, fix, code }: Finding): string {
  return `${where}: ${message}${fix ? `; ${fix}` : ''}${code ? ` [${code}]` : ''}`;
}

/**
 * What is wrong with the input, all of it together. Ends a command with exit code 1.
 *
 * Its stack is its message: it tells a user what to change in their code, and `cdk8s synth`, which runs the app as a
 * process of its own, prints the stack of what the app throws.
 */
export class FindingsError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(findingText).join('\n'));
    this.name = 'FindingsError';
    this.stack = this.message;
  }
}

/** The command cannot do its work: a wrong option, a folder it cannot write, a full disk. Ends it with exit code 2. */
export class UsageError extends Error {
  constructor(readonly finding: Finding) {
    super(findingText(finding));
    this.name = 'UsageError';
    this.stack = this.message;
  }
}

/** Also when it comes from an app that brings a copy of this package of its own, whose classes are others. */
export function isFindingsError(error: unknown): error is FindingsError {
  return error instanceof Error && error.name === 'FindingsError' && 'findings' in error;
}

/** Like `isFindingsError`. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError' && 'finding' in error;
}

/** The user pressed Ctrl-C. Ends a command with exit code 130, as a shell expects of it. */
export class Interrupted extends UsageError {}

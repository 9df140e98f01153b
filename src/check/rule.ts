import type { Manifest, NotKnown, Repository } from '../sources/model';

/** E breaks, leaks or loses data; W drifts, or silently does nothing; I untidy. */
export type Severity = 'error' | 'warning' | 'info';

/** One thing that is wrong, and the value that is. */
export interface Violation {
  /** The manifest it stands in, or the file and line where there is none. */
  readonly at: Manifest | { readonly file: string; readonly line: number };
  /** The offending value, as a path in the manifest. */
  readonly path?: readonly (string | number)[];
  /** What was found, and what was expected. Lower case, no full stop. */
  readonly message: string;
  /** What the reader does about it. */
  readonly fix?: string;
  /** A replacement of the value at `path` that mends it mechanically. */
  readonly patch?: { readonly value: unknown };
}

/** What a rule says of a repository. */
export interface Judgement {
  readonly violations: readonly Violation[];
  readonly notKnown?: readonly NotKnown[];
}

/** What a rule may ask besides the repository. `now` is given, never read. */
export interface Question {
  readonly repository: Repository;
  readonly now: Date;
}

/** One rule: a value, so that help, reference and tests come from it. */
export interface Rule {
  /** `group/name`. */
  readonly code: string;
  readonly severity: Severity;
  /** What must hold, in one sentence. */
  readonly holds: string;
  /** What it costs when it does not: what Argo CD or Kubernetes does then. */
  readonly why: string;
  /** A small repository that breaks it, by path, and where the finding stands. */
  readonly bad: Example & { readonly found: readonly { readonly file: string; readonly line: number }[] };
  /** The same, mended. */
  readonly good: Example;
  readonly judge: (question: Question) => Judgement;
}

export interface Example {
  readonly files: Readonly<Record<string, string>>;
}

import type { Severity } from './rule';

/** One thing that is wrong, and where it stands. */
export interface CheckFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly where: Where;
  readonly message: string;
  readonly fix?: string;
  /** What to put in place of the value at `where.path`, which is text. */
  readonly patch?: { readonly old: string; readonly value: string };
}

export interface Where {
  readonly file: string;
  readonly line: number;
  /** The path of the construct that makes the manifest; only where it was synthesized. */
  readonly construct?: string;
  /** The Applications for which Helm or Kustomize made the value; only where no file has it as it is. */
  readonly renderedFor?: readonly string[];
  /** The offending value in its manifest. */
  readonly path?: ValuePath;
  readonly manifest?: {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
}

export type ValuePath = readonly (string | number)[];

/** `spec.sources[0].chart`; a key that is more than a word is quoted. */
export function pathText(path: ValuePath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

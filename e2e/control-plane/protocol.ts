import type { ArgoCdVersion } from '../tools/versions';

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
export type Word =
  | { readonly is: 'up'; readonly access: Access }
  | { readonly is: 'failed'; readonly part: string; readonly message: string; readonly again: boolean };

/** How to reach what runs. */
export interface Access {
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly sealedSecretsUrl: string;
  readonly edges: readonly { readonly name: string; readonly kubeconfig: string; readonly auditLog: string }[];
}

/** The second line on stdin: the control plane runs on when whoever started it has gone. */
export const STAY = 'stay';

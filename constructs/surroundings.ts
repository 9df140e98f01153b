import { posix } from 'node:path';
import type { IConstruct } from 'constructs';
import type { SealedStore } from './sealed-store';

/** What constructs need from outside their tree. Argosy's `App` supplies it; a stock cdk8s App does not. */
export interface Surroundings {
  /** The folder of the repository in which the output lies, as Argo CD sees it. Not where `--out` happens to write. */
  readonly contentRoot: string;
  readonly sealed: SealedStore;
}

export const SURROUNDINGS = 'cdk8s-argosy/surroundings';

/** A path of the output as Argo CD sees it. */
export function inOutput(construct: IConstruct, path: string): string {
  return posix.join(surroundingsOf(construct)?.contentRoot ?? 'dist', path);
}

export function surroundingsOf(construct: IConstruct): Surroundings | undefined {
  return construct.node.tryGetContext(SURROUNDINGS);
}

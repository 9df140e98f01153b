import type { IConstruct } from 'constructs';
import { isLeftOut } from './scope';

/** An object that Argo CD may find in a namespace without tracking it, and why that is meant. */
export interface Orphan {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
}

const ORPHANS = Symbol.for('cdk8s-argosy.orphans');

interface Declaring {
  [ORPHANS]?: Orphan[];
}

/** Says that `construct` brings an object about which no Application tracks, so that its AppProject ignores it. */
export function declareOrphan(construct: IConstruct & Declaring, orphan: Orphan): void {
  construct[ORPHANS] = [...(construct[ORPHANS] ?? []), orphan];
}

/** All that is declared at and below `root`, without layers that are off; each object once, in a stable order. */
export function orphansBelow(root: IConstruct): Orphan[] {
  const found = new Map<string, Orphan>();
  for (const construct of root.node.findAll()) {
    const declared = (construct as IConstruct & Declaring)[ORPHANS] ?? [];
    if (declared.length === 0 || isLeftOut(construct)) continue;
    for (const orphan of declared) found.set(`${orphan.group}/${orphan.kind}/${orphan.name}`, orphan);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, orphan]) => orphan);
}

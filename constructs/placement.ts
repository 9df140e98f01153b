import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isEnvironment } from './scope';

/** Where the manifests of a chart go, relative to the output folder. Posix paths. */
export type Placement =
  /** One file a manifest. `namespace` is the one that file names leave unsaid: its Application's destination. */
  | { readonly folder: string; readonly namespace?: string | undefined }
  /** All of them in one file. */
  | { readonly file: string };

const PLACEMENT = Symbol.for('cdk8s-argosy.placement');

interface Placed {
  [PLACEMENT]?: Placement;
}

/** Says where `chart` goes. A chart without placement is written as cdk8s would: one file, named after the chart. */
export function place(chart: Chart & Placed, placement: Placement): void {
  chart[PLACEMENT] = placement;
}

export function placementOf(chart: Chart & Placed): Placement | undefined {
  return chart[PLACEMENT];
}

/** Where the manifests of `chart` really go: a chart inside a placed one goes where that one goes. */
export function effectivePlacement(chart: Chart): Placement | undefined {
  for (let at: IConstruct | undefined = chart; at; at = at.node.scope) {
    const placement = at instanceof Chart ? placementOf(at) : undefined;
    if (placement) return at !== chart && isEnvironment(at) ? undefined : placement;
  }
  return undefined;
}

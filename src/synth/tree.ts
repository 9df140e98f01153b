import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isLayer } from '../../constructs/scope';

/** What one walk over the app finds, in its order. */
export interface Tree {
  readonly constructs: readonly IConstruct[];
  /** The objects of each chart; an object belongs to the chart nearest above it. */
  readonly objects: ReadonlyMap<Chart, readonly ApiObject[]>;
}

/** With a stack of its own, because a tree can be deeper than the call stack; layers that are off are left out. */
export function walk(app: App): Tree {
  const constructs: IConstruct[] = [];
  const objects = new Map<Chart, ApiObject[]>();
  const stack: { construct: IConstruct; home: ApiObject[] | undefined }[] = [{ construct: app, home: undefined }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { construct } = next;
    let { home } = next;
    if (isLayer(construct) && !construct.enabled) continue;
    constructs.push(construct);
    if (Chart.isChart(construct)) {
      home = [];
      objects.set(construct, home);
    } else if (ApiObject.isApiObject(construct)) {
      home?.push(construct);
    }
    const { children } = construct.node;
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child) stack.push({ construct: child, home });
    }
  }
  return { constructs, objects };
}

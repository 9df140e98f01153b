import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isLayer } from './scope';

/** An object that an Application delivers, as its AppProject sees it. */
export interface DeliveredObject {
  readonly object: ApiObject;
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}

/** What the content of an Application makes, in the order of the tree; layers that are off are left out. */
export function deliveredObjects(content: Chart): DeliveredObject[] {
  const found: DeliveredObject[] = [];
  const stack: IConstruct[] = [content];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (isLayer(next) && !next.enabled) continue;
    if (ApiObject.isApiObject(next)) {
      const { apiGroup, kind } = next;
      found.push({ object: next, group: apiGroup === 'core' ? '' : apiGroup, kind });
    }
    stack.push(...next.node.children.toReversed());
  }
  return found;
}

import type { Action } from '../observer/action';

/** Of these pairs of Applications those whose second one was made before the first had made all of its objects. */
export function outOfOrder(
  actions: readonly Action[],
  pairs: readonly (readonly [first: string, then: string])[],
): string[] {
  const made = (name: string) => {
    return actions.findIndex((each) => each.verb === 'create' && each.kind === 'Application' && each.name === name);
  };
  const lastMadeBy = (owner: string) => {
    return actions.findLastIndex((each) => each.owner === owner && each.verb === 'create' && !each.failed);
  };
  const isInOrder = (last: number, next: number) => last >= 0 && last < next;
  return pairs
    .filter(([first, then]) => !isInOrder(lastMadeBy(first), made(then)))
    .map(([first, then]) => `${first} before ${then}`);
}

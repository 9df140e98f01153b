/**
 * Items behind what must come before them, else in the order given; and the first way round, if there is one.
 *
 * Depth first with a stack of its own: chains of dependencies can be longer than the call stack.
 */
export function topological<T>(
  items: Iterable<T>,
  before: (item: T) => readonly T[],
): { readonly order: readonly T[]; readonly cycle: readonly T[] | undefined } {
  const order: T[] = [];
  const state = new Map<T, 'open' | 'closed'>();
  let cycle: readonly T[] | undefined;
  for (const item of items) {
    const stack: { readonly item: T; readonly before: Iterator<T> }[] = [];
    const open = (opened: T) => {
      state.set(opened, 'open');
      stack.push({ item: opened, before: before(opened)[Symbol.iterator]() });
    };
    if (!state.has(item)) open(item);
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const { value: earlier, done } = frame.before.next();
      if (done) {
        state.set(frame.item, 'closed');
        order.push(frame.item);
        stack.pop();
        continue;
      }
      const known = state.get(earlier);
      if (known === undefined) open(earlier);
      else if (known === 'open') cycle ??= [...itemsFrom(earlier, stack), earlier];
    }
  }
  return { order, cycle };
}

function itemsFrom<T>(first: T, stack: readonly { readonly item: T }[]): T[] {
  const items = stack.map(({ item }) => item);
  return items.slice(items.indexOf(first));
}

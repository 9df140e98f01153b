/** Two ways to the same end, measured in alternation, so that what disturbs the machine disturbs both. */
export interface Comparison {
  readonly what: string;
  /** What the other is: a floor, a peer, or the same at another size. */
  readonly against: string;
  readonly ours: () => number;
  readonly other: () => number;
  readonly unit: 'ms' | 'MiB' | 'times';
  /** How many times less than the other we want to take, or how many times as much we may. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | undefined;
  /** Which of the two comes first in each pair. @default 'ours' */
  readonly first?: 'ours' | 'other';
  /** How often each is measured; the median counts. @default 5 */
  readonly runs?: number;
  /** Why it cannot be measured here. */
  readonly missing?: string | undefined;
}

export interface Outcome {
  readonly ours: number;
  readonly other: number;
  /** In the sense of the goal. */
  readonly ratio: number;
  readonly reached: boolean | undefined;
}

export function compare({ ours, other, goal, first = 'ours', runs = 5 }: Comparison): Outcome {
  const samples = Array.from({ length: runs }, () =>
    first === 'ours' ? { ours: ours(), other: other() } : { other: other(), ours: ours() },
  );
  const typical = {
    ours: median(samples.map((sample) => sample.ours)),
    other: median(samples.map((sample) => sample.other)),
  };
  if (goal && 'atMost' in goal) {
    const ratio = typical.ours / typical.other;
    return { ...typical, ratio, reached: ratio <= goal.atMost };
  }
  const ratio = typical.other / typical.ours;
  return { ...typical, ratio, reached: goal && ratio >= goal.atLeast };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

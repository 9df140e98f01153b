import type { Comparison } from '../comparison';
import type { Fleet } from '../fleet';
import type { Workshop } from '../workshop';

/** The step that `App.synth()` is, on the same tree, ours and cdk8s's own. */
export function synthRows(workshop: Workshop, slow: boolean): Comparison[] {
  const against = (fleet: Fleet, size: number, what: string, atLeast?: number, runs?: number): Comparison => ({
    what: `synth, ${what}`,
    against: 'cdk8s',
    unit: 'ms',
    ours: () => workshop.step('argosy', size, fleet).milliseconds,
    other: () => workshop.step('cdk8s', size, fleet).milliseconds,
    goal: atLeast === undefined ? undefined : { atLeast },
    ...(runs === undefined ? {} : { runs }),
  });
  return [
    against('oneChart', 1_000, '1,000 objects in a chart', 10),
    against('oneChart', 10_000, '10,000 objects in a chart', 15),
    against('oneChart', 50_000, '50,000 objects in a chart', 20, 3),
    // What cdk8s takes grows with the square of the first and the fifth power of the second: in full only on demand.
    ...(slow
      ? [
          against('oneObjectCharts', 10_000, '10,000 charts of one object', 300, 1),
          against('fiveDependentCharts', 300, '300 objects in 5 dependent charts', 1_000, 1),
        ]
      : [
          against('oneObjectCharts', 2_000, '2,000 charts of one object (goal at 10,000: --slow)', undefined, 3),
          against('fiveDependentCharts', 150, '150 objects in 5 dependent charts (goal at 300: --slow)', undefined, 3),
        ]),
  ];
}

import { rmSync } from 'node:fs';
import type { Comparison } from '../comparison';
import type { Fleet } from '../fleet';
import type { Workshop } from '../workshop';

const SIZE = 10_000;

/** What no synth can be faster than, and ours against itself: its growth, what dependencies add, what a rerun costs. */
export function floorRows(workshop: Workshop): Comparison[] {
  const timeOf = (step: string, size: number, fleet?: Fleet) => () => workshop.step(step, size, fleet).milliseconds;
  return [
    {
      what: 'synth, 10,000 objects in a file',
      against: 'JSON.stringify and one write',
      unit: 'ms',
      ours: timeOf('argosy', SIZE, 'oneChart'),
      other: timeOf('json', SIZE),
      goal: { atMost: 2 },
    },
    {
      what: 'synth, 10,000 files',
      against: 'writing the same files',
      unit: 'ms',
      ours: timeOf('argosy', SIZE, 'oneFolder'),
      other: timeOf('files', SIZE),
      goal: { atMost: 1.25 },
    },
    {
      what: 'growth, 50,000 objects',
      against: '10,000 objects',
      unit: 'ms',
      ours: timeOf('argosy', 5 * SIZE, 'oneChart'),
      other: timeOf('argosy', SIZE, 'oneChart'),
      goal: { atMost: 5.3 },
    },
    {
      what: '10,000 objects, each depending on the one before',
      against: 'without dependencies',
      unit: 'ms',
      ours: timeOf('argosy', SIZE, 'chain'),
      other: timeOf('argosy', SIZE, 'oneChart'),
      goal: { atMost: 1.3 },
    },
    {
      what: 'runs of each validation, 1,000 charts of one object',
      against: 'once',
      unit: 'times',
      ours: () => workshop.step('validations', 1_000, 'oneObjectCharts').validations,
      other: () => 1,
      goal: { atMost: 1 },
      runs: 1,
    },
    nothingChanged(workshop),
  ];
}

function nothingChanged(workshop: Workshop): Comparison {
  let place = '';
  return {
    what: 'synth, 10,000 files, nothing changed',
    against: 'the first synth',
    unit: 'ms',
    first: 'other',
    other: () => {
      rmSync(place, { recursive: true, force: true });
      place = workshop.place();
      return workshop.step('argosy', SIZE, 'oneFolder', place).milliseconds;
    },
    ours: () => workshop.step('argosy', SIZE, 'oneFolder', place).milliseconds,
    goal: { atMost: 0.6 },
  };
}

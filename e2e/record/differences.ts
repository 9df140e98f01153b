import { isDeepStrictEqual } from 'node:util';
import type { ApplicationState } from '../observer/applications';
import type { Outcome, Recording, Step } from './recording';

/**
 * How a record differs from another of the same scenario, one line each; nothing where they agree. What the format says
 * means nothing is not looked at: the order between owners, the order within an unordered step, how long it took.
 */
export function differences(expected: Recording, actual: Recording): string[] {
  const accepted = [expected.outcome, ...(expected.alternatives ?? [])];
  const found = accepted.map((outcome) => compared(comparable(outcome), pick(comparable(actual.outcome), outcome), ''));
  return found.reduce((fewest, lines) => (lines.length < fewest.length ? lines : fewest));
}

type Comparable = Readonly<Record<string, unknown>>;

/** The outcome in a form in which equal means the same. */
function comparable({ steps, applications, appSets, ...rest }: Partial<Outcome>): Comparable {
  return {
    ...rest,
    ...(steps ? { steps: byOwner(steps) } : {}),
    ...(applications ? { applications: mapped(applications, settledOrder) } : {}),
    ...(appSets ? { appSets: mapped(appSets, sorted) } : {}),
  };
}

/** An alternative has the fields that differ only. */
function pick(outcome: Comparable, like: object): Comparable {
  return Object.fromEntries(Object.entries(outcome).filter(([field]) => field in like));
}

function byOwner(steps: readonly Step[]): Record<string, unknown[]> {
  const owners: Record<string, unknown[]> = {};
  for (const { by, owner, unordered, events } of steps) {
    const name = `${by} for ${owner || 'nobody'}`;
    owners[name] ??= [];
    owners[name].push(unordered ? sorted(events) : events);
  }
  return owners;
}

/** A status lists the objects of one wave as they came. */
function settledOrder({ conditions, resources, operation, ...rest }: ApplicationState): object {
  const ended = operation && {
    ...operation,
    message: errorsSorted(operation.message),
    resources: sorted(operation.resources),
  };
  return {
    ...rest,
    conditions: sorted(conditions.map((each) => ({ ...each, message: errorsSorted(each.message) }))),
    resources: sorted(resources),
    ...(ended ? { operation: ended } : {}),
  };
}

/** Refusals of one wave are joined in the order in which they came. */
function errorsSorted(message: string): string {
  const [start = '', reasons] = message.split(/(?<=, reason: )/);
  return reasons === undefined
    ? message
    : start +
        reasons
          .split(/,(?=error when )/)
          .sort()
          .join(',');
}

function sorted<T>(values: readonly T[]): T[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function compared(expected: unknown, actual: unknown, path: string): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  if (isCollection(expected) && isCollection(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) => compared(expected[name], actual[name], path === '' ? name : `${path}/${name}`));
  }
  return [`${path}: expected ${text(expected)}, got ${text(actual)}`];
}

function isCollection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

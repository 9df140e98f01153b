import { isDeepStrictEqual } from 'node:util';
import type { ApplicationState } from '../observer/applications';
import { mapped } from './mapped';
import type { Outcome, Recording, Step } from './recording';
import { translated } from './translate';

/**
 * How a record differs from another of the same scenario, one line each; nothing where they agree. What the format says
 * means nothing is not looked at: the order between owners, the order within an unordered step, how long it took.
 */
export function differences(expected: Recording, actual: Recording): string[] {
  const accepted = [expected.outcome, ...(expected.alternatives ?? [])];
  const found = accepted.map((outcome) => {
    const found = comparable(withoutHealing(actual.outcome, outcome));
    return compared(comparable(outcome), pick(found, outcome), '');
  });
  return found.reduce((fewest, lines) => (lines.length < fewest.length ? lines : fewest));
}

/**
 * Under load Argo CD at times heals what it has just synced. The Application then tells of that sync alone, which is of
 * some resources only; what the one before it did is in the steps.
 */
function withoutHealing({ applications, ...rest }: Outcome, expected: Partial<Outcome>): Outcome {
  const same = { ...applications };
  for (const [name, { operation }] of Object.entries(expected.applications ?? {})) {
    const state = same[name];
    if (state?.operation?.partial && operation && !operation.partial) {
      const { partial: _, ...whole } = state.operation;
      same[name] = { ...state, operation: { ...whole, resources: operation.resources } };
    }
  }
  return { ...rest, applications: same };
}

type Comparable = Readonly<Record<string, unknown>>;

/** The outcome in a form in which equal means the same. */
function comparable(outcome: Partial<Outcome>): Comparable {
  const { steps, applications, appSets, ...rest } = translated(outcome, [[ADDRESS, '<address>']]);
  return {
    ...mapped(rest, (value) => (Array.isArray(value) ? byName(value) : value)),
    ...(steps ? { steps: byOwner(steps) } : {}),
    ...(applications ? { applications: mapped(applications, settledOrder) } : {}),
    ...(appSets ? { appSets: mapped(appSets, (conditions) => byName(conditions)) } : {}),
  };
}

/** Some messages of Kubernetes print where a value lies in memory. */
const ADDRESS = /\b0x[0-9a-f]+\b/g;

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
    resources: byName(operation.resources),
  };
  return {
    ...rest,
    conditions: byName(conditions.map((each) => ({ ...each, message: errorsSorted(each.message) }))),
    resources: byName(resources),
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

/** By what tells the members of a list apart; a second of the same name is another one. */
function byName(values: readonly Named[]): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const value of sorted(values)) {
    const { kind, namespace, name, type, syncPhase } = value;
    const words = [type, kind, namespace, name, syncPhase].filter((word) => word);
    const same = Object.keys(named).filter((other) => other.split('#')[0] === words.join(' ')).length;
    named[words.join(' ') + (same > 0 ? `#${same + 1}` : '')] = value;
  }
  return named;
}

interface Named {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly type?: string;
  readonly syncPhase?: string;
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

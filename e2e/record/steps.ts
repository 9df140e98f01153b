import { isDeepStrictEqual } from 'node:util';
import type { Action, Identity } from '../observer/action';
import type { Event, Step } from './recording';

/** Actions as the steps they came in: what was started side by side is one step, in which order means nothing. */
export function stepsOf(actions: readonly Action[]): Step[] {
  const steps: { first: Action; last: Action; events: Event[] }[] = [];
  for (const action of withoutRepeatedRefusals(actions).filter((each) => !startsOperation(each))) {
    const open = steps.findLast(({ first }) => first.by === action.by && first.owner === action.owner);
    if (open && isBeside(action, open.last) && !open.events.some((event) => isSame(event, action))) {
      open.events.push(eventOf(action));
      open.last = action;
    } else steps.push({ first: action, last: action, events: [eventOf(action)] });
  }
  return steps.map(({ first, events }) => ({
    by: first.by ?? '',
    owner: first.owner,
    unordered: events.length > 1,
    events: events.toSorted(byIdentity),
  }));
}

/** Argo CD prunes a wave at once, and applies the objects of one kind in a wave at once. */
function isBeside(action: Action, last: Action): boolean {
  if (action.wave !== last.wave || action.hook !== last.hook) return false;
  if (Date.parse(action.at) - Date.parse(last.at) > APART_MS) return false;
  if (action.verb === 'delete' || last.verb === 'delete')
    return action.verb === last.verb && action.cause === last.cause;
  return action.group === last.group && action.kind === last.kind;
}

/** Two seconds lie between waves, five between attempts to heal. */
const APART_MS = 1_000;

function withoutRepeatedRefusals(actions: readonly Action[]): Action[] {
  const refused: Event[] = [];
  return actions.filter((action) => {
    if (!action.failed) return true;
    const event = eventOf(action);
    if (refused.some((earlier) => isDeepStrictEqual(earlier, event))) return false;
    refused.push(event);
    return true;
  });
}

/** A rolling set starts its Applications' syncs; what they do are steps of their own. */
function startsOperation({ changed }: Action): boolean {
  return changed?.every((pointer) => pointer.startsWith('/operation')) ?? false;
}

function eventOf({ by: _, owner: __, at: ___, ...action }: Action): Event {
  const { verb, group, kind, namespace, name, wave, hook, changed, cause, propagation, failed } = action;
  const told = { verb, group, kind, namespace, name, wave, hook, changed, cause, propagation, failed };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as unknown as Event;
}

function isSame(a: Identity, b: Identity): boolean {
  return byIdentity(a, b) === 0;
}

export function byIdentity(a: Identity, b: Identity): number {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function sortKey({ group, kind, namespace, name }: Identity): string {
  return [group, kind, namespace, name].join('\0');
}

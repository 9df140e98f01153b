import type { SyncWindow } from './app-project';
import type { Application } from './application';
import { nextStart, parseCron } from './cron';
import { globMatches } from './glob';
import { parseDuration } from './go-duration';
import { zoneOffset } from './time-zone';
import { anyInOrder, isUnknown, not, type Unknown, type Verdict } from './unknown';
import { type ArgoVersion, has } from './version';

/** Whether a sync may run, and what decides it. */
export interface SyncDecision {
  readonly permitted: boolean;
  readonly because: 'no window' | 'active deny' | 'active allow' | 'no active allow' | 'unreadable window';
}

/**
 * Whether the windows that match an Application let it sync now. An active deny blocks, any active allow permits, and
 * allows of which none is active block. A sync by hand passes a block if every window of it has `manualSync`.
 */
export function maySync(
  windows: readonly SyncWindow[],
  how: 'manual' | 'automated',
  now: Date,
): SyncDecision | Unknown {
  const manual = how === 'manual';
  if (windows.length === 0) return { permitted: true, because: 'no window' };
  const active: SyncWindow[] = [];
  const inactive: SyncWindow[] = [];
  for (const window of windows) {
    const open = isActive(window, now);
    if (open === undefined) return { permitted: false, because: 'unreadable window' };
    if (isUnknown(open)) return open;
    (open ? active : inactive).push(window);
  }
  const denies = active.filter(({ kind }) => kind === 'deny');
  if (denies.length > 0) return { permitted: manual && denies.every(passesManual), because: 'active deny' };
  if (active.some(({ kind }) => kind === 'allow')) return { permitted: true, because: 'active allow' };
  const allows = inactive.filter(({ kind }) => kind === 'allow');
  if (allows.length > 0) return { permitted: manual && allows.every(passesManual), because: 'no active allow' };
  return { permitted: true, because: 'no window' };
}

function passesManual({ manualSync }: SyncWindow): boolean {
  return manualSync === true;
}

/**
 * Whether a window is open; undefined when its schedule or duration cannot be read. At the very moment of its start it
 * is not open yet. A schedule that never comes, such as the 30th of February, is open at all times. The offset of the
 * time zone is today's, also for a window that started before the clocks changed.
 */
export function isActive(window: SyncWindow, now: Date): Verdict | undefined {
  const schedule = parseCron(window.schedule ?? '');
  const duration = parseDuration(window.duration ?? '');
  const offset = zoneOffset(window.timeZone ?? '', now);
  if (schedule === undefined || duration === undefined) return undefined;
  if (isUnknown(schedule)) return schedule;
  if (isUnknown(offset)) return offset;
  // What does not fit 64 bits of nanoseconds, some 292 years, comes out on the other side.
  const shift = BigInt.asIntN(64, BigInt(offset) * NANOSECONDS - duration);
  const whole = shift / NANOSECONDS;
  const earlier = shift < whole * NANOSECONDS ? 1 : 0;
  const start = nextStart(schedule, now.getTime() + Number(whole) - earlier);
  return start === undefined || start < now.getTime() + offset;
}

/** In a millisecond. */
const NANOSECONDS = 1_000_000n;

/**
 * The windows that an Application falls under. One of its lists is enough; with `andOperator`, since 3.0, all lists
 * that are not empty have to fit. A window without lists fits none.
 */
export function matchingWindows(
  windows: readonly (SyncWindow | null)[],
  application: Application,
  version: ArgoVersion,
): readonly SyncWindow[] | Unknown {
  const matching: SyncWindow[] = [];
  for (const window of windows) {
    const matched = window !== null && windowMatches(window, application, version);
    if (isUnknown(matched)) return matched;
    if (window !== null && matched) matching.push(window);
  }
  return matching;
}

function windowMatches(window: SyncWindow, { metadata, spec }: Application, version: ArgoVersion): Verdict {
  const { name, server, namespace } = spec?.destination ?? {};
  const matches = ([patterns, subjects]: readonly [
    patterns: readonly string[],
    subjects: readonly string[],
  ]): Verdict => anyInOrder(patterns, (pattern) => anyInOrder(subjects, (subject) => globMatches(pattern, subject)));
  // The destination as it is written: a cluster given by its server is not found under its name.
  const lists = (
    [
      [window.applications ?? [], [metadata?.name ?? '']],
      [window.clusters ?? [], [name ?? '', server ?? ''].filter((text) => text !== '')],
      [window.namespaces ?? [], [namespace ?? '']],
    ] as const
  ).filter(([patterns]) => patterns.length > 0);
  if (!has(version, 'windowAndOperator')) {
    // All lists are asked, even where one has matched.
    const verdicts = lists.map(matches);
    return verdicts.find(isUnknown) ?? verdicts.includes(true);
  }
  if (window.andOperator !== true) return anyInOrder(lists, matches);
  return lists.length > 0 && not(anyInOrder(lists, (list) => not(matches(list))));
}

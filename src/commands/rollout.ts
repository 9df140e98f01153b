import { setTimeout as pause } from 'node:timers/promises';
import { groupBy } from '../check/reading';
import { type ArgoCdState, argoCdState } from '../cluster/argo-cd';
import { type Cluster, ClusterError } from '../cluster/cluster';
import type { LiveApplication } from '../live/application';
import { type Expected, frontOf, type PlatformState, placeText, platformsIn, withExpected } from '../live/platforms';
import type { Progress } from './progress';

/** What is waited for. */
export interface Rollout {
  readonly platform: string;
  /** The Applications that have to be there and settled. */
  readonly expected: readonly Expected[];
  /** Those that have to be gone. */
  readonly leaves?: (application: LiveApplication) => boolean;
}

export interface RolloutIo {
  readonly cluster: Cluster;
  readonly argocdNamespace: string;
  readonly seconds: number;
  readonly progress: Progress;
  /** Looks at what was seen, helps where it can, and says why waiting is in vain. */
  readonly attend?: (seen: ArgoCdState) => Promise<string | undefined>;
}

export interface RolledOut {
  readonly done: boolean;
  readonly state: PlatformState;
  /** Why it was given up before its time. */
  readonly inVain?: string;
}

/**
 * Waits until a platform is as its files say, and tells of every wave that is up. An API server that is away for a while
 * is waited for too.
 */
export async function rolledOut({ platform, expected, leaves }: Rollout, io: RolloutIo): Promise<RolledOut> {
  const deadline = Date.now() + io.seconds * 1000;
  const began = Date.now();
  const told = new Set<string>();
  let state: PlatformState = withExpected(undefined, platform, expected);
  let away = false;
  for (;;) {
    const looked = Date.now();
    const seen = await unlessAway(() => argoCdState(io.cluster, io.argocdNamespace));
    if (seen instanceof ClusterError) {
      if (!away) io.progress.line(`waiting for the API server: ${seen.finding.message}`);
      away = true;
    } else {
      away = false;
      state = stateIn(seen, platform, expected);
      tellWaves(state, told, Math.round((Date.now() - began) / 1000), io.progress);
      const inVain = await unlessAway(async () => io.attend?.(seen));
      const lingering = leaves ? seen.applications.filter(leaves) : [];
      if (lingering.length === 0 && isUp(state, expected)) return { done: true, state };
      io.progress.now(waitingText(state, lingering));
      if (typeof inVain === 'string') return { done: false, state, inVain };
    }
    if (Date.now() > deadline) return { done: false, state };
    await pause(Math.max(POLL_MS, REST * (Date.now() - looked)));
  }
}

const POLL_MS = 1000;

/** A look that takes long is taken less often, so that looking never is most of what the API server does. */
const REST = 4;

/** The environments that are waited for, with what they miss. */
function stateIn({ applications, sets }: ArgoCdState, platform: string, expected: readonly Expected[]): PlatformState {
  const wanted = new Set(expected.map(({ environment }) => environment));
  const found = platformsIn(applications, sets).find((each) => each.platform === platform);
  const state = withExpected(found, platform, expected);
  return { ...state, environments: state.environments.filter(({ environment }) => wanted.has(environment)) };
}

function isUp({ environments }: PlatformState, expected: readonly Expected[]): boolean {
  const wanted = new Set(expected.map(({ name }) => name));
  return environments.every(({ applications }) =>
    applications.every(({ name, settled }) => settled || !wanted.has(name)),
  );
}

/** What is asked for, or why the API server does not answer just now. */
export async function unlessAway<T>(ask: () => Promise<T>): Promise<T | ClusterError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClusterError && error.passing) return error;
    throw error;
  }
}

/** A wave is told once, when all of it is up. */
function tellWaves({ environments }: PlatformState, told: Set<string>, seconds: number, progress: Progress): void {
  for (const { environment, applications } of environments) {
    const waves = groupBy(applications, ({ place }) => placeText(place));
    for (const [wave, members] of waves) {
      const key = `${environment} ${wave}`;
      // A root may not have looked yet at what it has just made.
      const due = wave === 'root' ? applications : members;
      if (told.has(key) || !due.every(({ settled }) => settled)) continue;
      told.add(key);
      const what = wave === 'root' ? 'all of it' : `wave ${wave}`;
      progress.line(`${environment}: ${what} is up after ${seconds}s: ${members.map(({ name }) => name).join(', ')}`);
    }
  }
}

function waitingText(state: PlatformState, lingering: readonly LiveApplication[]): string {
  const all = state.environments.flatMap(({ applications }) => applications);
  const up = all.filter(({ settled }) => settled).length;
  const [going] = lingering;
  if (going) return `${lingering.length} to go, ${going.name} among them`;
  const open = state.environments.flatMap((environment) => frontOf(environment));
  const [first] = open;
  return `${up} of ${all.length} up; waiting for ${first?.name ?? 'Argo CD'}${first?.trouble ? `: ${first.trouble}` : ''}`;
}

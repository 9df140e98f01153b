import type { KubernetesObject } from './kubernetes-object';
import { asksFor, protectionOf, wantsConfirmation } from './sync-options';
import { isPrune, type PruneTask, type SyncTask } from './sync-tasks';
import type { ArgoVersion } from './version';

/**
 * Gives the prunes of a sync their waves: the distinct waves among them are mirrored, so that what came last goes
 * first. What is to be pruned last goes one wave after the highest of phase Sync, the mirrored waves included.
 */
export function withPruneWaves(tasks: readonly SyncTask[], applicationOptions: readonly string[]): readonly SyncTask[] {
  const prunes = tasks.filter(isPrune);
  const last = new Set(prunes.filter(({ live }) => asksFor('PruneLast=true', live, applicationOptions)));
  const highest = tasks.reduce(
    (most, task) => (task.phase === 'Sync' && !isPrune(task) ? Math.max(most, task.wave) : most),
    0,
  );
  const waves = new Map(wavesOfPrunes(prunes, last, highest).map((wave, place) => [prunes[place], wave]));
  return tasks.map((task) => (isPrune(task) ? { ...task, wave: waves.get(task) ?? task.wave } : task));
}

/** The waves of prunes, given those to be pruned last and the highest wave of what phase Sync applies. */
export function wavesOfPrunes(
  prunes: readonly PruneTask[],
  last: ReadonlySet<PruneTask>,
  highest: number,
): readonly number[] {
  const waves = [...new Set(prunes.map(({ wave }) => wave))].sort((a, b) => a - b);
  const mirrored = new Map(waves.map((wave, place) => [wave, waves.at(-1 - place) ?? wave]));
  const lastWave =
    prunes.reduce(
      (most, { phase, wave }) => (phase === 'Sync' ? Math.max(most, mirrored.get(wave) ?? wave) : most),
      highest,
    ) + 1;
  return prunes.map((task) => (last.has(task) ? lastWave : (mirrored.get(task.wave) ?? task.wave)));
}

export type PruneDecision =
  | { readonly result: 'Pruned' }
  | { readonly result: 'PruneSkipped'; readonly message: string }
  | { readonly result: 'WaitingForConfirmation' };

export interface PruneRequest {
  /** Whether the sync prunes at all. */
  readonly requested: boolean;
  /** Whether the Application says `deletion-approved`, not earlier than the sync began. */
  readonly confirmed: boolean;
  readonly applicationOptions: readonly string[];
}

/** What becomes of an object that is no longer rendered. Only what the live object says counts: Git's copy is gone. */
export function decidePrune(live: KubernetesObject, request: PruneRequest, version: ArgoVersion): PruneDecision {
  // A confirmation is waited for even by a sync that does not prune, and for an object that it would not.
  if (!request.confirmed && wantsConfirmation('Prune', live, request.applicationOptions, version)) {
    return { result: 'WaitingForConfirmation' };
  }
  if (!request.requested) return { result: 'PruneSkipped', message: 'ignored (requires pruning)' };
  if (protectionOf('Prune', live, request.applicationOptions, version) === 'never')
    return { result: 'PruneSkipped', message: 'ignored (no prune)' };
  return { result: 'Pruned' };
}

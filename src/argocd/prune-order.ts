import type { KubernetesObject } from './kubernetes-object';
import { asksFor, protectionOf, wantsConfirmation } from './sync-options';
import { isPrune, type SyncTask } from './sync-tasks';
import type { ArgoVersion } from './version';

/**
 * Gives the prunes of a sync their waves: the distinct waves among them are mirrored, so that what came last goes
 * first. What is to be pruned last goes one wave after the highest of phase Sync, the mirrored waves included.
 */
export function withPruneWaves(tasks: readonly SyncTask[], applicationOptions: readonly string[]): readonly SyncTask[] {
  const waves = [...new Set(tasks.filter(isPrune).map((task) => task.wave))].sort((a, b) => a - b);
  const mirrored = new Map(waves.map((wave, place) => [wave, waves.at(-1 - place) ?? wave]));
  const inOrder = tasks.map((task) => (isPrune(task) ? { ...task, wave: mirrored.get(task.wave) ?? task.wave } : task));
  const last = inOrder.reduce((highest, { phase, wave }) => (phase === 'Sync' ? Math.max(highest, wave) : highest), 0);
  return inOrder.map((task) =>
    isPrune(task) && asksFor('PruneLast=true', task.live, applicationOptions) ? { ...task, wave: last + 1 } : task,
  );
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

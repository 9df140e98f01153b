import type { KubernetesObject } from './kubernetes-object';
import { PruneWaves } from './prune-waves';
import { protectionOf, wantsConfirmation } from './sync-options';
import { isPrune, type SyncTask } from './sync-tasks';
import type { ArgoVersion } from './version';

/** Gives the prunes of a sync the waves in which they go. */
export function withPruneWaves(tasks: readonly SyncTask[], applicationOptions: readonly string[]): readonly SyncTask[] {
  const applied = tasks.filter((task) => task.phase === 'Sync' && !isPrune(task));
  const highest = applied.reduce((most, { wave }) => Math.max(most, wave), 0);
  const waves = new PruneWaves(tasks.filter(isPrune), applicationOptions, highest).all();
  return tasks.map((task) => (isPrune(task) ? { ...task, wave: waves.get(task) ?? task.wave } : task));
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

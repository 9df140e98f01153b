import type { LiveApplication } from './application';

/**
 * What gets an Application going that Argo CD leaves alone. `terminate`: it goes on retrying a commit that a later one
 * has repaired. `sync`: it gave this commit up for good. Nothing where it needs no help.
 */
export function needs({
  operation,
  revisions,
  sync,
  deleting,
  syncPolicy,
  generatedBy,
}: LiveApplication): 'terminate' | 'sync' | undefined {
  if (!operation || deleting || operation.revisions.length === 0 || revisions.length === 0) return undefined;
  const sameCommit = operation.revisions.join() === revisions.join();
  if (operation.phase === 'Running') return operation.retries > 0 && !sameCommit ? 'terminate' : undefined;
  const gaveUp = operation.phase === 'Failed' || operation.phase === 'Error';
  const bySelf = syncPolicy.automated || generatedBy !== undefined;
  return gaveUp && sameCommit && sync !== 'Synced' && bySelf ? 'sync' : undefined;
}

/** The merge patch that ends the running operation. */
export const TERMINATE = { status: { operationState: { phase: 'Terminating' } } } as const;

/** The merge patch that begins a sync, as its own policy would. */
export function syncOperation({ syncPolicy: { options, retry } }: LiveApplication): object {
  return {
    operation: {
      initiatedBy: { username: 'argosy', automated: true },
      sync: { prune: true, ...(options.length > 0 ? { syncOptions: options } : {}) },
      ...(retry === undefined ? {} : { retry }),
    },
  };
}

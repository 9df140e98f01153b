import type { LiveApplication } from './application';

/**
 * What gets an Application going that Argo CD leaves alone. `terminate`: it goes on retrying a commit that a later one
 * has repaired. `sync`: it gave this commit up for good, or the repair left nothing to do, so that its last sync stays
 * the one that failed, and whoever waits for it waits for ever. Nothing where it needs no help.
 */
export function needs(application: LiveApplication): 'terminate' | 'sync' | undefined {
  const { operation, revisions, sync, deleting, syncPolicy, generatedBy } = application;
  if (!operation || deleting || operation.revisions.length === 0 || revisions.length === 0) return undefined;
  const sameCommit = operation.revisions.join() === revisions.join();
  if (operation.phase === 'Running') return operation.retries > 0 && !sameCommit ? 'terminate' : undefined;
  const gaveUp = operation.phase === 'Failed' || operation.phase === 'Error';
  const bySelf = syncPolicy.automated || generatedBy !== undefined;
  return gaveUp && bySelf && (sameCommit || sync === 'Synced') ? 'sync' : undefined;
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

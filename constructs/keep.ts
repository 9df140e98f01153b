/**
 * The annotation of what must never be deleted by Argo CD. Both options are needed: `Prune=false` alone does not
 * survive the deletion of the Application, `Delete=false` alone does not survive a prune.
 */
export const KEEP = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;

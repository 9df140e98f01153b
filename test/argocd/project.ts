import type { AppProject, AppProjectSpec } from '../../src/argocd';

/** A project named `team` with the given spec. */
export function project(spec: AppProjectSpec): AppProject {
  return { metadata: { name: 'team' }, spec };
}

import type { AppProject } from './app-project';
import { matchesInList } from './match-list';
import type { Verdict } from './unknown';

/**
 * Whether an Application may name this project from where it stands. From Argo CD's own namespace it may always, and
 * also without a namespace, as it will be created there. From others an entry has to fit: a glob, or a regular
 * expression between slashes.
 */
export function permitsApplicationNamespace(
  project: AppProject,
  namespace: string | null | undefined,
  controllerNamespace: string,
): Verdict {
  if (!namespace || namespace === controllerNamespace) return true;
  return matchesInList(project.spec?.sourceNamespaces ?? [], namespace, 'regexp');
}

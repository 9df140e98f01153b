import type { AppProject, AppProjectSpec } from './app-project';
import { type LabelSelector, labelsMatch } from './label-selector';
import { type ArgoVersion, has } from './version';

/** One entry of `globalProjects` in argocd-cm. */
export interface GlobalProjectSetting {
  readonly projectName?: string | null;
  readonly labelSelector?: LabelSelector | null;
}

/**
 * The names of the global projects whose selector fits a project, in the order of the settings. A project is not its
 * own. A malformed selector ends the list: Argo CD does not look at the settings after it.
 */
export function globalProjectsFor(project: AppProject, settings: readonly GlobalProjectSetting[]): readonly string[] {
  const names: string[] = [];
  for (const { projectName, labelSelector } of settings) {
    if (projectName === project.metadata?.name) continue;
    const matched = labelsMatch(labelSelector ?? {}, project.metadata?.labels ?? {});
    if (matched === undefined) break;
    if (matched) names.push(projectName ?? '');
  }
  return names;
}

/**
 * A project as Argo CD judges by it, with what its global projects add. A global project that does not exist ends the
 * list, too.
 */
export function withGlobalProjects(
  project: AppProject,
  settings: readonly GlobalProjectSetting[],
  projects: readonly AppProject[],
  version: ArgoVersion,
): AppProject {
  let merged = project;
  for (const name of globalProjectsFor(project, settings)) {
    const found = projects.find(({ metadata }) => metadata?.name === name);
    if (found === undefined) break;
    merged = mergeGlobalProject(merged, found, version);
  }
  return merged;
}

/** What a global project passes on; orphaned resources, roles and source namespaces are not among it. */
const inherited = [
  'clusterResourceWhitelist',
  'clusterResourceBlacklist',
  'namespaceResourceWhitelist',
  'namespaceResourceBlacklist',
  'syncWindows',
  'sourceRepos',
  'destinations',
] as const satisfies readonly (keyof AppProjectSpec)[];

/** A whitelist of namespaced kinds that was absent becomes one that restricts, if the global project has one. */
export function mergeGlobalProject(project: AppProject, global: AppProject, version: ArgoVersion): AppProject {
  const lists = has(version, 'globalServiceAccounts')
    ? [...inherited, 'destinationServiceAccounts' as const]
    : inherited;
  const added = lists.flatMap((list) => {
    const theirs = global.spec?.[list] ?? [];
    return theirs.length === 0 ? [] : [[list, [...(project.spec?.[list] ?? []), ...theirs]]];
  });
  return { ...project, spec: { ...project.spec, ...Object.fromEntries(added) } };
}

export type {
  AppProject,
  AppProjectSpec,
  Destination,
  DestinationServiceAccount,
  Metadata,
  OrphanedResources,
  ProjectRole,
  ResourcePattern,
  SyncWindow,
} from './app-project';
export type { Application, ApplicationSource, ApplicationSpec, HelmOptions, SourceHydrator } from './application';
export { explicitTypes, type RefSources, refSources, type SourcesOf, sourcesOf } from './application-sources';
export { type Condition, type Surroundings, validateApplication } from './application-validation';
export { type Cluster, IN_CLUSTER } from './cluster';
export { type ResolvedDestination, resolveDestination } from './destination';
export { type RefusedApplication, refusedApplications } from './generated-applications';
export { compileGlob, type Glob, type GlobFault, globMatches } from './glob';
export {
  type GlobalProjectSetting,
  globalProjectsFor,
  mergeGlobalProject,
  withGlobalProjects,
} from './global-projects';
export { type LabelExpression, type LabelSelector, labelsMatch } from './label-selector';
export { type ListMode, matchesInList } from './match-list';
export { entryMatches, isDenial } from './negatable-glob';
export { type Orphanage, type Orphans, orphans, type ResourceKey } from './orphans';
export { matchesPath, type PathPattern, parsePathPattern, pathMatches } from './path-match';
export { permitsDestination } from './project-destinations';
export { permitsKind, permitsResource, type Resource } from './project-resources';
export { permitsSource } from './project-sources';
export { type ProjectProblem, validateProject } from './project-validation';
export { isSameRepository, isSshUrl, normalizeRepositoryUrl, sshUser } from './repository-url';
export { permitsApplicationNamespace } from './source-namespaces';
export { isActive, matchingWindows, maySync, type SyncDecision } from './sync-windows';
export { isUnknown, type Unknown, type Verdict } from './unknown';
export { type ValueFile, valueFilesOf } from './value-file-references';
export { type ArgoVersion, type Change, compareVersions, has, parseVersion } from './version';

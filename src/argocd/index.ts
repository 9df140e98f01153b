export { annotation, annotationValues, optionValue } from './annotations';
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
export type {
  ApplicationSet,
  ApplicationSetSpec,
  Generator,
  Params,
  SetSyncPolicy,
} from './application-set/application-set';
export { expandApplicationSet, type GeneratedApplication } from './application-set/expand';
export type { SetFailure } from './application-set/failure';
export { listDirectories } from './application-set/git';
export { type Permissions, type PolicySettings, permissionsOf } from './application-set/policy';
export type { ClusterSecret, RepositoryContent, Sources } from './application-set/sources';
export { explicitTypes, type RefSources, refSources, type SourcesOf, sourcesOf } from './application-sources';
export {
  type Condition,
  missingFrom,
  missingFromHydrator,
  type Surroundings,
  validateApplication,
} from './application-validation';
export { type Cluster, IN_CLUSTER } from './cluster';
export type { ClusterAnswers } from './cluster-answers';
export { type Cascade, cascade, cascadeOf, type Deletion, isDeletionApproved, type Kept } from './deletion';
export { type ResolvedDestination, resolveDestination } from './destination';
export { type RefusedApplication, refusedApplications } from './generated-applications';
export { compileGlob, type Glob, type GlobFault, globMatches } from './glob';
export {
  type GlobalProjectSetting,
  globalProjectsFor,
  mergeGlobalProject,
  withGlobalProjects,
} from './global-projects';
export type { TemplateFault } from './go-template/fault';
export { normalizeName } from './go-template/normalize';
export { type GoTemplateOptions, renderGoTemplate } from './go-template/render';
export type { Plain } from './go-template/value';
export {
  deletePolicies,
  deletionHook,
  type HookDeletePolicy,
  type HookType,
  hookName,
  hookTypes,
  isHook,
  isIgnored,
  isSkipped,
  phasesOf,
  SYNC_PHASES,
  type SyncIdentity,
  type SyncPhase,
} from './hooks';
export {
  type Compared,
  comparedPair,
  type IgnoredDifference,
  respectingIgnored,
  withoutIgnored,
} from './ignore-differences';
export { placeOfKind } from './kind-order';
export type { KubernetesObject, ObjectMetadata } from './kubernetes-object';
export { type LabelExpression, type LabelSelector, labelsMatch } from './label-selector';
export { type ComparedPair, withoutManaged } from './managed-fields';
export { type ListMode, matchesInList } from './match-list';
export { entryMatches, isDenial } from './negatable-glob';
export { type Orphanage, type Orphans, orphans, type ResourceKey } from './orphans';
export { keyOf, type ManagedResource, type Pairing, pair, wipesEverything } from './pairing';
export { matchesPath, type PathPattern, parsePathPattern, pathMatches } from './path-match';
export { isPinnedRevision } from './pinned-revision';
export { POST_DELETE_FINALIZERS, type PostDelete, type PostDeleteRun, postDelete } from './post-delete';
export { permitsDestination } from './project-destinations';
export { permitsKind, permitsResource, type Resource } from './project-resources';
export { permitsSource } from './project-sources';
export { type ProjectProblem, validateProject } from './project-validation';
export { decidePrune, type PruneDecision, type PruneRequest, withPruneWaves } from './prune-order';
export { isSameRepository, isSshUrl, normalizeRepositoryUrl, sshUser } from './repository-url';
export { isExcludedKind, type ResourceFilter, type ResourceFilters } from './resource-exclusions';
export { type ComparedResources, type ResourceWarning, resourceWarnings, stoppedByShared } from './resource-warnings';
export { permitsApplicationNamespace } from './source-namespaces';
export {
  type ApplyMethod,
  applyMethod,
  dryRunDeletes,
  knowsSyncOption,
  type Propagation,
  type Protection,
  protectionOf,
  prunePropagation,
  SYNC_OPTIONS,
  type SyncOption,
  syncOptionsOf,
} from './sync-options';
export type { SelectedResource, Sync } from './sync-plan';
export { type SyncRun, syncRun } from './sync-run';
export type { Apply, Removal, SyncAction, SyncStep } from './sync-steps';
export {
  type ApplyTask,
  applyTask,
  compareTasks,
  isMultiStep,
  isPrune,
  type PruneTask,
  pruneTask,
  type SyncTask,
  sortTasks,
} from './sync-tasks';
export { waveOf } from './sync-wave';
export { isActive, matchingWindows, maySync, type SyncDecision } from './sync-windows';
export {
  describesItself,
  instanceName,
  parseTrackingId,
  type TrackingId,
  type TrackingMethod,
  type TrackingSettings,
  track,
  trackedBy,
  trackingId,
  trackingSettings,
} from './tracking';
export { isUnknown, type Unknown, type Verdict } from './unknown';
export { type ValueFile, valueFilesOf } from './value-file-references';
export { type ArgoVersion, type Change, compareVersions, has, NEWEST_RELEASE, parseVersion, RELEASES } from './version';

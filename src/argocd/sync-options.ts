import { annotationValues, optionValue } from './annotations';
import { groupOf, isCustomResourceDefinition, type KubernetesObject, kindOf } from './kubernetes-object';
import { type ArgoVersion, type Change, has } from './version';

/** An option as it is written, and where Argo CD looks for it: the Application's syncOptions, a resource's annotation. */
export interface SyncOption {
  readonly option: string;
  readonly at: readonly ('application' | 'resource')[];
  /** Where a place came later than the option. */
  readonly since?: { readonly application?: Change; readonly resource?: Change };
}

const application = ['application'] as const;
const resource = ['resource'] as const;
const both = ['application', 'resource'] as const;

/** Options are compared letter by letter; whatever is not here does nothing, and nobody says so. */
export const SYNC_OPTIONS: readonly SyncOption[] = [
  { option: 'CreateNamespace=true', at: application },
  { option: 'ApplyOutOfSyncOnly=true', at: application },
  { option: 'PrunePropagationPolicy=foreground', at: application },
  { option: 'PrunePropagationPolicy=background', at: application },
  { option: 'PrunePropagationPolicy=orphan', at: application },
  { option: 'FailOnSharedResource=true', at: application },
  { option: 'RespectIgnoreDifferences=true', at: application },
  { option: 'ClientSideApplyMigration=false', at: application, since: { application: 'clientSideApplyMigration' } },
  { option: 'Validate=false', at: both },
  { option: 'SkipDryRunOnMissingResource=true', at: both, since: { application: 'applicationSkipsDryRun' } },
  { option: 'PruneLast=true', at: both },
  { option: 'Replace=true', at: both },
  // Says what is so anyway: it takes back no Replace=true of the Application.
  { option: 'Replace=false', at: both },
  { option: 'ServerSideApply=true', at: both },
  { option: 'ServerSideApply=false', at: both, since: { resource: 'serverSideApplyOptOut' } },
  { option: 'Force=true', at: resource },
  { option: 'Prune=false', at: both, since: { application: 'applicationPruneAndDelete' } },
  {
    option: 'Prune=confirm',
    at: both,
    since: { application: 'applicationPruneAndDelete', resource: 'confirmation' },
  },
  {
    option: 'Prune=true',
    at: both,
    since: { application: 'applicationPruneAndDelete', resource: 'applicationPruneAndDelete' },
  },
  { option: 'Delete=false', at: both, since: { application: 'applicationPruneAndDelete' } },
  {
    option: 'Delete=confirm',
    at: both,
    since: { application: 'applicationPruneAndDelete', resource: 'confirmation' },
  },
  {
    option: 'Delete=true',
    at: both,
    since: { application: 'applicationPruneAndDelete', resource: 'applicationPruneAndDelete' },
  },
];

/** Whether a release knows an option in a place. */
export function knowsSyncOption(option: string, place: 'application' | 'resource', version: ArgoVersion): boolean {
  return SYNC_OPTIONS.some((known) => {
    const since = known.since?.[place];
    return known.option === option && known.at.includes(place) && (since === undefined || has(version, since));
  });
}

export const SYNC_OPTIONS_ANNOTATION = 'argocd.argoproj.io/sync-options';

/** The options a resource carries itself. */
export function syncOptionsOf(object: KubernetesObject): readonly string[] {
  return annotationValues(object, SYNC_OPTIONS_ANNOTATION);
}

/** Whether an option that is known in both places is set in one of them. */
export function asksFor(option: string, object: KubernetesObject, applicationOptions: readonly string[]): boolean {
  return applicationOptions.includes(option) || syncOptionsOf(object).includes(option);
}

/** Whether an object may be of a kind that the cluster does not have yet. */
export function skipsDryRunOfMissingKind(
  object: KubernetesObject,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): boolean {
  const option = 'SkipDryRunOnMissingResource=true';
  if (syncOptionsOf(object).includes(option)) return true;
  return has(version, 'applicationSkipsDryRun') && applicationOptions.includes(option);
}

/**
 * How an object reaches the cluster, or that it does not. `apply, else recreate` deletes and creates anew when the API server refuses the
 * change; `delete and create` does so at every sync, also where nothing changed.
 */
export type ApplyMethod =
  | 'create'
  | 'apply'
  | 'server-side apply'
  | 'apply, else recreate'
  | 'update'
  | 'replace'
  | 'delete and create'
  | 'refused';

/** Replace beats server-side apply. Replacing a CRD or a namespace would take all that is in it along, so both are updated. */
export function applyMethod(
  target: KubernetesObject,
  live: KubernetesObject | undefined,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): ApplyMethod {
  const force = syncOptionsOf(target).includes('Force=true');
  if (asksFor('Replace=true', target, applicationOptions)) {
    if (live === undefined) return 'create';
    // The kind's group does not matter for namespaces.
    if (isCustomResourceDefinition(target) || kindOf(target) === 'Namespace') return 'update';
    return force ? 'delete and create' : 'replace';
  }
  if (live !== undefined && changesRole(target, live)) return 'delete and create';
  if (appliesServerSide(target, applicationOptions, version)) {
    // kubectl takes the two together for a mistake; before, Argo CD did not ask it.
    return force && has(version, 'refusesForcedServerSideApply') ? 'refused' : 'server-side apply';
  }
  return force ? 'apply, else recreate' : 'apply';
}

/** A binding cannot change its role; Argo CD makes it anew without being told to. */
function changesRole(target: KubernetesObject, live: KubernetesObject): boolean {
  return (
    groupOf(target) === 'rbac.authorization.k8s.io' &&
    /^(Cluster)?RoleBinding$/.test(kindOf(target)) &&
    (['kind', 'name'] as const).some((field) => target.roleRef?.[field] !== live.roleRef?.[field])
  );
}

/** Up to 2.13 the dry run of a forced replace deletes as well, before anything else is known to work. */
export function dryRunDeletes(
  target: KubernetesObject,
  live: KubernetesObject | undefined,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): boolean {
  return (
    !has(version, 'dryRunOfForcedReplace') &&
    asksFor('Replace=true', target, applicationOptions) &&
    applyMethod(target, live, applicationOptions, version) === 'delete and create'
  );
}

function appliesServerSide(
  target: KubernetesObject,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): boolean {
  if (has(version, 'serverSideApplyOptOut') && syncOptionsOf(target).includes('ServerSideApply=false')) return false;
  return asksFor('ServerSideApply=true', target, applicationOptions);
}

/** What may happen to an object that is to be pruned, or deleted with its Application. */
export type Protection = 'none' | 'confirm' | 'never';

/**
 * What `Prune` or `Delete` say of a live object. The Application's word counts since 3.4, and only where the object
 * has none of its own; an older release takes an option that it does not know for none.
 */
export function protectionOf(
  option: 'Prune' | 'Delete',
  live: KubernetesObject,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): Protection {
  const own = syncOptionsOf(live);
  if (has(version, 'applicationPruneAndDelete')) {
    const value = optionValue(own, option) ?? optionValue(applicationOptions, option);
    return value === 'false' ? 'never' : value === 'confirm' ? 'confirm' : 'none';
  }
  // With both of them it is never removed, confirmed or not.
  if (own.includes(`${option}=false`)) return 'never';
  return has(version, 'confirmation') && own.includes(`${option}=confirm`) ? 'confirm' : 'none';
}

/** Whether somebody has to confirm first. Before 3.4 this is asked of an object apart from what else its options say. */
export function wantsConfirmation(
  option: 'Prune' | 'Delete',
  live: KubernetesObject,
  applicationOptions: readonly string[],
  version: ArgoVersion,
): boolean {
  if (!has(version, 'confirmation')) return false;
  if (has(version, 'applicationPruneAndDelete')) {
    return protectionOf(option, live, applicationOptions, version) === 'confirm';
  }
  return syncOptionsOf(live).includes(`${option}=confirm`);
}

/** How Kubernetes removes what a removed object owns. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** How pruned objects go. Of several policies background wins over foreground, and foreground over orphan. */
export function prunePropagation(applicationOptions: readonly string[]): Propagation {
  if (applicationOptions.includes('PrunePropagationPolicy=background')) return 'Background';
  if (applicationOptions.includes('PrunePropagationPolicy=foreground')) return 'Foreground';
  return applicationOptions.includes('PrunePropagationPolicy=orphan') ? 'Orphan' : 'Foreground';
}

import { hookName, isHook, phasesOf, type SyncIdentity, withHookFinalizer } from './hooks';
import {
  groupOf,
  isNamespace,
  type KubernetesObject,
  kindOf,
  nameOf,
  namespaceOf,
  type ObjectMetadata,
} from './kubernetes-object';
import type { Pairing } from './pairing';
import type { PruneRequest } from './prune-order';
import { SYNC_OPTIONS_ANNOTATION } from './sync-options';
import { type ApplyTask, applyTask, isPrune, type PruneTask, pruneTask, type SyncTask, sortTasks } from './sync-tasks';
import type { ArgoVersion } from './version';

/** What a sync starts from. */
export interface Sync extends Pairing, PruneRequest {
  /** The Application's destination namespace, given to whatever names none, of cluster-scoped kinds as well. */
  readonly namespace: string;
  /** That namespace, if it is there. */
  readonly liveNamespace?: KubernetesObject;
  readonly managedNamespaceMetadata?: ManagedMetadata;
  readonly identity: SyncIdentity;
  /** What a selective sync is about. It runs no hooks. @default everything */
  readonly selected?: readonly SelectedResource[];
  /** Whether a live object is as rendered, for `ApplyOutOfSyncOnly=true`. @default nothing is */
  readonly isInSync?: (live: KubernetesObject) => boolean;
}

type ManagedMetadata = Pick<ObjectMetadata, 'labels' | 'annotations'>;

/** What somebody picked for a sync; without a namespace it is picked in all of them. */
export interface SelectedResource {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface PlannedTasks {
  /** In order, of all phases. */
  readonly applies: readonly ApplyTask[];
  /** Without order: their waves depend on what is left of them. */
  readonly prunes: readonly PruneTask[];
  /** The one that `CreateNamespace=true` adds. */
  readonly namespace?: KubernetesObject;
  /** The highest of phase Sync, 0 at least, as waves were before any move: what is pruned last goes by it. */
  readonly highestWave: number;
}

/** The tasks of a sync: what is rendered is applied in each of its phases, what is not is pruned. */
export function plannedTasks(sync: Sync, version: ArgoVersion): PlannedTasks {
  const applies: ApplyTask[] = [];
  const prunes: PruneTask[] = [];
  const resources = withManagedNamespace(sync);
  for (const { target, live } of resources) {
    const object = target ?? live;
    // A live hook that is no longer rendered stays.
    if (object === undefined || isHook(object) || !isSelected(live ?? withNamespace(object, sync), sync)) continue;
    for (const phase of phasesOf(object)) {
      if (target !== undefined) applies.push(applyTask(phase, withNamespace(target, sync), live));
      else if (live !== undefined) prunes.push(pruneTask(phase, live));
    }
  }
  for (const hook of sync.selected?.length ? [] : sync.hooks) {
    for (const phase of phasesOf(hook)) {
      const named = { ...hook, metadata: { ...hook.metadata, name: hookName(hook, phase, sync.identity) } };
      applies.push(applyTask(phase, withNamespace(withHookFinalizer(named, version), sync)));
    }
  }
  const namespace = createdNamespace({ ...sync, resources });
  if (namespace !== undefined) applies.push(applyTask('PreSync', namespace, sync.liveNamespace));
  return {
    applies: sortTasks(applies).filter(isApply),
    prunes,
    ...(namespace ? { namespace } : {}),
    highestWave: applies.reduce((most, { phase, wave }) => (phase === 'Sync' ? Math.max(most, wave) : most), 0),
  };
}

function isApply(task: SyncTask): task is ApplyTask {
  return !isPrune(task);
}

function withNamespace<T extends KubernetesObject>(object: T, { namespace }: Sync): T {
  if (namespaceOf(object) !== '' || namespace === '') return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

export function isSelected(object: KubernetesObject, { selected = [] }: Sync): boolean {
  if (selected.length === 0) return true;
  return selected.some(
    ({ group = '', kind, name, namespace = '' }) =>
      group === groupOf(object) &&
      kind === kindOf(object) &&
      name === nameOf(object) &&
      (namespace === '' || namespace === namespaceOf(object)),
  );
}

/** Whether a manifest is the destination's Namespace as a hook, of a sync or of none. */
export function rendersNamespaceAsHook({ hooks, ignored, namespace }: Sync): boolean {
  return [...hooks, ...ignored].some((each) => isNamespace(each) && nameOf(each) === namespace);
}

/** The destination's Namespace, where it is tracked but not rendered, is not pruned while its metadata is managed. */
function withManagedNamespace(sync: Sync): Sync['resources'] {
  const { resources, managedNamespaceMetadata: managed } = sync;
  const isOwn = (object: KubernetesObject | undefined) =>
    object !== undefined && isNamespace(object) && nameOf(object) === sync.namespace;
  if (managed === undefined || rendersNamespaceAsHook(sync)) return resources;
  if (resources.some(({ target }) => isOwn(target))) return resources;
  return resources.map((each) => (isOwn(each.live) ? { ...each, target: managedNamespace(sync, managed) } : each));
}

/**
 * The Namespace that `CreateNamespace=true` makes, unless a manifest does; a Namespace that is a hook does not count.
 * One that is there is only touched for managedNamespaceMetadata, and then shares its fields with others.
 */
function createdNamespace(sync: Sync): KubernetesObject | undefined {
  const { namespace: name, liveNamespace, managedNamespaceMetadata: managed } = sync;
  if (name === '' || !sync.applicationOptions.includes('CreateNamespace=true')) return undefined;
  if (sync.resources.some(({ target }) => target && isNamespace(target) && nameOf(target) === name)) return undefined;
  if (managed === undefined)
    return liveNamespace ? undefined : { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  return managedNamespace(sync, managed);
}

function managedNamespace({ namespace: name }: Sync, managed: ManagedMetadata): KubernetesObject {
  // Sync options among the managed annotations are overwritten.
  const annotations = { ...managed.annotations, [SYNC_OPTIONS_ANNOTATION]: 'ServerSideApply=true' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: managed.labels ?? {}, annotations } };
}

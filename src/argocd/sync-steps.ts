import { deletePolicies, hookName, isHook, phasesOf, type SyncIdentity, type SyncPhase } from './hooks';
import {
  isNamespace,
  type KubernetesObject,
  kindOf,
  nameOf,
  namespaceOf,
  type ObjectMetadata,
} from './kubernetes-object';
import { keyOf, type Pairing } from './pairing';
import { decidePrune, type PruneRequest, withPruneWaves } from './prune-order';
import { SYNC_OPTIONS_ANNOTATION } from './sync-options';
import { type ApplyTask, applyTask, compareTasks, isPrune, pruneTask, type SyncTask, sortTasks } from './sync-tasks';
import type { ArgoVersion } from './version';

/** What a sync starts from. */
export interface Sync extends Pairing, PruneRequest {
  /** The Application's destination namespace, given to whatever names none, of cluster-scoped kinds as well. */
  readonly namespace: string;
  /** That namespace, if it is there. */
  readonly liveNamespace?: KubernetesObject;
  readonly managedNamespaceMetadata?: Pick<ObjectMetadata, 'labels' | 'annotations'>;
  readonly identity: SyncIdentity;
}

/** One phase and wave: first the prunes, then hooks that make room for themselves, then the applies. */
export interface SyncStep {
  readonly phase: SyncPhase;
  readonly wave: number;
  /** Side by side. Each must be gone before the next step, but not before the applies of this one. */
  readonly prunes: readonly KubernetesObject[];
  readonly pruneSkipped: readonly KubernetesObject[];
  /** While somebody has to confirm one of these, nothing of this step happens, nor any later step. */
  readonly unconfirmed: readonly KubernetesObject[];
  /** Live hooks that are deleted to be created anew. */
  readonly replacedHooks: readonly KubernetesObject[];
  /** One kind after the other, those of one kind side by side. */
  readonly applies: readonly (readonly ApplyTask[])[];
}

/**
 * The steps of a sync in which nothing fails. Prune waves are mirrored anew after every step, among the prunes still
 * there: waves 0, 1 and 3 go 3, 1, 0, all before an apply in wave 1. What is skipped stays, and keeps its wave taken.
 */
export function syncSteps(sync: Sync, version: ArgoVersion): readonly SyncStep[] {
  const tasks = tasksOf(sync);
  const applies = sortTasks(tasks.filter(isApply))
    .filter(isApply)
    .filter(({ phase }) => phase !== 'SyncFail');
  // What is pruned last goes by the waves as they were before any move.
  const last = tasks.filter((task) => isApply(task) && task.phase === 'Sync').reduce(later, undefined);
  let prunes = tasks.filter(isPrune).map((task) => ({ task, done: false }));
  let applied = 0;
  const steps: SyncStep[] = [];
  for (;;) {
    const waves = withPruneWaves([...prunes.map(({ task }) => task), ...(last ? [last] : [])], sync.applicationOptions);
    const open = prunes.flatMap((prune, place) => {
      const inWave = waves[place];
      return prune.done || inWave === undefined ? [] : [{ prune, inWave }];
    });
    const first = open.reduce<SyncTask | undefined>((least, { inWave }) => earlier(least, inWave), applies[applied]);
    if (first === undefined) return steps;
    const inStep = (task: SyncTask) => task.phase === first.phase && task.wave === first.wave;
    const due = open.filter(({ inWave }) => inStep(inWave)).toSorted((a, b) => compareTasks(a.inWave, b.inWave));
    let end = applied;
    for (let task = applies[end]; task !== undefined && inStep(task); task = applies[end]) end++;
    const objects = due.map(({ prune }) => prune.task.live);
    const step = stepOf(first, objects, applies.slice(applied, end), sync, version);
    steps.push(step);
    if (step.unconfirmed.length > 0) return steps;
    applied = end;
    const gone = new Set(step.prunes);
    for (const { prune } of due) prune.done = true;
    prunes = prunes.filter(({ task }) => !gone.has(task.live));
  }
}

function earlier(one: SyncTask | undefined, other: SyncTask): SyncTask {
  return one !== undefined && compareTasks(one, other) <= 0 ? one : other;
}

function later(one: SyncTask | undefined, other: SyncTask): SyncTask {
  return one !== undefined && one.wave >= other.wave ? one : other;
}

/** What runs when a sync fails: the SyncFail hooks, whatever their waves, at once. */
export function failureTasks(sync: Sync): readonly ApplyTask[] {
  return sortTasks(tasksOf(sync))
    .filter(isApply)
    .filter(({ phase }) => phase === 'SyncFail');
}

function isApply(task: SyncTask): task is ApplyTask {
  return !isPrune(task);
}

function stepOf(
  { phase, wave }: SyncTask,
  due: readonly KubernetesObject[],
  tasks: readonly ApplyTask[],
  sync: Sync,
  version: ArgoVersion,
): SyncStep {
  const decided = (result: string) => due.filter((live) => decidePrune(live, sync, version).result === result);
  const unconfirmed = decided('WaitingForConfirmation');
  const blocked = unconfirmed.length > 0;
  return {
    phase,
    wave,
    unconfirmed,
    prunes: blocked ? [] : decided('Pruned'),
    pruneSkipped: blocked ? [] : decided('PruneSkipped'),
    replacedHooks: blocked ? [] : tasks.flatMap(replacedHook),
    applies: blocked ? [] : byKind(tasks),
  };
}

function replacedHook({ target, live }: ApplyTask): readonly KubernetesObject[] {
  return live !== undefined && isHook(target) && deletePolicies(target).includes('BeforeHookCreation') ? [live] : [];
}

function byKind(tasks: readonly ApplyTask[]): readonly (readonly ApplyTask[])[] {
  const groups: ApplyTask[][] = [];
  for (const task of tasks) {
    const group = groups.at(-1);
    const [previous] = group ?? [];
    if (group !== undefined && previous !== undefined && kindOf(previous.target) === kindOf(task.target))
      group.push(task);
    else groups.push([task]);
  }
  return groups;
}

function tasksOf(sync: Sync): readonly SyncTask[] {
  const named = (object: KubernetesObject) =>
    namespaceOf(object) === '' && sync.namespace !== ''
      ? { ...object, metadata: { ...object.metadata, namespace: sync.namespace } }
      : object;
  const tasks: SyncTask[] = [];
  for (const { target, live } of sync.resources) {
    const object = target ?? live;
    // A live hook that is no longer rendered stays.
    if (object === undefined || isHook(object)) continue;
    for (const phase of phasesOf(object)) {
      if (target !== undefined) tasks.push(applyTask(phase, named(target), live));
      else if (live !== undefined) tasks.push(pruneTask(phase, live));
    }
  }
  const liveByKey = new Map(sync.resources.flatMap(({ live }) => (live ? [[keyOf(live), live] as const] : [])));
  for (const hook of sync.hooks) {
    for (const phase of phasesOf(hook)) {
      const target = named({ ...hook, metadata: { ...hook.metadata, name: hookName(hook, phase, sync.identity) } });
      tasks.push(applyTask(phase, target, liveByKey.get(keyOf(target)) ?? liveByKey.get(keyOf(target, ''))));
    }
  }
  const namespace = createdNamespace(sync);
  return namespace === undefined ? tasks : [...tasks, applyTask('PreSync', namespace, sync.liveNamespace)];
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
  // Sync options among the managed annotations are overwritten.
  const annotations = { ...managed.annotations, [SYNC_OPTIONS_ANNOTATION]: 'ServerSideApply=true' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: managed.labels ?? {}, annotations } };
}

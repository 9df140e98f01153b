import { SYNC_PHASES, type SyncPhase } from './hooks';
import { placeOfKind } from './kind-order';
import {
  groupOf,
  isCustomResourceDefinition,
  isNamespace,
  type KubernetesObject,
  kindOf,
  nameOf,
  namespaceOf,
} from './kubernetes-object';
import { waveOf } from './sync-wave';
import { utf8 } from './utf8';

/** A wave of a phase. */
export interface Step {
  readonly phase: SyncPhase;
  readonly wave: number;
}

/** One object in one phase of a sync. Without a target its live object is to be pruned. */
export type SyncTask = ApplyTask | PruneTask;

export interface ApplyTask extends Step {
  readonly target: KubernetesObject;
  readonly live?: KubernetesObject;
}

export interface PruneTask extends Step {
  readonly target?: undefined;
  readonly live: KubernetesObject;
}

export function applyTask(phase: SyncPhase, target: KubernetesObject, live?: KubernetesObject): ApplyTask {
  const wave = waveOf(target);
  return live === undefined ? { phase, wave, target } : { phase, wave, target, live };
}

export function pruneTask(phase: SyncPhase, live: KubernetesObject): PruneTask {
  return { phase, wave: waveOf(live), live };
}

export function isPrune(task: SyncTask): task is PruneTask {
  return task.target === undefined;
}

/**
 * Tasks in the order of a sync: phase, wave, kind, name. Then a Namespace moves before the first task in it, and a
 * CRD before the first object of its kind - into that one's phase and wave. What still ties, objects of one name in
 * different namespaces or of kinds without a place in the order, Argo CD leaves to chance; here it keeps its order.
 */
export function sortTasks(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const inOrder = tasks.map((task) => ({ task, place: placeOf(task) }));
  inOrder.sort((one, other) => comparePlaces(one.place, other.place));
  const sorted = inOrder.map(({ task }) => task);
  return moveForward(moveForward(sorted, namespaces), customResourceDefinitions);
}

export function compareTasks(one: SyncTask, other: SyncTask): number {
  return comparePlaces(placeOf(one), placeOf(other));
}

export function compareSteps(one: Step, other: Step): number {
  return SYNC_PHASES.indexOf(one.phase) - SYNC_PHASES.indexOf(other.phase) || one.wave - other.wave;
}

/** By what a task has its place in a sync. */
interface TaskPlace extends Step {
  readonly kind: number;
  /** As bytes: Go compares these. */
  readonly name: string;
}

function placeOf({ phase, wave, target, live }: SyncTask): TaskPlace {
  const object = target ?? live;
  return { phase, wave, kind: placeOfKind(kindOf(object)), name: utf8(nameOf(object)) };
}

function comparePlaces(one: TaskPlace, other: TaskPlace): number {
  return (
    compareSteps(one, other) || one.kind - other.kind || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
  );
}

/** What an object is to others, and what it needs; `undefined` where it is or needs nothing. */
interface Dependency {
  readonly provides: (object: KubernetesObject) => string | undefined;
  readonly needs: (object: KubernetesObject) => string | undefined;
}

const namespaces: Dependency = {
  provides: (object) => (isNamespace(object) ? nameOf(object) : undefined),
  needs: (object) => namespaceOf(object) || undefined,
};

const customResourceDefinitions: Dependency = {
  provides: definedKind,
  needs: (object) => `${groupOf(object)}/${kindOf(object)}`,
};

/** The kind that a CRD brings, with its group. */
export function definedKind(object: KubernetesObject): string | undefined {
  if (!isCustomResourceDefinition(object)) return undefined;
  const { spec } = object;
  const group = field(spec, 'group');
  const kind = field(field(spec, 'names'), 'kind');
  return typeof group === 'string' && typeof kind === 'string' ? `${group}/${kind}` : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Moves what others need right before the first that needs it. What is pruned neither needs nor provides. */
function moveForward(tasks: readonly SyncTask[], { provides, needs }: Dependency): readonly SyncTask[] {
  const firstNeeding = new Map<string, SyncTask>();
  const movedBefore = new Map<SyncTask, SyncTask[]>();
  const moved = new Set<SyncTask>();
  for (const task of tasks) {
    if (isPrune(task)) continue;
    const provided = provides(task.target);
    if (provided !== undefined) {
      const first = firstNeeding.get(provided);
      if (first === undefined) continue;
      moved.add(task);
      const others = movedBefore.get(first) ?? [];
      others.push({ ...task, phase: first.phase, wave: first.wave });
      movedBefore.set(first, others);
      continue;
    }
    const needed = needs(task.target);
    if (needed !== undefined && !firstNeeding.has(needed)) firstNeeding.set(needed, task);
  }
  return tasks.flatMap((task) => (moved.has(task) ? [] : [...(movedBefore.get(task) ?? []), task]));
}

/**
 * Whether a sync goes step by step, waiting for health in between. One phase and wave without hooks counts as done as
 * soon as it is applied. A SyncFail hook that never runs is a phase as well.
 */
export function isMultiStep(sorted: readonly Step[]): boolean {
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first?.phase !== last?.phase || first?.wave !== last?.wave;
}

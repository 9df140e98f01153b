import { groupOf, type KubernetesObject, kindOf } from './kubernetes-object';
import { skipsDryRunOfMissingKind } from './sync-options';
import type { Sync } from './sync-plan';
import { definedKind } from './sync-tasks';
import type { ArgoVersion } from './version';

/** How the cluster answers where it does not simply do what it is told, at once and well. */
export interface ClusterAnswers {
  /** Whether the project permits an object; one that it does not stops the sync before anything is done. */
  readonly permits?: (object: KubernetesObject) => boolean;
  /** Whether the cluster has an object's kind before the sync; one that it has not stops the sync as well. */
  readonly knowsKind?: (object: KubernetesObject) => boolean;
  /** Whether the dry run at the beginning of a sync finds something wrong. It sees little. */
  readonly failsDryRun?: (target: KubernetesObject) => boolean;
  /** Whether the API server refuses what is applied. */
  readonly refuses?: (target: KubernetesObject) => boolean;
  /** What becomes of an object that is there. */
  readonly health?: (object: KubernetesObject) => 'Healthy' | 'Progressing' | 'Degraded';
  /** Whether a finalizer of somebody else's holds on to a deleted object for ever. */
  readonly holds?: (live: KubernetesObject) => boolean;
}

/** Whether a sync may touch an object; if it may not touch one it does nothing. */
export function mayTouch(object: KubernetesObject, sync: Sync, version: ArgoVersion, answers: ClusterAnswers): boolean {
  return answers.permits?.(object) !== false && isKnown(object, sync, version, answers);
}

/** A kind that comes with a CRD of this sync, or whose absence an object expects, need not be there. */
function isKnown(object: KubernetesObject, sync: Sync, version: ArgoVersion, answers: ClusterAnswers): boolean {
  if (answers.knowsKind?.(object) !== false) return true;
  if (skipsDryRunOfMissingKind(object, sync.applicationOptions, version)) return true;
  const kind = `${groupOf(object)}/${kindOf(object)}`;
  const rendered = [...sync.hooks, ...sync.resources.map(({ target }) => target)];
  return rendered.some((target) => target !== undefined && definedKind(target) === kind);
}

/** The dry run leaves out what is of a kind that is yet to come. */
export function failsDryRun(target: KubernetesObject, { knowsKind, failsDryRun }: ClusterAnswers): boolean {
  return knowsKind?.(target) !== false && failsDryRun?.(target) === true;
}

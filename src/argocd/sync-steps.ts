import type { SyncPhase } from './hooks';
import type { KubernetesObject } from './kubernetes-object';
import type { Step } from './sync-tasks';

/** What a sync does to one object. */
export type SyncAction = Apply | Removal;

export interface Apply {
  readonly verb: 'apply';
  readonly object: KubernetesObject;
  readonly live?: KubernetesObject;
  readonly refused: boolean;
}

export interface Removal {
  /** `skip prune` leaves the object alone; `release hook` takes Argo CD's finalizer off one. */
  readonly verb: 'prune' | 'skip prune' | 'await confirmation' | 'delete hook' | 'release hook';
  readonly object: KubernetesObject;
}

/** What a sync does between two looks at the cluster. */
export interface SyncStep {
  /** Steps with the same look follow each other without a look in between: what runs when a sync fails. */
  readonly look: number;
  readonly phase: SyncPhase;
  readonly wave: number;
  /** One group after the other; what is in a group goes side by side. */
  readonly groups: readonly (readonly SyncAction[])[];
}

/** Writes down what a sync does. */
export class SyncSteps {
  readonly ended: SyncStep[] = [];
  private groups: (readonly SyncAction[])[] = [];
  private phase: SyncPhase = 'PreSync';
  private wave = 0;

  /** What is done from now on is done in this phase and wave. */
  enter({ phase, wave }: Step): void {
    this.phase = phase;
    this.wave = wave;
  }

  /** Notes what goes side by side, after all that was noted before. */
  add(group: readonly SyncAction[]): void {
    if (group.length > 0) this.groups.push(group);
  }

  /** Whether anything was done since the last end. */
  end(look: number): boolean {
    if (this.groups.length === 0) return false;
    this.ended.push({ look, phase: this.phase, wave: this.wave, groups: this.groups });
    this.groups = [];
    return true;
  }
}

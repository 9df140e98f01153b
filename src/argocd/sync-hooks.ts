import { deletePolicies, type HookDeletePolicy, isHook } from './hooks';
import type { KubernetesObject } from './kubernetes-object';
import type { SyncCluster } from './sync-cluster';
import type { SyncResults } from './sync-results';
import type { Removal, SyncSteps } from './sync-steps';
import type { ApplyTask, SyncTask } from './sync-tasks';
import { type ArgoVersion, has } from './version';

/** The hooks of a sync: when it lets go of them, and when it deletes them. */
export class SyncHooks {
  private byResult: ReadonlyMap<string, ApplyTask> = new Map();
  private byPolicy: Readonly<Record<'HookSucceeded' | 'HookFailed', readonly ApplyTask[]>> = {
    HookSucceeded: [],
    HookFailed: [],
  };
  private completed: ApplyTask[] = [];

  constructor(
    private readonly cluster: SyncCluster,
    private readonly results: SyncResults,
    private readonly steps: SyncSteps,
    private readonly version: ArgoVersion,
  ) {}

  plan(applies: readonly ApplyTask[]): void {
    const hooks = applies.filter(({ target }) => isHook(target));
    this.byResult = new Map(hooks.map((task) => [this.results.keyOf(task), task]));
    const deleted = (policy: HookDeletePolicy) => hooks.filter(({ target }) => deletePolicies(target).includes(policy));
    this.byPolicy = { HookSucceeded: deleted('HookSucceeded'), HookFailed: deleted('HookFailed') };
  }

  /** A hook that shares the result of what has ended has ended as well. */
  noteEnd(task: SyncTask): void {
    const hook = this.byResult.get(this.results.keyOf(task));
    if (hook !== undefined) this.completed.push(hook);
  }

  releaseCompleted(): void {
    this.release(this.completed);
    this.completed = [];
  }

  release(hooks: readonly ApplyTask[]): void {
    if (!has(this.version, 'hookFinalizer')) return;
    this.remove('release hook', hooks, (target) => this.cluster.release(target));
  }

  /** Those that are there and run no more, of those that a policy deletes. */
  deletable(policy: 'HookSucceeded' | 'HookFailed'): readonly ApplyTask[] {
    return this.byPolicy[policy].filter(
      (task) => this.results.of(task) !== 'running' && this.cluster.seen(task.target) !== undefined,
    );
  }

  delete(hooks: readonly ApplyTask[]): void {
    this.remove('delete hook', hooks, (target) => this.cluster.delete(target));
  }

  private remove(
    verb: 'delete hook' | 'release hook',
    hooks: readonly ApplyTask[],
    did: (target: KubernetesObject) => boolean,
  ): void {
    const removals: Removal[] = [];
    for (const { target } of hooks) {
      const live = this.cluster.now(target);
      if (did(target)) removals.push({ verb, object: live?.object ?? target });
    }
    this.steps.add(removals);
  }
}

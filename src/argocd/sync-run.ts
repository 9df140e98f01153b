import { deletePolicies, type HookDeletePolicy, hasHookFinalizer, isHook, type SyncPhase } from './hooks';
import { groupOf, isNamespace, type KubernetesObject, kindOf, nameOf } from './kubernetes-object';
import { keyOf } from './pairing';
import { decidePrune } from './prune-order';
import { PruneWaves } from './prune-waves';
import { type Live, SyncCluster } from './sync-cluster';
import { type ApplyMethod, applyMethod, skipsDryRunOfMissingKind } from './sync-options';
import { isSelected, type PlannedTasks, plannedTasks, type Sync } from './sync-plan';
import {
  type ApplyTask,
  compareSteps,
  definedKind,
  isMultiStep,
  isPrune,
  type PruneTask,
  pruneTask,
  type Step,
  type SyncTask,
  sortTasks,
} from './sync-tasks';
import { type ArgoVersion, has } from './version';

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

export interface SyncRun {
  readonly steps: readonly SyncStep[];
  /** `Running`: it waits and waits, for health, for a deletion or for a confirmation. */
  readonly end: 'Succeeded' | 'Failed' | 'Running';
}

/**
 * A sync from beginning to end, with a look at the cluster before each step. Prune waves are mirrored at each look,
 * among the prunes still there: waves 0, 1 and 3 go 3, 1, 0, all before an apply in wave 1.
 */
export function syncRun(sync: Sync, version: ArgoVersion, answers: ClusterAnswers = {}): SyncRun {
  return new Operation(sync, version, answers).run();
}

type Result = 'running' | 'succeeded' | 'failed';
type Outcome = 'done' | 'pending' | 'unconfirmed' | 'failed';

class Operation {
  private planned: PlannedTasks;
  private applies: readonly ApplyTask[] = [];
  private onFailure: readonly ApplyTask[] = [];
  private hooks: ReadonlyMap<string, ApplyTask> = new Map();
  private deletable: Readonly<Record<'HookSucceeded' | 'HookFailed', readonly ApplyTask[]>> = {
    HookSucceeded: [],
    HookFailed: [],
  };
  private readonly cluster: SyncCluster;
  /** By object and phase: two tasks of one object in one phase, such as a prune and a hook, share their result. */
  private readonly results = new Map<string, Result>();
  /** By the key of what is still there. */
  private readonly prunes: Map<string, PruneTask>;
  private readonly waves: PruneWaves;
  /** What is pruned and still there. */
  private readonly pruned = new Set<PruneTask>();
  private running: readonly ApplyTask[] = [];
  private completedHooks: ApplyTask[] = [];
  private readonly steps: SyncStep[] = [];
  private groups: SyncAction[][] = [];
  private looks = 0;
  private next = 0;
  private failed = false;
  private namespaceIsThere = false;
  private changed = false;
  private at: Step = { phase: 'PreSync', wave: 0 };

  constructor(
    private readonly sync: Sync,
    private readonly version: ArgoVersion,
    private readonly answers: ClusterAnswers,
  ) {
    const there = [...sync.resources.map(({ live }) => live), sync.liveNamespace];
    this.cluster = new SyncCluster(
      there.flatMap((object) => object ?? []),
      (live) => answers.holds?.(live) === true,
    );
    this.planned = this.plan(sync);
    const { prunes, highestWave } = this.planned;
    this.prunes = new Map(prunes.map((task) => [this.cluster.keyOf(task.live), task]));
    this.waves = new PruneWaves(prunes, sync.applicationOptions, highestWave);
  }

  private plan(sync: Sync): PlannedTasks {
    const planned = plannedTasks(sync, this.version);
    this.applies = planned.applies.filter(({ phase }) => phase !== 'SyncFail');
    this.onFailure = planned.applies.filter(({ phase }) => phase === 'SyncFail');
    const hooks = planned.applies.filter(({ target }) => isHook(target));
    this.hooks = new Map(hooks.map((task) => [this.resultKey(task), task]));
    const deleted = (policy: HookDeletePolicy) => hooks.filter(({ target }) => deletePolicies(target).includes(policy));
    this.deletable = { HookSucceeded: deleted('HookSucceeded'), HookFailed: deleted('HookFailed') };
    return planned;
  }

  /** `CreateNamespace=true` makes a namespace again that this very sync has removed. */
  private replan(): void {
    const { liveNamespace, ...sync } = this.sync;
    if (liveNamespace === undefined || this.planned.namespace !== undefined || this.cluster.now(liveNamespace)) return;
    this.planned = this.plan(sync);
    this.next = 0;
  }

  run(): SyncRun {
    for (;;) {
      this.looks++;
      this.changed = false;
      for (const key of this.cluster.look()) this.forgetPrune(key);
      this.replan();
      this.notePruneOfNamespace();
      // A sync that has no results yet has not begun, not even when a hook has made room for itself.
      const end = this.results.size > 0 || this.begins() ? this.look() : 'Failed';
      this.endStep();
      if (end !== undefined || !this.changed) return { steps: this.steps, end: end ?? 'Running' };
    }
  }

  private endStep(): void {
    if (this.groups.length === 0) return;
    this.steps.push({ look: this.looks, ...this.at, groups: this.groups });
    this.groups = [];
    this.changed = true;
  }

  /** Whether everything may be applied at all. */
  private begins(): boolean {
    const { applies, prunes } = this.planned;
    const all = [...applies.map(({ target }) => target), ...prunes.map(({ live }) => live)];
    if (!all.every((object) => this.answers.permits?.(object) !== false && this.isKnown(object))) return false;
    const first = applies.find(
      ({ target }) => isNamespace(target) && nameOf(target) === this.sync.namespace && !this.cluster.seen(target),
    );
    let dryRun = applies;
    if (first !== undefined && has(this.version, 'namespaceBeforeDryRun')) {
      this.at = first;
      if (this.execute([first], []) === 'failed') return false;
      dryRun = applies.filter((task) => task !== first);
    }
    return !dryRun.some((task) => !this.isLeftOut(task) && this.answers.failsDryRun?.(task.target));
  }

  /** A kind that comes with a CRD of this sync, or whose absence an object expects, need not be there. */
  private isKnown(object: KubernetesObject): boolean {
    if (this.answers.knowsKind?.(object) !== false) return true;
    if (skipsDryRunOfMissingKind(object, this.sync.applicationOptions, this.version)) return true;
    const kind = `${groupOf(object)}/${kindOf(object)}`;
    const rendered = [...this.sync.hooks, ...this.sync.resources.map(({ target }) => target)];
    return rendered.some((target) => target !== undefined && definedKind(target) === kind);
  }

  /** One look at the cluster, and what Argo CD then does; `undefined` if it looks again. */
  private look(): SyncRun['end'] | undefined {
    const waiting = this.noteHealth();
    const multiStep = isMultiStep(this.ends());
    if (waiting.some(({ target }) => multiStep || isHook(target))) return undefined;
    if ([...this.pruned].some(({ live }) => this.cluster.seen(live)?.deleted)) return undefined;
    this.release(this.completedHooks);
    this.completedHooks = [];
    const doneWith = this.deletableHooks('HookSucceeded');
    const failedWith = this.deletableHooks('HookFailed');
    if (this.failed) return this.fail(failedWith);
    while (this.isPassed(this.applies[this.next])) this.next++;
    const prunes = this.waves.due();
    const next = this.applies[this.next];
    const first = prunes ? earlier(next, { phase: 'Sync', wave: prunes.wave }) : next;
    if (first === undefined) return this.succeed(doneWith);
    this.at = { phase: first.phase, wave: first.wave };
    const inStep = (step: Step) => compareSteps(step, first) === 0;
    const due = prunes && inStep({ phase: 'Sync', wave: prunes.wave }) ? inOrder(prunes.tasks) : [];
    const applies: ApplyTask[] = [];
    let after = this.next;
    for (let task = this.applies[after]; task !== undefined && inStep(task); task = this.applies[++after]) {
      if (!this.isPassed(task)) applies.push(task);
    }
    while (this.isPassed(this.applies[after])) after++;
    const morePrunes = prunes !== undefined && (due.length === 0 || prunes.more);
    const remains = after < this.applies.length || morePrunes || applies.some(({ target }) => isHook(target));
    const outcome = this.execute(applies, due);
    if (outcome === 'failed') return this.fail(failedWith);
    if (outcome === 'unconfirmed') return 'Running';
    return outcome === 'done' && !remains ? this.succeed(doneWith) : undefined;
  }

  /** Reads off the live objects what became of the tasks that run; those that go on running are the answer. */
  private noteHealth(): readonly ApplyTask[] {
    const { namespace } = this.planned;
    const wasThere = this.namespaceIsThere;
    this.namespaceIsThere = namespace !== undefined && this.cluster.seen(namespace) !== undefined;
    // Its task was passed over, and is one again.
    if (wasThere && !this.namespaceIsThere) this.next = 0;
    this.running = this.running.filter((task) => this.results.get(this.resultKey(task)) === 'running');
    const waiting: ApplyTask[] = [];
    for (const task of this.running) {
      if (this.hasVanished(task)) continue;
      const live = this.cluster.seen(task.target);
      const health = live && this.healthOf(live);
      if (health === undefined || health === 'Progressing') waiting.push(task);
      else this.note(task, health === 'Healthy' ? 'succeeded' : 'failed');
    }
    return waiting;
  }

  private healthOf({ object, deleted }: Live): 'Healthy' | 'Progressing' | 'Degraded' {
    // A deleted hook that only this sync still holds goes on, since syncs hold hooks.
    const goes = deleted && !(has(this.version, 'hookFinalizer') && hasHookFinalizer(object));
    return goes ? 'Progressing' : (this.answers.health?.(object) ?? 'Healthy');
  }

  /** The first and the last of all tasks, whatever became of them. */
  private ends(): readonly Step[] {
    const isThere = (task: ApplyTask) => !this.hasVanished(task);
    const edges = [this.applies, this.onFailure].flatMap((tasks) => [tasks.find(isThere), tasks.findLast(isThere)]);
    const prunes = this.waves.ends().map((wave) => ({ phase: 'Sync', wave }) as const);
    const steps: readonly Step[] = [...edges.flatMap((task) => task ?? []), ...prunes];
    const first = steps.reduce<Step | undefined>(earlier, undefined);
    const last = steps.reduce<Step | undefined>(later, undefined);
    return first && last ? [first, last] : [];
  }

  private fail(hooks: readonly ApplyTask[]): 'Failed' | undefined {
    this.deleteHooks(hooks);
    const completed = (task: ApplyTask) => !['running', undefined].includes(this.results.get(this.resultKey(task)));
    const [first] = this.onFailure;
    if (first === undefined || this.onFailure.every(completed)) return 'Failed';
    this.endStep();
    this.at = { phase: first.phase, wave: first.wave };
    return this.execute(this.onFailure, []) === 'failed' ? 'Failed' : undefined;
  }

  private succeed(hooks: readonly ApplyTask[]): 'Succeeded' {
    this.deleteHooks(hooks);
    return 'Succeeded';
  }

  /** Prunes, then hooks that make room for themselves - in that case the rest waits for the next look -, then applies. */
  private execute(applies: readonly ApplyTask[], prunes: readonly PruneTask[]): Outcome {
    const old = applies.filter(
      (task) => isHook(task.target) && !this.results.has(this.resultKey(task)) && this.cluster.seen(task.target),
    );
    this.release(old);
    if (!this.prune(prunes)) return 'unconfirmed';
    const inTheWay = old.filter(({ target }) => deletePolicies(target).includes('BeforeHookCreation'));
    const there = inTheWay.filter(({ target }) => this.cluster.now(target) !== undefined);
    this.deleteHooks(there);
    if (there.length > 0) return 'pending';
    let failed = false;
    let kind: string | undefined;
    for (const task of applies) {
      const { target } = task;
      // A hook that a prune of the same step took away: 2.13 still thinks that it is there.
      const forgotten = inTheWay.includes(task) && has(this.version, 'hookFinalizer');
      const live = forgotten ? undefined : this.cluster.seen(target)?.object;
      const method = applyMethod(target, live, this.sync.applicationOptions, this.version);
      const refused = this.answers.refuses?.(target) === true || !this.isPossible(method, target);
      const action: Apply = { verb: 'apply', object: target, ...(live ? { live } : {}), refused };
      if (kind === kindOf(target)) this.groups.at(-1)?.push(action);
      else this.groups.push([action]);
      kind = kindOf(target);
      failed ||= refused;
      this.note(task, refused ? 'failed' : 'running');
      if (!refused) this.put(target, method);
    }
    this.running = [...this.running, ...applies];
    return failed ? 'failed' : 'done';
  }

  /** What is there cannot be created; what is gone by now, though it was seen, cannot be changed. */
  private isPossible(method: ApplyMethod, target: KubernetesObject): boolean {
    if (method === 'refused') return false;
    const isThere = this.cluster.now(target) !== undefined;
    return method === 'create' ? !isThere : isThere || (method !== 'replace' && method !== 'update');
  }

  /** False while somebody has yet to confirm. */
  private prune(tasks: readonly PruneTask[]): boolean {
    const decided = tasks.map((task) => ({ task, decision: decidePrune(task.live, this.sync, this.version) }));
    const waiting = decided.filter(({ decision }) => decision.result === 'WaitingForConfirmation');
    if (waiting.length > 0) {
      this.add(waiting.map(({ task }) => ({ verb: 'await confirmation', object: task.live })));
      return false;
    }
    const removals: Removal[] = [];
    for (const { task, decision } of decided) {
      this.note(task, 'succeeded');
      const skipped = decision.result === 'PruneSkipped';
      if (!skipped) this.pruned.add(task);
      if (skipped) removals.push({ verb: 'skip prune', object: task.live });
      else if (this.cluster.delete(task.live)) removals.push({ verb: 'prune', object: task.live });
    }
    this.add(removals);
    return true;
  }

  private release(hooks: readonly ApplyTask[]): void {
    if (!has(this.version, 'hookFinalizer')) return;
    this.remove('release hook', hooks, (target) => this.cluster.release(target));
  }

  private deletableHooks(policy: 'HookSucceeded' | 'HookFailed'): readonly ApplyTask[] {
    return this.deletable[policy].filter(
      (task) => this.results.get(this.resultKey(task)) !== 'running' && this.cluster.seen(task.target) !== undefined,
    );
  }

  private deleteHooks(hooks: readonly ApplyTask[]): void {
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
    this.add(removals);
  }

  private put(target: KubernetesObject, method: ApplyMethod): void {
    this.cluster.put(target, method);
    // What was to be pruned and has become a hook is none of the sync's any more.
    const key = isHook(target) ? this.cluster.placeOf(target) : undefined;
    if (key !== undefined) this.forgetPrune(key);
  }

  /** The destination's namespace, once it is there and only a hook renders it, is to be pruned unless it is that hook. */
  private notePruneOfNamespace(): void {
    const { namespace } = this.planned;
    const rendered = this.sync.hooks.some((each) => isNamespace(each) && nameOf(each) === this.sync.namespace);
    if (namespace === undefined || !rendered) return;
    const key = this.cluster.keyOf(namespace);
    const live = this.cluster.now(namespace)?.object;
    if (live === undefined || isHook(live) || !isSelected(live, this.sync)) this.forgetPrune(key);
    else if (!this.prunes.has(key)) {
      const prune = pruneTask('Sync', live);
      this.prunes.set(key, prune);
      this.waves.add(prune);
      if (this.results.has(this.resultKey(prune))) this.waves.close(prune);
    }
  }

  private forgetPrune(key: string): void {
    const task = this.prunes.get(key);
    if (task === undefined) return;
    this.prunes.delete(key);
    this.waves.remove(task);
    this.pruned.delete(task);
  }

  private note(task: SyncTask, result: Result): void {
    const key = this.resultKey(task);
    this.results.set(key, result);
    this.changed = true;
    if (result === 'failed' && task.phase !== 'SyncFail') this.failed = true;
    const prune = task.phase === 'Sync' ? this.prunes.get(this.cluster.keyOf(task.target ?? task.live)) : undefined;
    if (prune !== undefined) this.waves.close(prune);
    if (result === 'running') return;
    const hook = this.hooks.get(key);
    if (hook !== undefined) this.completedHooks.push(hook);
  }

  private add(actions: readonly SyncAction[]): void {
    if (actions.length > 0) this.groups.push([...actions]);
  }

  private isPassed(task: ApplyTask | undefined): boolean {
    if (task === undefined) return false;
    return this.results.has(this.resultKey(task)) || this.isLeftOut(task) || this.hasVanished(task);
  }

  /** With `ApplyOutOfSyncOnly=true` what is as rendered is left alone; a namespace that nothing renders is not compared. */
  private isLeftOut({ target }: ApplyTask): boolean {
    if (!this.sync.applicationOptions.includes('ApplyOutOfSyncOnly=true') || isHook(target)) return false;
    if (target === this.planned.namespace) return false;
    const live = this.cluster.seen(target)?.object;
    if (live === undefined || this.sync.isInSync?.(live) !== true) return false;
    // Cluster-scoped objects, by then with a namespace, were not recognized.
    return has(this.version, 'outOfSyncClusterScoped') || keyOf(live) === keyOf(target);
  }

  /** The task that makes the destination's namespace is no task any more once it is there. */
  private hasVanished({ target }: ApplyTask): boolean {
    if (!this.namespaceIsThere || target !== this.planned.namespace) return false;
    return this.sync.managedNamespaceMetadata === undefined;
  }

  private resultKey(task: SyncTask): string {
    return `${task.phase} ${this.cluster.keyOf(task.target ?? task.live)}`;
  }
}

function inOrder(prunes: readonly PruneTask[]): readonly PruneTask[] {
  // In one wave by now, whatever they asked for.
  const waves = new Map(prunes.map((task) => [{ ...task, wave: 0 }, task]));
  return sortTasks([...waves.keys()])
    .filter(isPrune)
    .flatMap((task) => waves.get(task) ?? []);
}

function earlier(one: Step | undefined, other: Step): Step {
  return one !== undefined && compareSteps(one, other) <= 0 ? one : other;
}

function later(one: Step | undefined, other: Step): Step {
  return one !== undefined && compareSteps(one, other) > 0 ? one : other;
}

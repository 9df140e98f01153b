import { type ClusterAnswers, failsDryRun, mayTouch } from './cluster-answers';
import { deletePolicies, hasHookFinalizer, isHook } from './hooks';
import { isNamespace, type KubernetesObject, kindOf, nameOf } from './kubernetes-object';
import { keyOf } from './pairing';
import { decidePrune, type PruneDecision } from './prune-order';
import { type Live, SyncCluster } from './sync-cluster';
import { SyncHooks } from './sync-hooks';
import { type ApplyMethod, applyMethod } from './sync-options';
import { isSelected, type PlannedTasks, plannedTasks, rendersNamespaceAsHook, type Sync } from './sync-plan';
import { SyncPrunes } from './sync-prunes';
import { type SyncResult, SyncResults } from './sync-results';
import { type Apply, type Removal, type SyncStep, SyncSteps } from './sync-steps';
import {
  type ApplyTask,
  compareSteps,
  isMultiStep,
  isPrune,
  type PruneTask,
  pruneTask,
  type Step,
  type SyncTask,
  sortTasks,
} from './sync-tasks';
import { type ArgoVersion, has } from './version';

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

type Outcome = 'done' | 'pending' | 'unconfirmed' | 'failed';

/** What is done next. */
interface Due extends Step {
  readonly applies: readonly ApplyTask[];
  readonly prunes: readonly PruneTask[];
  /** Whether the sync is not over with it. */
  readonly remains: boolean;
}

class Operation {
  private planned: PlannedTasks;
  private applies: readonly ApplyTask[] = [];
  private onFailure: readonly ApplyTask[] = [];
  private readonly cluster: SyncCluster;
  private readonly steps = new SyncSteps();
  private readonly results: SyncResults;
  private readonly hooks: SyncHooks;
  private readonly prunes: SyncPrunes;
  private running: readonly ApplyTask[] = [];
  private looks = 0;
  private next = 0;
  private namespaceIsThere = false;
  private changed = false;

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
    this.results = new SyncResults(this.cluster);
    this.hooks = new SyncHooks(this.cluster, this.results, this.steps, version);
    this.planned = this.plan(sync);
    this.prunes = new SyncPrunes(this.planned, sync.applicationOptions, this.cluster);
  }

  private plan(sync: Sync): PlannedTasks {
    const planned = plannedTasks(sync, this.version);
    this.applies = planned.applies.filter(({ phase }) => phase !== 'SyncFail');
    this.onFailure = planned.applies.filter(({ phase }) => phase === 'SyncFail');
    this.hooks.plan(planned.applies);
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
      for (const key of this.cluster.look()) this.prunes.forget(key);
      this.replan();
      this.notePruneOfNamespace();
      // A sync that has no results yet has not begun, not even when a hook has made room for itself.
      const end = this.results.begun || this.begins() ? this.look() : 'Failed';
      this.endStep();
      if (end !== undefined || !this.changed) return { steps: this.steps.ended, end: end ?? 'Running' };
    }
  }

  private endStep(): void {
    if (this.steps.end(this.looks)) this.changed = true;
  }

  /** Whether everything may be applied at all. */
  private begins(): boolean {
    const { applies, prunes } = this.planned;
    const all = [...applies.map(({ target }) => target), ...prunes.map(({ live }) => live)];
    if (!all.every((object) => mayTouch(object, this.sync, this.version, this.answers))) return false;
    const first = applies.find(
      ({ target }) => isNamespace(target) && nameOf(target) === this.sync.namespace && !this.cluster.seen(target),
    );
    let dryRun = applies;
    if (first !== undefined && has(this.version, 'namespaceBeforeDryRun')) {
      this.steps.enter(first);
      if (this.execute([first], []) === 'failed') return false;
      dryRun = applies.filter((task) => task !== first);
    }
    // The dry run, too, stops at what nobody has confirmed, and then has found nothing.
    const isAsked = this.prunes.left().some((task) => this.decide(task).result === 'WaitingForConfirmation');
    return isAsked || !dryRun.some((task) => !this.isLeftOut(task) && failsDryRun(task.target, this.answers));
  }

  /** One look at the cluster, and what Argo CD then does; `undefined` if it looks again. */
  private look(): SyncRun['end'] | undefined {
    const waiting = this.noteHealth();
    const multiStep = isMultiStep(this.ends());
    if (waiting.some(({ target }) => multiStep || isHook(target))) return undefined;
    if (this.prunes.isWaiting()) return undefined;
    this.hooks.releaseCompleted();
    const doneWith = this.hooks.deletable('HookSucceeded');
    const failedWith = this.hooks.deletable('HookFailed');
    if (this.results.failed) return this.fail(failedWith);
    const due = this.due();
    if (due === undefined) return this.succeed(doneWith);
    this.steps.enter(due);
    const outcome = this.execute(due.applies, due.prunes);
    if (outcome === 'failed') return this.fail(failedWith);
    if (outcome === 'unconfirmed') return 'Running';
    return outcome === 'done' && !due.remains ? this.succeed(doneWith) : undefined;
  }

  /** Reads off the live objects what became of the tasks that run; those that go on running are the answer. */
  private noteHealth(): readonly ApplyTask[] {
    const { namespace } = this.planned;
    const wasThere = this.namespaceIsThere;
    this.namespaceIsThere = namespace !== undefined && this.cluster.seen(namespace) !== undefined;
    // Its task was passed over, and is one again.
    if (wasThere && !this.namespaceIsThere) this.next = 0;
    this.running = this.running.filter((task) => this.results.of(task) === 'running');
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
    const steps: readonly Step[] = [...edges.flatMap((task) => task ?? []), ...this.prunes.ends()];
    const first = steps.reduce<Step | undefined>(earlier, undefined);
    const last = steps.reduce<Step | undefined>(later, undefined);
    return first && last ? [first, last] : [];
  }

  /** The tasks of the first phase and wave that has some left. */
  private due(): Due | undefined {
    while (this.isPassed(this.applies[this.next])) this.next++;
    const prunes = this.prunes.due();
    const next = this.applies[this.next];
    const first = prunes ? earlier(next, { phase: 'Sync', wave: prunes.wave }) : next;
    if (first === undefined) return undefined;
    const inStep = (step: Step) => compareSteps(step, first) === 0;
    const pruned = prunes && inStep({ phase: 'Sync', wave: prunes.wave }) ? inOrder(prunes.tasks) : [];
    const applies: ApplyTask[] = [];
    let after = this.next;
    for (let task = this.applies[after]; task !== undefined && inStep(task); task = this.applies[++after]) {
      if (!this.isPassed(task)) applies.push(task);
    }
    while (this.isPassed(this.applies[after])) after++;
    const morePrunes = prunes !== undefined && (pruned.length === 0 || prunes.more);
    const remains = after < this.applies.length || morePrunes || applies.some(({ target }) => isHook(target));
    return { phase: first.phase, wave: first.wave, applies, prunes: pruned, remains };
  }

  private fail(hooks: readonly ApplyTask[]): 'Failed' | undefined {
    this.hooks.delete(hooks);
    const completed = (task: ApplyTask) => !['running', undefined].includes(this.results.of(task));
    const [first] = this.onFailure;
    if (first === undefined || this.onFailure.every(completed)) return 'Failed';
    this.endStep();
    this.steps.enter(first);
    return this.execute(this.onFailure, []) === 'failed' ? 'Failed' : undefined;
  }

  private succeed(hooks: readonly ApplyTask[]): 'Succeeded' {
    this.hooks.delete(hooks);
    return 'Succeeded';
  }

  /** Prunes, then hooks that make room for themselves - in that case the rest waits for the next look -, then applies. */
  private execute(applies: readonly ApplyTask[], prunes: readonly PruneTask[]): Outcome {
    const old = applies.filter(
      (task) => isHook(task.target) && this.results.of(task) === undefined && this.cluster.seen(task.target),
    );
    this.hooks.release(old);
    if (!this.prune(prunes)) return 'unconfirmed';
    const inTheWay = old.filter(({ target }) => deletePolicies(target).includes('BeforeHookCreation'));
    const there = inTheWay.filter(({ target }) => this.cluster.now(target) !== undefined);
    this.hooks.delete(there);
    if (there.length > 0) return 'pending';
    // A hook that a prune of the same step took away: 2.13 still thinks that it is there.
    const forgotten = has(this.version, 'hookFinalizer') ? inTheWay : [];
    const applied = applies.map((task) => this.apply(task, !forgotten.includes(task)));
    for (const group of byKind(applied)) this.steps.add(group);
    this.running = [...this.running, ...applies];
    return applied.some(({ refused }) => refused) ? 'failed' : 'done';
  }

  private apply(task: ApplyTask, isRemembered: boolean): Apply {
    const { target } = task;
    const live = isRemembered ? this.cluster.seen(target)?.object : undefined;
    const method = applyMethod(target, live, this.sync.applicationOptions, this.version);
    const refused = this.answers.refuses?.(target) === true || !this.isPossible(method, target);
    this.note(task, refused ? 'failed' : 'running');
    if (!refused) this.put(target, method);
    return { verb: 'apply', object: target, ...(live ? { live } : {}), refused };
  }

  /** What is there cannot be created; what is gone by now, though it was seen, cannot be changed. */
  private isPossible(method: ApplyMethod, target: KubernetesObject): boolean {
    if (method === 'refused') return false;
    const isThere = this.cluster.now(target) !== undefined;
    return method === 'create' ? !isThere : isThere || (method !== 'replace' && method !== 'update');
  }

  private put(target: KubernetesObject, method: ApplyMethod): void {
    this.cluster.put(target, method);
    // What was to be pruned and has become a hook is none of the sync's any more.
    const key = isHook(target) ? this.cluster.placeOf(target) : undefined;
    if (key !== undefined) this.prunes.forget(key);
  }

  /** False while somebody has yet to confirm. */
  private prune(tasks: readonly PruneTask[]): boolean {
    const decided = tasks.map((task) => ({ task, decision: this.decide(task) }));
    const waiting = decided.filter(({ decision }) => decision.result === 'WaitingForConfirmation');
    if (waiting.length > 0) {
      this.steps.add(waiting.map(({ task }) => ({ verb: 'await confirmation', object: task.live })));
      return false;
    }
    const removals: Removal[] = [];
    for (const { task, decision } of decided) {
      this.note(task, 'succeeded');
      const skipped = decision.result === 'PruneSkipped';
      if (!skipped) this.prunes.await(task);
      if (skipped) removals.push({ verb: 'skip prune', object: task.live });
      else if (this.cluster.delete(task.live)) removals.push({ verb: 'prune', object: task.live });
    }
    this.steps.add(removals);
    return true;
  }

  private decide({ live }: PruneTask): PruneDecision {
    return decidePrune(live, this.sync, this.version);
  }

  /** The destination's namespace, once it is there and only a hook renders it, is to be pruned unless it is that hook. */
  private notePruneOfNamespace(): void {
    const { namespace } = this.planned;
    if (namespace === undefined || !rendersNamespaceAsHook(this.sync)) return;
    const live = this.cluster.now(namespace)?.object;
    // As it is now: its wave may have changed with it.
    if (live !== undefined && this.prunes.of(namespace)?.live === live) return;
    this.prunes.forget(this.cluster.keyOf(namespace));
    if (live === undefined || isHook(live) || !isSelected(live, this.sync)) return;
    const prune = pruneTask('Sync', live);
    this.prunes.add(prune);
    if (this.results.of(prune) !== undefined) this.prunes.close(namespace);
  }

  private note(task: SyncTask, result: SyncResult): void {
    this.results.note(task, result);
    this.changed = true;
    if (task.phase === 'Sync') this.prunes.close(task.target ?? task.live);
    if (result !== 'running') this.hooks.noteEnd(task);
  }

  private isPassed(task: ApplyTask | undefined): boolean {
    if (task === undefined) return false;
    return this.results.of(task) !== undefined || this.isLeftOut(task) || this.hasVanished(task);
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
}

function inOrder(prunes: readonly PruneTask[]): readonly PruneTask[] {
  // In one wave by now, whatever they asked for.
  const waves = new Map(prunes.map((task) => [{ ...task, wave: 0 }, task]));
  return sortTasks([...waves.keys()])
    .filter(isPrune)
    .flatMap((task) => waves.get(task) ?? []);
}

/** Neighbours of one kind together. */
function byKind(applied: readonly Apply[]): readonly (readonly Apply[])[] {
  const groups: Apply[][] = [];
  let kind: string | undefined;
  for (const each of applied) {
    if (kindOf(each.object) === kind) groups.at(-1)?.push(each);
    else groups.push([each]);
    kind = kindOf(each.object);
  }
  return groups;
}

function earlier(one: Step | undefined, other: Step): Step {
  return one !== undefined && compareSteps(one, other) <= 0 ? one : other;
}

function later(one: Step | undefined, other: Step): Step {
  return one !== undefined && compareSteps(one, other) > 0 ? one : other;
}

import type { KubernetesObject } from './kubernetes-object';
import { PruneWaves } from './prune-waves';
import type { SyncCluster } from './sync-cluster';
import type { PlannedTasks } from './sync-plan';
import type { PruneTask, Step } from './sync-tasks';

/** What a sync is to prune, for as long as it is there. */
export class SyncPrunes {
  private readonly tasks: Map<string, PruneTask>;
  private readonly waves: PruneWaves;
  /** What is pruned and still there. */
  private readonly pruned = new Set<PruneTask>();

  constructor(
    { prunes, highestWave }: PlannedTasks,
    applicationOptions: readonly string[],
    private readonly cluster: SyncCluster,
  ) {
    this.tasks = new Map(prunes.map((task) => [cluster.keyOf(task.live), task]));
    this.waves = new PruneWaves(prunes, applicationOptions, highestWave);
  }

  /** The first wave in which something is yet to be pruned, and whether there is another one after it. */
  due(): ReturnType<PruneWaves['due']> {
    return this.waves.due();
  }

  /** The first and the last step in which something was to go that is still there. */
  ends(): readonly Step[] {
    return this.waves.ends().map((wave) => ({ phase: 'Sync', wave }));
  }

  /** Whether the sync waits for something to be gone. */
  isWaiting(): boolean {
    return [...this.pruned].some(({ live }) => this.cluster.seen(live)?.deleted);
  }

  /** All that is still there, whatever became of it. */
  left(): readonly PruneTask[] {
    return [...this.tasks.values()];
  }

  of(object: KubernetesObject): PruneTask | undefined {
    return this.tasks.get(this.cluster.keyOf(object));
  }

  add(task: PruneTask): void {
    this.tasks.set(this.cluster.keyOf(task.live), task);
    this.waves.add(task);
  }

  /** Waits from now on until it is gone. */
  await(task: PruneTask): void {
    this.pruned.add(task);
  }

  /** What has a result is pruned no more, and waited for only if that result is its own. */
  close(object: KubernetesObject): void {
    const task = this.of(object);
    if (task === undefined) return;
    this.waves.close(task);
    this.pruned.delete(task);
  }

  /** What is gone, or none of the sync's any more. */
  forget(key: string): void {
    const task = this.tasks.get(key);
    if (task === undefined) return;
    this.tasks.delete(key);
    this.waves.remove(task);
    this.pruned.delete(task);
  }
}

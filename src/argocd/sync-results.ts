import type { SyncCluster } from './sync-cluster';
import type { SyncTask } from './sync-tasks';

export type SyncResult = 'running' | 'succeeded' | 'failed';

/**
 * What has become of the tasks of a sync, by object and phase: two tasks of one object in one phase, such as a prune
 * and a hook, share their result.
 */
export class SyncResults {
  private readonly results = new Map<string, SyncResult>();
  private failure = false;

  constructor(private readonly cluster: SyncCluster) {}

  /** Whether there are results at all. */
  get begun(): boolean {
    return this.results.size > 0;
  }

  /** Whether anything has failed that was not there for a failure. */
  get failed(): boolean {
    return this.failure;
  }

  of(task: SyncTask): SyncResult | undefined {
    return this.results.get(this.keyOf(task));
  }

  note(task: SyncTask, result: SyncResult): void {
    this.results.set(this.keyOf(task), result);
    if (result === 'failed' && task.phase !== 'SyncFail') this.failure = true;
  }

  keyOf(task: SyncTask): string {
    return `${task.phase} ${this.cluster.keyOf(task.target ?? task.live)}`;
  }
}

import { type Application, REFRESH, refresh } from '../cluster/application';
import type { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Mark } from '../observer/observation';
import { applicationSetOf, trackedBy } from '../observer/tracking';
import type { Scene } from './scene';
import type { LiveSet } from './stage';

/**
 * Makes Argo CD see a commit at once. Parents come first and have their time: who sees it first is a race between a
 * parent and its child otherwise, and a child that is refreshed while its parent changes it loses annotations.
 */
export async function refreshInTurn(cluster: Cluster, scene: Scene, commit: Mark): Promise<void> {
  const { applications } = await scene.look(Date.now());
  const roots = namesOf(applications.filter((each) => parentOf(each) === undefined));
  const children = namesOf(applications.filter((each) => parentOf(each) !== undefined));
  await each(roots);
  for (const set of (await scene.look(Date.now())).sets.filter(readsGit)) {
    const annotations = { 'argocd.argoproj.io/application-set-refresh': 'true' };
    await cluster.patch({ ...set, name: set.metadata.name, namespace: 'argocd' }, { metadata: { annotations } });
  }
  if (children.length > 0) await parentsAreDone();
  await each(children);

  async function each(names: readonly string[]): Promise<void> {
    const { applications } = await scene.look(Date.now());
    const there = applications.filter(({ metadata }) => names.includes(metadata.name) && !metadata.deletionTimestamp);
    await refresh(cluster, ...namesOf(there));
    for (const name of namesOf(there)) await hasHadItsTime(name);
  }

  async function parentsAreDone(): Promise<void> {
    let last = await scene.count(commit);
    let since = Date.now();
    await until('the parents to be done with their children', 60, async () => {
      const now = await scene.count(commit);
      if (now !== last) since = Date.now();
      last = now;
      return Date.now() - since > STILL_MS || undefined;
    });
  }

  /** What waits for somebody else may take for ever. */
  async function hasHadItsTime(name: string): Promise<void> {
    const start = Date.now();
    await until(`${name} to see the commit`, 60, async () => {
      const found = (await scene.look(start)).applications.find(({ metadata }) => metadata.name === name);
      if (!found || Date.now() - start > PATIENCE_MS) return true;
      const seen = found.metadata.annotations?.[REFRESH] === undefined;
      const done = found.operation === undefined && found.status?.operationState?.phase !== 'Running';
      return (seen && done) || undefined;
    });
  }
}

const STILL_MS = 1_500;
const PATIENCE_MS = 8_000;

function namesOf(applications: readonly Application[]): string[] {
  return applications.map(({ metadata }) => metadata.name).sort();
}

function parentOf(child: Application): string | undefined {
  return trackedBy(child) ?? applicationSetOf(child);
}

function readsGit({ spec }: LiveSet): boolean {
  return JSON.stringify((spec as { readonly generators?: unknown } | undefined)?.generators ?? []).includes('"git":');
}

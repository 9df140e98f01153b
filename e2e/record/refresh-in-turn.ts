import type { Cluster } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { LiveApplication } from '../observer/applications';
import { applicationSetOf, trackedBy } from '../observer/tracking';
import { application, refresh } from './deeds';
import type { LiveSet, Look } from './stage';

/**
 * Makes Argo CD see a commit at once. Parents come first, and each has its time: who sees it first is a race between a
 * parent and its child otherwise, and a child that is refreshed while its parent changes it loses annotations.
 *
 * @param actions how many there were
 */
export async function refreshInTurn(
  cluster: Cluster,
  look: (since?: number) => Promise<Look>,
  actions: () => Promise<number>,
): Promise<void> {
  const { applications, sets } = await look();
  const roots = applications.filter((each) => parentOf(each) === undefined);
  await each(roots);
  for (const set of sets.filter(readsGit)) {
    const annotations = { 'argocd.argoproj.io/application-set-refresh': 'true' };
    await cluster.patch({ ...set, name: set.metadata.name, namespace: 'argocd' }, { metadata: { annotations } });
  }
  const children = applications.filter((child) => !roots.includes(child));
  if (children.length > 0) await parentsAreStill();
  await each(children);

  async function each(some: readonly LiveApplication[]): Promise<void> {
    for (const { metadata } of some.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
      const there = (await look()).applications.find((found) => found.metadata.name === metadata.name);
      if (!there || there.metadata.deletionTimestamp) continue;
      await refresh(cluster, application(metadata.name), 'hard');
      await hasHadItsTime(metadata.name);
    }
  }

  async function parentsAreStill(): Promise<void> {
    let last = await actions();
    let since = Date.now();
    await until('the parents to be done with their children', 60, async () => {
      const now = await actions();
      if (now !== last) since = Date.now();
      last = now;
      return Date.now() - since > STILL_MS || undefined;
    });
  }

  /** What waits for somebody else may take for ever. */
  async function hasHadItsTime(name: string): Promise<void> {
    const start = Date.now();
    await until(`${name} to see the commit`, 60, async () => {
      const found = (await look(start)).applications.find(({ metadata }) => metadata.name === name);
      if (!found || Date.now() - start > PATIENCE_MS) return true;
      const seen = found.metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined;
      const done = found.operation === undefined && found.status?.operationState?.phase !== 'Running';
      return (seen && done) || undefined;
    });
  }
}

const STILL_MS = 1_500;
const PATIENCE_MS = 8_000;

function parentOf(child: LiveApplication): string | undefined {
  return trackedBy(child) ?? applicationSetOf(child);
}

function readsGit({ spec }: LiveSet): boolean {
  return JSON.stringify((spec as { readonly generators?: unknown } | undefined)?.generators ?? []).includes('"git":');
}

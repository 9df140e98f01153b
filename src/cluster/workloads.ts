import { text, valueAt } from '../check/reading';
import type { Cluster } from './cluster';

/** A Deployment or StatefulSet, and whether all of its Pods are ready and of its newest template. */
export interface LiveWorkload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly isReady: boolean;
}

/** Those of a namespace, of a selector, or of both. */
export async function workloads(
  cluster: Cluster,
  where: { namespace?: string; selector?: string },
): Promise<readonly LiveWorkload[]> {
  const live = await cluster.list('deployments.apps,statefulsets.apps', where);
  return live.map((each) => ({
    kind: text(valueAt(each, 'kind')),
    name: text(valueAt(each, 'metadata', 'name')),
    namespace: text(valueAt(each, 'metadata', 'namespace')),
    isReady: isReady(each),
  }));
}

/** What every way to install Argo CD calls its workloads. */
export const PART_OF_ARGO_CD = 'app.kubernetes.io/part-of=argocd';

function isReady(workload: unknown): boolean {
  const number = (...path: string[]) => Number(valueAt(workload, ...path) ?? 0);
  const wanted = Number(valueAt(workload, 'spec', 'replicas') ?? 1);
  const seen = number('status', 'observedGeneration') >= number('metadata', 'generation');
  return seen && number('status', 'readyReplicas') >= wanted && number('status', 'updatedReplicas') >= wanted;
}

import { type LiveApplication, readApplication } from '../live/application';
import { type LiveSet, readApplicationSet } from '../live/application-set';
import { type Cluster, ClusterError } from './cluster';

/** What Argo CD has in its namespace. */
export interface ArgoCdState {
  readonly applications: readonly LiveApplication[];
  readonly sets: readonly LiveSet[];
}

/** Asks for every Application and ApplicationSet at once. */
export async function argoCdState(cluster: Cluster, namespace: string): Promise<ArgoCdState> {
  const path = (resource: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${resource}`;
  try {
    const [applications, sets] = await Promise.all([
      cluster.raw(path('applications')),
      cluster.raw(path('applicationsets')),
    ]);
    return {
      applications: listed(applications).flatMap((each) => readApplication(each) ?? []),
      sets: listed(sets).flatMap((each) => readApplicationSet(each) ?? []),
    };
  } catch (error) {
    if (!(error instanceof ClusterError && error.reason === 'absent')) throw error;
    throw new ClusterError(
      'there is no Argo CD in this cluster: it knows no Applications',
      'choose another cluster with --context, or install one: argosy bootstrap --install FILE',
      false,
      'absent',
    );
  }
}

function listed(answer: unknown): readonly unknown[] {
  return typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items)
    ? answer.items
    : [];
}

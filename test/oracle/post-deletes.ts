import fc from 'fast-check';
import { type ArgoVersion, type KubernetesObject, keyOf, postDelete } from '../../src/argocd';
import { asJson } from './differences';

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const CLUSTER_SCOPED = ['ClusterRole'];
const NAMES = ['a', 'b', 'c', 'd'];

/** A hook, most of the time, with few names, so that what is rendered is often there. */
const hook = fc
  .record({
    type: anyOf(
      ['batch/v1', 'Job'],
      ['batch/v1', 'Job'],
      ['batch/v1', 'Job'],
      ['v1', 'ConfigMap'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
    ),
    name: anyOf(...NAMES),
    namespace: anyOf('app', 'other', undefined, undefined),
    isNameless: rarely(fc.constant(true), 20),
    isRole: rarely(fc.constant(true), 9),
    annotations: fc.record({
      'argocd.argoproj.io/hook': anyOf(
        'PostDelete',
        'PostDelete',
        'PostDelete',
        'PostDelete',
        ' PostDelete',
        'PostSync,PostDelete',
        'PreDelete',
        undefined,
      ),
      'helm.sh/hook': rarely(anyOf('post-delete', 'post-delete,test', 'pre-delete'), 5),
      'argocd.argoproj.io/hook-delete-policy': anyOf(
        'HookSucceeded',
        'HookSucceeded',
        'HookFailed',
        'HookFailed',
        'HookSucceeded,HookFailed',
        'BeforeHookCreation',
        'x',
        undefined,
      ),
      'helm.sh/hook-delete-policy': rarely(anyOf('hook-succeeded', 'hook-failed , before-hook-creation'), 9),
      'argocd.argoproj.io/sync-wave': anyOf('1', undefined),
      x: rarely(fc.constant(1), 30),
    }),
    finalizers: rarely(anyOf(['x'], ['argocd.argoproj.io/hook-finalizer']), 9),
    deletionTimestamp: rarely(fc.constant('2025-03-01T12:00:00Z'), 15),
  })
  .map(({ type, name, namespace, isNameless, isRole, ...metadata }) => {
    const [apiVersion, kind] = isRole === undefined && type[1] === 'ClusterRole' ? ['batch/v1', 'Job'] : type;
    const named = isNameless ? { generateName: `${name}-` } : { name };
    return { apiVersion, kind, metadata: { ...metadata, ...named, namespace } };
  });

/** As it comes out of a repository. */
const rendered = hook.map(({ metadata: { deletionTimestamp: _, ...metadata }, ...object }) =>
  asJson<KubernetesObject>({ ...object, metadata }),
);

/** As the cluster has it: named, and in a namespace if its kind is in one. */
const live = hook.map(({ metadata, ...object }) =>
  asJson<KubernetesObject>({
    ...object,
    metadata: {
      name: 'e',
      ...metadata,
      generateName: undefined,
      namespace: CLUSTER_SCOPED.includes(object.kind ?? '') ? undefined : (metadata.namespace ?? 'app'),
    },
  }),
);

const someNames = fc.oneof(fc.constant([]), fc.uniqueArray(anyOf(...NAMES), { maxLength: 2 }));

/** A deletion as the oracle is told of it: objects, the cluster, and by name what goes wrong there. */
export interface DeletionQuestion {
  readonly rendered: readonly KubernetesObject[];
  readonly live: readonly KubernetesObject[];
  readonly namespace: string;
  readonly clusterScoped: readonly string[];
  readonly degraded: readonly string[];
  readonly progressing: readonly string[];
  readonly held: readonly string[];
}

export const deletionQuestions: fc.Arbitrary<DeletionQuestion> = fc.record({
  rendered: fc.array(rendered, { maxLength: 5 }),
  live: fc.uniqueArray(live, { selector: (object) => keyOf(object), maxLength: 3 }),
  namespace: anyOf('app', 'app', 'app', ''),
  clusterScoped: fc.constant(CLUSTER_SCOPED),
  degraded: someNames,
  progressing: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someNames }),
  held: someNames,
});

/** What we say of it, in the words of the oracle. */
export function foretoldDeletion(question: DeletionQuestion, version: ArgoVersion): unknown {
  const { degraded, progressing, held, clusterScoped, ...given } = question;
  const isOneOf = (names: readonly string[], { metadata }: KubernetesObject) => names.includes(metadata?.name ?? '');
  const { created, deleted, end } = postDelete(
    {
      ...given,
      isNamespaced: ({ kind }) => !clusterScoped.includes(kind ?? ''),
      health: (object) => {
        if (object.kind !== 'Job') return 'Healthy';
        if (isOneOf(progressing, object)) return 'Progressing';
        return isOneOf(degraded, object) ? 'Degraded' : 'Healthy';
      },
      holds: (object) => isOneOf(held, object) || (object.metadata?.finalizers ?? []).length > 0,
    },
    version,
  );
  const keys = (objects: readonly KubernetesObject[]) => [...new Set(objects.map((object) => keyOf(object)))].sort();
  return { created: keys(created), deleted: deleted.map(keys), end };
}

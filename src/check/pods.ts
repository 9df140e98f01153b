import { type LabelSelector, labelsMatch } from '../argocd/label-selector';
import type { Manifest, Repository } from '../sources/model';
import { type Delivery, deliveriesOf, namespaceKey } from './delivery';
import { entriesAt, groupBy, itemsAt, once, textAt, valueAt } from './reading';

type Path = readonly (string | number)[];

/** The template that a manifest makes Pods of. */
export interface PodTemplate {
  /** Where the Pod's own spec stands. */
  readonly path: Path;
  readonly pod: unknown;
  readonly labels: Readonly<Record<string, string>>;
}

/** What makes Pods where it is delivered. */
export interface Workload extends PodTemplate {
  readonly delivery: Delivery;
}

/** Where a kind keeps the template of its Pods. */
const TEMPLATES: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
};

export const workloadsOf = once((repository: Repository): readonly Workload[] =>
  deliveriesOf(repository).flatMap((delivery) => workloadOf(delivery) ?? []),
);

const byPlace = once((repository: Repository) =>
  groupBy(workloadsOf(repository), ({ delivery }) => namespaceKey(delivery)),
);

export function workloadsIn(repository: Repository, place: Parameters<typeof namespaceKey>[0]): readonly Workload[] {
  return byPlace(repository).get(namespaceKey(place)) ?? [];
}

/** The workloads of a place by each of their labels: most selectors name one, and few Pods have it. */
const byLabel = once((repository: Repository) => {
  const found = new Map<string, Workload[]>();
  for (const workload of workloadsOf(repository)) {
    for (const [key, value] of Object.entries(workload.labels)) {
      const label = JSON.stringify([namespaceKey(workload.delivery), key, value]);
      const group = found.get(label);
      if (group === undefined) found.set(label, [workload]);
      else group.push(workload);
    }
  }
  return found;
});

/** The workloads of a place whose Pods a selector selects; a malformed one may select any. */
export function selectedBy(
  repository: Repository,
  place: Parameters<typeof namespaceKey>[0],
  selector: LabelSelector,
): readonly Workload[] {
  const [label] = Object.entries(selector.matchLabels ?? {});
  const candidates =
    label === undefined
      ? workloadsIn(repository, place)
      : (byLabel(repository).get(JSON.stringify([namespaceKey(place), ...label])) ?? []);
  return candidates.filter(({ labels }) => labelsMatch(selector, labels) !== false);
}

/** The workloads of a place that use a claim. */
export function usersOfClaim(
  repository: Repository,
  place: Parameters<typeof namespaceKey>[0],
  claim: string,
): readonly Workload[] {
  return byClaim(repository).get(`${namespaceKey(place)} ${claim}`) ?? [];
}

const byClaim = once((repository: Repository) => {
  const uses = workloadsOf(repository).flatMap((workload) =>
    referencesOf(workload)
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ name }) => ({ name, workload })),
  );
  const groups = groupBy(uses, ({ name, workload }) => `${namespaceKey(workload.delivery)} ${name}`);
  return new Map([...groups].map(([key, users]) => [key, users.map(({ workload }) => workload)]));
});

export function workloadOf(delivery: Delivery): Workload | undefined {
  const template = podTemplateOf(delivery.manifest);
  return template && { ...template, delivery };
}

export function podTemplateOf({ object, group, kind }: Manifest): PodTemplate | undefined {
  const template = TEMPLATES[`${group}/${kind}`];
  if (template === undefined) return undefined;
  const path = [...template, 'spec'];
  const pod = valueAt(object, ...path);
  if (pod === undefined) return undefined;
  const labels = entriesAt(object, ...template, 'metadata', 'labels').map(([key, value]) => [key, String(value)]);
  return { path, pod, labels: Object.fromEntries(labels) };
}

export interface Container {
  readonly container: unknown;
  readonly path: Path;
  readonly list: 'containers' | 'initContainers';
}

export function containersOf({ pod, path }: PodTemplate): readonly Container[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    itemsAt(pod, list).map((container, index) => ({ container, path: [...path, list, index], list })),
  );
}

/** An object that a Pod cannot start without. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly keys: readonly string[];
  readonly path: Path;
}

/** What the Pods of a workload refer to by name; what is optional is left out. */
export function referencesOf(workload: PodTemplate): readonly Reference[] {
  const { pod, path } = workload;
  const account = textAt(pod, 'serviceAccountName');
  return [
    ...containersOf(workload).flatMap((each) => referencesOfContainer(each.container, each.path)),
    ...itemsAt(pod, 'volumes').flatMap((volume, index) => referencesOfVolume(volume, [...path, 'volumes', index])),
    ...itemsAt(pod, 'imagePullSecrets').flatMap((secret, index) =>
      named('Secret', secret, 'name', [...path, 'imagePullSecrets', index]),
    ),
    ...(account === undefined
      ? []
      : [{ kind: 'ServiceAccount' as const, name: account, keys: [], path: [...path, 'serviceAccountName'] }]),
  ];
}

function referencesOfContainer(container: unknown, path: Path): readonly Reference[] {
  const env = itemsAt(container, 'env').flatMap((variable, index) =>
    (
      [
        ['secretKeyRef', 'Secret'],
        ['configMapKeyRef', 'ConfigMap'],
      ] as const
    ).flatMap(([field, kind]) => {
      const here = [...path, 'env', index, 'valueFrom', field];
      const reference = valueAt(variable, 'valueFrom', field);
      const key = textAt(reference, 'key');
      return named(kind, reference, 'name', here, key === undefined ? [] : [key]);
    }),
  );
  const from = itemsAt(container, 'envFrom').flatMap((source, index) => [
    ...named('Secret', valueAt(source, 'secretRef'), 'name', [...path, 'envFrom', index, 'secretRef']),
    ...named('ConfigMap', valueAt(source, 'configMapRef'), 'name', [...path, 'envFrom', index, 'configMapRef']),
  ]);
  return [...env, ...from];
}

function referencesOfVolume(volume: unknown, path: Path): readonly Reference[] {
  const projected = itemsAt(volume, 'projected', 'sources').flatMap((source, index) => {
    const here = [...path, 'projected', 'sources', index];
    return [
      ...named('Secret', valueAt(source, 'secret'), 'name', [...here, 'secret'], keysOf(source, 'secret')),
      ...named('ConfigMap', valueAt(source, 'configMap'), 'name', [...here, 'configMap'], keysOf(source, 'configMap')),
    ];
  });
  return [
    ...named('Secret', valueAt(volume, 'secret'), 'secretName', [...path, 'secret'], keysOf(volume, 'secret')),
    ...named('ConfigMap', valueAt(volume, 'configMap'), 'name', [...path, 'configMap'], keysOf(volume, 'configMap')),
    ...named('PersistentVolumeClaim', valueAt(volume, 'persistentVolumeClaim'), 'claimName', [
      ...path,
      'persistentVolumeClaim',
    ]),
    ...projected,
  ];
}

function keysOf(source: unknown, field: string): readonly string[] {
  return itemsAt(source, field, 'items').flatMap((item) => textAt(item, 'key') ?? []);
}

function named(
  kind: Reference['kind'],
  reference: unknown,
  field: string,
  path: Path,
  keys: readonly string[] = [],
): readonly Reference[] {
  const name = textAt(reference, field);
  if (name === undefined || valueAt(reference, 'optional') === true) return [];
  return [{ kind, name, keys, path: [...path, field] }];
}

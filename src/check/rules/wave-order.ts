import { phasesOf, SYNC_PHASES } from '../../argocd/hooks';
import { waveOf } from '../../argocd/sync-wave';
import type { Repository } from '../../sources/model';
import { Findings } from '../answers';
import { called, type Delivery, deliveriesOf, deliveriesTo, wavesApart } from '../delivery';
import { referencesOf, usersOfClaim, type Workload, workloadsOf } from '../pods';
import { secretsIn } from '../provided';
import { groupBy, once, textAt, valueAt } from '../reading';
import type { Rule, Violation } from '../rule';
import { isBuiltIn } from '../scope';
import { applicationsHaveHealth } from '../settings';
import { application, configMap, deployment, manifest } from './example';

/** Something that has to be there before a consumer can be applied, or become healthy. */
interface Need {
  readonly consumer: Delivery;
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly providers: readonly Delivery[];
  /** Whether Argo CD itself puts the provider first within one sync. */
  readonly arranged?: boolean;
}

function needsOf(repository: Repository): readonly Need[] {
  return [
    ...workloadsOf(repository).flatMap((workload) => needsOfPods(repository, workload)),
    ...deliveriesOf(repository).flatMap((delivery) => [
      ...kindOf(repository, delivery),
      ...namespaceOf(repository, delivery),
    ]),
  ];
}

function needsOfPods(repository: Repository, workload: Workload): readonly Need[] {
  const { delivery: consumer, path: podPath } = workload;
  const { cluster, namespace } = consumer;
  const here = groupedByKind(repository, cluster, namespace);
  return referencesOf(workload).map(({ kind, name, path }) => {
    const written = here.get(`${kind} ${name}`) ?? [];
    const made =
      kind === 'Secret' ? secretsIn(repository, cluster, namespace).filter((secret) => secret.name === name) : [];
    const providers = [...written, ...made.map(({ by }) => by)];
    return { consumer, path: path.length > podPath.length ? path : podPath, what: `${kind} ${name}`, providers };
  });
}

function groupedByKind(
  repository: Repository,
  cluster: string,
  namespace: string,
): ReadonlyMap<string, readonly Delivery[]> {
  const places = kindsByPlace(repository);
  const place = `${cluster} ${namespace}`;
  const found =
    places.get(place) ??
    groupBy(
      deliveriesTo(repository, cluster, namespace),
      ({ manifest: { group, kind, name } }) => `${group === '' ? '' : `${group}/`}${kind} ${name}`,
    );
  places.set(place, found);
  return found;
}

const kindsByPlace = once((_: Repository) => new Map<string, ReadonlyMap<string, readonly Delivery[]>>());

const definitions = once((repository: Repository) =>
  groupBy(
    deliveriesOf(repository).filter(
      ({ manifest: { group, kind } }) => group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition',
    ),
    ({ manifest: { object }, cluster }) =>
      `${cluster} ${textAt(object, 'spec', 'group')}/${textAt(object, 'spec', 'names', 'kind')}`,
  ),
);

function kindOf(repository: Repository, consumer: Delivery): readonly Need[] {
  const { group, kind } = consumer.manifest;
  if (isBuiltIn(group)) return [];
  const providers = definitions(repository).get(`${consumer.cluster} ${group}/${kind}`) ?? [];
  return [{ consumer, path: ['kind'], what: `the CustomResourceDefinition of ${kind}`, providers, arranged: true }];
}

function namespaceOf(repository: Repository, consumer: Delivery): readonly Need[] {
  const { cluster, namespace } = consumer;
  if (namespace === '') return [];
  const providers = groupedByKind(repository, cluster, '').get(`Namespace ${namespace}`) ?? [];
  return [{ consumer, path: ['metadata', 'namespace'], what: `Namespace ${namespace}`, providers, arranged: true }];
}

/** A place in the order of one sync: the phase first, then the wave. */
function placeInSync({ manifest: { object } }: Delivery): readonly [number, number] | undefined {
  const [phase] = phasesOf(object);
  return phase === undefined || phase === 'SyncFail' ? undefined : [SYNC_PHASES.indexOf(phase), waveOf(object)];
}

/** How a provider comes after its consumer; undefined where it does not. */
function late(repository: Repository, provider: Delivery, { consumer, arranged }: Need): string | undefined {
  if (provider.application === consumer.application) {
    if (arranged || provider.manifest === consumer.manifest) return undefined;
    const [first, second] = [placeInSync(consumer), placeInSync(provider)];
    if (first === undefined || second === undefined) return undefined;
    if (first[0] !== second[0]) {
      return first[0] < second[0] ? `is ${SYNC_PHASES[first[0]]} and that ${SYNC_PHASES[second[0]]}` : undefined;
    }
    return first[1] < second[1] ? `has wave ${first[1]} and that wave ${second[1]}` : undefined;
  }
  // What a set makes waits for nothing that is outside of the set.
  if (consumer.application.generatedBy !== undefined) return undefined;
  // Where waves do not wait, Pods do: only what cannot even be applied fails.
  if (!arranged && applicationsHaveHealth(repository) === 'no') return undefined;
  const apart = wavesApart(consumer.application, provider.application);
  if (apart === undefined || apart.waves[0] >= apart.waves[1]) return undefined;
  return `comes with Application ${called(consumer.application)} in wave ${apart.waves[0]} of ${called(apart.parent)}, that with ${called(provider.application)} in wave ${apart.waves[1]}`;
}

function violationOf(repository: Repository, need: Need): Violation | undefined {
  if (need.providers.length === 0) return undefined;
  const reasons = need.providers.map((provider) => late(repository, provider, need));
  const [reason] = reasons;
  if (reason === undefined || reasons.includes(undefined)) return undefined;
  const { kind, name } = need.consumer.manifest;
  return {
    at: need.consumer.manifest,
    path: need.path,
    message: `${kind} ${name} needs ${need.what}, but it ${reason}`,
    fix: `give what it needs an earlier wave, or ${kind} ${name} a later one`,
  };
}

export const dependencyOrder: Rule = {
  code: 'wave/dependency-order',
  severity: 'error',
  holds:
    'what others need comes no later than they do: definitions before their kind, namespaces before their content, secrets, settings and claims before their Pods',
  why: 'A wave waits for the health of the one before. What waits there for something of a later wave is never healthy, and the sync never gets further.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', ['envFrom: [{ configMapRef: { name: greeting } }]']),
      'shop/greeting.yaml': manifest(
        'v1',
        'ConfigMap',
        'name: greeting, annotations: { argocd.argoproj.io/sync-wave: "1" }',
        'data: { greeting: hello }',
      ),
    },
    found: [{ file: 'shop/deployment.yaml', line: 13 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', ['envFrom: [{ configMapRef: { name: greeting } }]']),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    // Two Applications in the wrong order are wrong once for each thing needed, not for each who needs it.
    const told = new Set<string>();
    for (const need of needsOf(repository)) {
      const violation = violationOf(repository, need);
      if (violation === undefined) continue;
      const { manifest: object, application: by } = need.consumer;
      const key = need.arranged
        ? `${by.manifest.name} ${need.what}`
        : JSON.stringify([object.origin.file, need.path, need.what]);
      if (told.has(key)) continue;
      told.add(key);
      findings.add(violation);
    }
    return findings.judgement();
  },
};

const STORAGE_CLASS = (mode: string) =>
  manifest(
    'storage.k8s.io/v1',
    'StorageClass',
    'name: local',
    'provisioner: disk.example',
    `volumeBindingMode: ${mode}`,
  );

const CLAIM = (wave: number) =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    `name: data, annotations: { argocd.argoproj.io/sync-wave: "${wave}", argocd.argoproj.io/sync-options: "Prune=false,Delete=false" }`,
    'spec:',
    '  storageClassName: local',
    '  accessModes: [ReadWriteOnce]',
    '  resources: { requests: { storage: 1Gi } }',
  );

const USER = deployment('shop', [], ['volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]']);

export const firstConsumer: Rule = {
  code: 'wave/first-consumer',
  severity: 'error',
  holds: 'a claim of a WaitForFirstConsumer class comes in one wave with its first consumer',
  why: 'Such a claim stays Pending until a Pod uses it, Pending is not healthy, and the wave with the Pod waits for health: it hangs for ever.',
  bad: {
    files: {
      'apps/storage.yaml': application('storage'),
      'apps/shop.yaml': application('shop'),
      'storage/class.yaml': STORAGE_CLASS('WaitForFirstConsumer'),
      'shop/claim.yaml': CLAIM(-1),
      'shop/deployment.yaml': USER,
    },
    found: [{ file: 'shop/claim.yaml', line: 5 }],
  },
  good: {
    files: {
      'apps/storage.yaml': application('storage'),
      'apps/shop.yaml': application('shop'),
      'storage/class.yaml': STORAGE_CLASS('WaitForFirstConsumer'),
      'shop/claim.yaml': CLAIM(0),
      'shop/deployment.yaml': USER,
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const claim of deliveriesOf(repository)) {
      const { object, kind, group, name } = claim.manifest;
      if (kind !== 'PersistentVolumeClaim' || group !== '') continue;
      const storageClass = textAt(object, 'spec', 'storageClassName');
      // A claim for one volume does not wait for a Pod.
      if (storageClass === undefined || textAt(object, 'spec', 'volumeName') !== undefined) continue;
      const consumers = usersOfClaim(repository, claim, name).map(({ delivery }) => delivery);
      const reasons = consumers.map((consumer) =>
        late(repository, consumer, { consumer: claim, path: [], what: name, providers: [] }),
      );
      const [reason] = reasons;
      if (reason === undefined || reasons.includes(undefined)) continue;
      const mode = bindingMode(repository, claim.cluster, storageClass);
      if (mode === 'WaitForFirstConsumer') {
        findings.add({
          at: claim.manifest,
          path: ['spec', 'storageClassName'],
          message: `claim ${name} waits for its first consumer, but it ${reason}`,
          fix: 'put the claim and its consumer into one wave of one Application',
        });
      } else if (mode === undefined) {
        findings.cannotTell({
          what: `whether claims of StorageClass ${storageClass} wait for their first consumer`,
          why: 'the class is not in the repository',
        });
      }
    }
    return findings.judgement();
  },
};

function bindingMode(repository: Repository, cluster: string, name: string): string | undefined {
  const found = deliveriesTo(repository, cluster, '').find(
    ({ manifest: each }) => each.kind === 'StorageClass' && each.group === 'storage.k8s.io' && each.name === name,
  );
  return found === undefined ? undefined : String(valueAt(found.manifest.object, 'volumeBindingMode') ?? 'Immediate');
}

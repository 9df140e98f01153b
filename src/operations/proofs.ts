import { podTemplateOf } from '../check/pods';
import { fields, items, text, valueAt } from '../check/reading';
import type { ApplicationState } from '../live/platforms';
import type { Manifest } from '../sources/model';
import type { Verdict } from './checklist';
import { called, environmentsOf, type Operated } from './operated';

/** What a cluster shows of a platform at one moment. */
export interface Seen {
  /** What Git wants. */
  readonly files: Operated;
  /** The environments that the proof is about. */
  readonly environments: readonly string[];
  readonly namespaces: readonly unknown[];
  /** ConfigMaps and what makes Pods. */
  readonly objects: readonly Manifest[];
  readonly applications: readonly ApplicationState[];
  /** What lies in a folder of a Pod, by `namespace/pod path`; why it cannot be looked at, where that is so. */
  readonly listings: ReadonlyMap<string, readonly string[] | { readonly unseen: string }>;
}

/** Something that can be shown without explaining it. */
export interface Proof {
  readonly code: string;
  /** What it shows, as a sentence. */
  readonly shows: string;
  readonly judge: (seen: Seen) => Verdict;
}

export const PROOFS: readonly Proof[] = [
  {
    code: 'environments-apart',
    shows: 'each environment has its own namespaces, and none of another',
    judge: ({ files, environments, namespaces }) => {
      const live = new Map(
        namespaces.map((each) => [text(valueAt(each, 'metadata', 'name')), valueAt(each, 'metadata', 'labels', 'env')]),
      );
      const wanted = namespacesOf(files);
      const ours = wanted.filter(({ environment }) => environments.includes(environment));
      const problems = ours.flatMap(({ environment, name }) => {
        if (!live.has(name)) return [`namespace ${name} of ${environment} is not there`];
        const label = live.get(name);
        const shared = wanted.find((other) => other.name === name && other.environment !== environment);
        return [
          ...(label === environment ? [] : [`namespace ${name} has the label env=${label}, and is of ${environment}`]),
          ...(shared ? [`namespace ${name} is of ${environment} and of ${shared.environment}`] : []),
        ];
      });
      return verdict(
        problems,
        ours.map(({ name }) => name),
        'Git has no namespaces',
      );
    },
  },
  {
    code: 'contract-in-git',
    shows: 'the contract of the feature store is in the cluster as Git has it',
    judge: ({ files, environments, objects }) => {
      const contracts = contractsOf(files, environments);
      const problems = contracts.flatMap((contract) => {
        const live = objects.find((each) => each.kind === 'ConfigMap' && sameObject(each, contract));
        if (!live) return [`${called(contract)} is not there`];
        const [mine, theirs] = [dataOf(contract), dataOf(live)];
        const keys = Object.keys({ ...mine, ...theirs }).filter((key) => mine[key] !== theirs[key]);
        return keys.map((key) => `${called(contract)}: ${key} is not as in Git`);
      });
      return verdict(problems, contracts.map(called), NO_CONTRACT);
    },
  },
  {
    code: 'contract-mounted',
    shows: 'the contract is where the Pods that work by it look for it',
    judge: ({ files, environments, objects, listings }) => {
      const contracts = contractsOf(files, environments);
      const mounts = mountsOf(contracts, objects);
      const found = mounts.map(({ contract, pod, path }) => {
        const listing = listings.get(`${pod.namespace}/${pod.name} ${path}`) ?? { unseen: 'nobody looked' };
        if ('unseen' in listing) return { unseen: `${called(pod)} mounts it at ${path}, and ${listing.unseen}` };
        const missing = Object.keys(dataOf(contract)).filter((key) => !listing.includes(key));
        if (missing.length > 0) return { problem: `${called(pod)}: ${path} lacks ${missing.join(', ')}` };
        return { seen: `${called(pod)}: ${path} has ${listing.join(', ')}` };
      });
      const problems = found.flatMap(({ problem }) => problem ?? []);
      const unseen = found.flatMap((each) => each.unseen ?? []);
      if (contracts.length === 0) return { is: 'not known', why: NO_CONTRACT };
      if (mounts.length === 0) return { is: 'not known', why: `no Pod mounts ${contracts.map(called).join(', ')}` };
      if (problems.length === 0 && unseen.length > 0) return { is: 'not known', why: unseen.join('; ') };
      return verdict(
        problems,
        found.flatMap(({ seen }) => seen ?? []),
        NO_CONTRACT,
      );
    },
  },
  {
    code: 'all-in-sync',
    shows: 'every Application is where Git wants it, and well',
    judge: ({ applications }) =>
      verdict(
        applications
          .filter(({ settled }) => !settled)
          .map(({ name, trouble }) => `${name}: ${trouble ?? 'not settled'}`),
        applications.map(({ name }) => name),
        'there is no Application',
      ),
  },
];

const NO_CONTRACT = 'Git has no ConfigMap with a label that ends in /env, as the contract of a feature store has';

/** The folders of Pods in which a contract lies: what has to be listed before the proofs are judged. */
export function contractMounts({ files, environments, objects }: Pick<Seen, 'files' | 'environments' | 'objects'>) {
  return mountsOf(contractsOf(files, environments), objects).map(({ pod, path }) => ({ pod, path }));
}

function verdict(problems: readonly string[], seen: readonly string[], nothing: string): Verdict {
  if (problems.length > 0) return { is: 'broken', problems };
  return seen.length === 0 ? { is: 'not known', why: nothing } : { is: 'held', seen: seen.join(', ') };
}

function namespacesOf(files: Operated) {
  return files.applications.flatMap(({ environment, content }) =>
    content
      .filter(({ group, kind }) => group === '' && kind === 'Namespace')
      .map(({ name }) => ({ environment, name }))
      .filter(() => environmentsOf(files).includes(environment)),
  );
}

function contractsOf(files: Operated, environments: readonly string[]): readonly Manifest[] {
  return files.applications
    .filter(({ environment }) => environments.includes(environment))
    .flatMap(({ content }) => content)
    .filter(({ group, kind, object }) => {
      const labels = Object.keys(fields(valueAt(object, 'metadata', 'labels')));
      return group === '' && kind === 'ConfigMap' && labels.some((label) => label.endsWith('/env'));
    });
}

/** Pods that run, and mount one of the ConfigMaps. */
function mountsOf(contracts: readonly Manifest[], objects: readonly Manifest[]) {
  const pods = objects.filter(({ group, kind }) => group === '' && kind === 'Pod');
  return contracts.flatMap((contract) =>
    pods
      .filter(({ namespace }) => namespace === contract.namespace)
      .flatMap((pod) => {
        const spec = podTemplateOf(pod)?.pod;
        const volume = items(valueAt(spec, 'volumes')).find(
          (each) => valueAt(each, 'configMap', 'name') === contract.name,
        );
        const mount = items(valueAt(spec, 'containers'))
          .flatMap((container) => items(valueAt(container, 'volumeMounts')))
          .find((each) => volume !== undefined && valueAt(each, 'name') === valueAt(volume, 'name'));
        return mount === undefined ? [] : [{ contract, pod, path: text(valueAt(mount, 'mountPath')) }];
      }),
  );
}

function sameObject(one: Manifest, other: Manifest): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
}

function dataOf({ object }: Manifest): Readonly<Record<string, unknown>> {
  return fields(valueAt(object, 'data'));
}

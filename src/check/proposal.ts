import { IN_CLUSTER } from '../argocd/cluster';
import type { NotKnown, Repository } from '../sources/model';
import { specOf } from './delivery';
import { environmentsOf, namespacesOf } from './environments';
import { externalIn } from './existing';
import { containersOf, podTemplateOf } from './pods';
import { leavesOf, textAt } from './reading';

/** Something that a repository seems to be in need of saying, and what speaks for it. */
export interface Reasoned<T> {
  readonly value: T;
  readonly why: string;
}

/** What `argosy.yaml` might say of a repository that has none. */
export interface Proposal {
  /** Absent where nothing tells it. */
  readonly argocdVersion?: Reasoned<string>;
  readonly argocdNamespace: Reasoned<string>;
  /** None when all goes to Argo CD's own cluster. Of a destination one thing is known, its address or its name. */
  readonly clusters: readonly Reasoned<{ readonly server: string } | { readonly name: string }>[];
  readonly environments: readonly Reasoned<{ readonly name: string; readonly namespaces: readonly string[] }>[];
  readonly external: readonly Reasoned<NonNullable<ReturnType<typeof externalIn>>>[];
  readonly repositories: readonly Reasoned<string>[];
  /** What was asked for besides, and is for people to say. */
  readonly open: readonly Reasoned<string>[];
}

/**
 * Gathers what a repository tells of its surroundings.
 * @param notKnown what the rules could not tell without a declaration
 * @param remotes the URLs that Git knows it by
 */
export function proposal(repository: Repository, notKnown: readonly NotKnown[], remotes: readonly string[]): Proposal {
  const version = versionOf(repository);
  const external = notKnown.flatMap(({ what, why, declare }) => {
    const value = externalIn(declare ?? '');
    return value === undefined ? [] : [{ value, why: `${what}: ${why}` }];
  });
  const open = notKnown.flatMap(({ what, why, declare = '' }) =>
    ANSWERED_HERE.test(declare) || !/^(argocd|kubernetes)\./.test(declare)
      ? []
      : [{ value: declare, why: `${what}: ${why}` }],
  );
  return {
    ...(version && { argocdVersion: version }),
    argocdNamespace: { value: repository.argocdNamespace, why: namespaceReason(repository) },
    clusters: clustersOf(repository),
    environments: environmentsOf(repository).map(({ name, has }) => ({
      value: { name, namespaces: [...namespacesOf(repository)].filter(has).sort() },
      why: `these namespaces are named after it`,
    })),
    external: distinct(external, ({ value }) => JSON.stringify(value)),
    repositories: ownUrls(repository, remotes),
    open: distinct(open, ({ value }) => value),
  };
}

/** Versions and clusters have lines of their own. */
const ANSWERED_HERE = /^(argocd|kubernetes)\.version$/;

function versionOf(repository: Repository): Reasoned<string> | undefined {
  for (const manifest of repository.manifests) {
    const template = podTemplateOf(manifest);
    for (const { container } of template === undefined ? [] : containersOf(template)) {
      const image = textAt(container, 'image') ?? '';
      const [, version] = /(?:^|\/)argoproj\/argocd:v?(\d+\.\d+)/.exec(image) ?? [];
      if (version !== undefined) {
        return { value: version, why: `${manifest.kind} ${manifest.name} runs ${image}` };
      }
    }
  }
  return undefined;
}

function namespaceReason(repository: Repository): string {
  const all = repository.applications.filter(({ manifest }) => manifest.namespace !== '');
  const there = all.filter(({ manifest }) => manifest.namespace === repository.argocdNamespace);
  if (all.length === 0) return 'no Application says another one';
  const those =
    there.length === all.length ? 'all Applications that name one' : `${there.length} of ${all.length} Applications`;
  return `${those} are in it`;
}

function clustersOf(repository: Repository): Proposal['clusters'] {
  const used = new Map<string, { readonly value: { server: string } | { name: string }; readonly by: string[] }>();
  for (const application of repository.applications) {
    const server = textAt(specOf(application), 'destination', 'server')?.replace(/\/+$/, '');
    const name = textAt(specOf(application), 'destination', 'name');
    const value = server === undefined ? name !== undefined && { name } : { server };
    if (!value || server === IN_CLUSTER.server || name === IN_CLUSTER.name || /\{\{/.test(server ?? name ?? ''))
      continue;
    const key = server ?? name ?? '';
    const found = used.get(key) ?? { value, by: [] };
    found.by.push(application.manifest.name);
    used.set(key, found);
  }
  return [...used.values()].map(({ value, by }) => ({
    value,
    why: `${listed(by)} ${by.length === 1 ? 'goes' : 'go'} there`,
  }));
}

/** The URLs of this repository, as Applications and sets write them. */
function ownUrls(repository: Repository, remotes: readonly string[]): readonly Reasoned<string>[] {
  const objects = [...repository.applications, ...repository.sets].map(({ manifest }) => manifest.object);
  const isRemote = remotes.some((remote) => repository.isOwn(remote) === true);
  const counts = new Map<string, number>();
  for (const { path, text } of objects.flatMap((object) => leavesOf(object.spec))) {
    if (path.at(-1) !== 'repoURL' || text.includes('{{') || repository.isOwn(text) !== true) continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({
    value,
    why: `${isRemote ? 'a remote of Git' : 'its paths are here'}, and ${count} ${count === 1 ? 'source names' : 'sources name'} it`,
  }));
}

function listed(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function distinct<T>(values: readonly T[], key: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [key(value), value] as const).toReversed()).values()].toReversed();
}

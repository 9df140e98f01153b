import type { Destination } from '../../argocd/app-project';
import { IN_CLUSTER } from '../../argocd/cluster';
import { permitsDestination } from '../../argocd/project-destinations';
import { permitsKind } from '../../argocd/project-resources';
import { permitsSource } from '../../argocd/project-sources';
import type { DeliveredApplication, Manifest, Repository } from '../../sources/model';
import { answer, Findings } from '../answers';
import { clusterOf, deliveriesByApplication, destinationNamespace, isLeftOpen, specOf } from '../delivery';
import { itemsAt, textAt, valueAt } from '../reading';
import { hasReason, REASONS } from '../reasons';
import type { Rule, Violation } from '../rule';
import { wellFormedProject } from '../well-formed-project';
import { application, configMap, project } from './example';
import { applicationsOf } from './project-reach';

/** What the Applications of a project use of it. */
interface Use {
  readonly sources: readonly string[];
  readonly destinations: readonly { readonly server: string; readonly namespace: string }[];
  readonly clusterKinds: readonly { readonly group: string; readonly kind: string }[];
  /** Whether more may be used than can be told. */
  readonly more: boolean;
}

function useOf(repository: Repository, applications: readonly DeliveredApplication[]): Use {
  const sources = new Set<string>();
  const destinations = new Map<string, { server: string; namespace: string }>();
  const clusterKinds = new Map<string, { group: string; kind: string }>();
  for (const each of applications) {
    const spec = specOf(each);
    for (const source of [...itemsAt(spec, 'sources'), valueAt(spec, 'source')]) {
      const url = textAt(source, 'repoURL');
      if (url !== undefined) sources.add(url);
    }
    const server = clusterOf(repository, each);
    const use = (namespace: string) => destinations.set(`${server} ${namespace}`, { server, namespace });
    use(destinationNamespace(each));
    for (const {
      manifest: { group, kind },
      scope,
      namespace,
    } of deliveriesByApplication(repository).get(each) ?? []) {
      if (scope === 'namespaced') use(namespace);
      if (scope === 'cluster') clusterKinds.set(`${group}/${kind}`, { group, kind });
    }
  }
  // Nobody means to use what is named after something that is missing.
  return {
    sources: [...sources].filter((url) => !isLeftOpen(url)).sort(),
    destinations: [...destinations.values()].filter(({ server, namespace }) => !isLeftOpen(`${server} ${namespace}`)),
    clusterKinds: [...clusterKinds.values()],
    more:
      [...sources, ...destinations.keys()].some(isLeftOpen) ||
      applications.some(({ content }) => content.some((source) => 'notKnown' in source)) ||
      repository.sets.some(({ outcome }) => !('applications' in outcome)),
  };
}

const tooWide: Rule = {
  code: 'project/too-wide',
  severity: 'warning',
  holds: "a project's repositories, destinations and cluster-scoped kinds are no wider than what its Applications use",
  why: 'What a project permits beyond its use is what a slip, or somebody who can push, may reach.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        "sourceRepos: ['*']",
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'projects/shop.yaml', line: 5 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.projects) {
      const applications = applicationsOf(repository, each);
      // A project without Applications serves some that are not here.
      if (applications.length === 0) continue;
      const use = useOf(repository, applications);
      for (const violation of [
        ...wideSources(each, use),
        ...wideDestinations(repository, each, use),
        ...wideKinds(repository, each, use),
      ]) {
        findings.add(violation);
      }
    }
    return findings.judgement();
  },
};

function wideSources(each: Manifest, use: Use): readonly Violation[] {
  const entries = wellFormedProject(each).spec?.sourceRepos ?? [];
  return entries.flatMap((entry, index) => {
    if (typeof entry !== 'string' || entry.startsWith('!') || hasReason(each, entry)) return [];
    const isUsed = use.sources.some((url) => permitsSource({ spec: { sourceRepos: [entry] } }, url) !== false);
    if (isUsed ? entry !== '*' : use.more) return [];
    return wider(each, ['spec', 'sourceRepos', index], entry, isUsed, entry, use.sources, use.more);
  });
}

function wideDestinations(repository: Repository, each: Manifest, use: Use): readonly Violation[] {
  const entries = wellFormedProject(each).spec?.destinations ?? [];
  const needed = use.destinations.map(({ server, namespace }) => `${server} ${namespace || '(none)'}`).sort();
  return entries.flatMap((entry, index) => {
    const namespace = entry?.namespace ?? '';
    if (Object.values(entry ?? {}).some((part) => typeof part === 'string' && part.startsWith('!'))) return [];
    if (hasReason(each, `namespace ${namespace}`)) return [];
    const isUsed = use.destinations.some((destination) => permits(repository, entry, destination));
    if (isUsed ? namespace !== '*' : use.more) return [];
    const what = `namespace ${JSON.stringify(namespace)} of ${entry.server ?? entry.name ?? 'no cluster'}`;
    return wider(each, ['spec', 'destinations', index], what, isUsed, `namespace ${namespace}`, needed, use.more);
  });
}

function permits(repository: Repository, entry: Destination, destination: Destination): boolean {
  const name =
    destination.server === IN_CLUSTER.server
      ? IN_CLUSTER.name
      : (repository.declarations.clusters.find(({ server }) => server === destination.server)?.name ??
        destination.server);
  return (
    answer(repository, (version) =>
      permitsDestination({ spec: { destinations: [entry] } }, { ...destination, name: name ?? '' }, version),
    ) !== false
  );
}

function wideKinds(repository: Repository, each: Manifest, use: Use): readonly Violation[] {
  const entries = wellFormedProject(each).spec?.clusterResourceWhitelist ?? [];
  const needed = use.clusterKinds.map(({ group, kind }) => (group === '' ? kind : `${kind} of ${group}`)).sort();
  return entries.flatMap((entry, index) => {
    const what = `${entry?.group ? `${entry.group}/` : ''}${entry?.kind ?? ''}`;
    if (hasReason(each, what)) return [];
    const all = entry?.group === '*' && entry.kind === '*';
    const isUsed = use.clusterKinds.some(
      (kind) =>
        answer(repository, (version) =>
          permitsKind({ spec: { clusterResourceWhitelist: [entry] } }, kind, 'cluster', version),
        ) !== false,
    );
    // A namespace that an Application creates is a use as well.
    if (entry?.kind === 'Namespace' || (isUsed || use.more ? !all : false)) return [];
    return wider(each, ['spec', 'clusterResourceWhitelist', index], what, isUsed || all, what, needed, use.more);
  });
}

function wider(
  each: Manifest,
  path: readonly (string | number)[],
  entry: string,
  isUsed: boolean,
  reason: string,
  needed: readonly string[],
  more: boolean,
): readonly Violation[] {
  const named = needed.length === 0 ? 'none' : needed.slice(0, 12).join(', ') + (needed.length > 12 ? ', ...' : '');
  const list = more ? `${named} as far as can be told` : named;
  return [
    {
      at: each,
      path,
      message: isUsed
        ? `project ${each.name} permits ${entry}, and its Applications use ${list}`
        : `project ${each.name} permits ${entry}, which none of its Applications uses; they use ${list}`,
      fix: `permit what is used, or give the reason in its annotation ${REASONS}: "${reason}: ..."`,
    },
  ];
}

export const projectGrantRules: readonly Rule[] = [tooWide];

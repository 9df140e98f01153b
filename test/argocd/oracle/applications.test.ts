import fc from 'fast-check';
import {
  isUnknown,
  orphans,
  refSources,
  resolveDestination,
  validateApplication,
  withGlobalProjects,
} from '../../../src/argocd';
import { eachRelease, someOf } from '../../oracle/agreement';
import { project } from '../project';
import { destinationEntry, kindEntry, repository, repositoryEntry } from './project-parts';
import { anyOf, few, pieces } from './texts';

const cluster = fc.record({
  server: anyOf(
    'https://c',
    'https://c',
    'https://d:6443',
    'https://d:6443/',
    'https://e//',
    'https://kubernetes.default.svc',
    'HTTPS://C',
  ),
  name: anyOf('c', 'c', 'd', 'in-cluster', '', 'C'),
  project: anyOf('', '', 'team', 'other'),
});
/** Of two clusters with one server Argo CD takes either, as they come. */
const clusters = someOf(
  fc.uniqueArray(cluster, { maxLength: 4, selector: ({ server }) => server.replace(/\/+$/, '') }),
);
const destination = fc.record(
  {
    server: anyOf(
      'https://c',
      'https://c',
      'https://c/',
      'https://d:6443',
      'https://e',
      'https://kubernetes.default.svc',
      '',
      '',
    ),
    name: anyOf('c', 'd', 'in-cluster', 'C', '', '', ''),
    namespace: pieces(3, ['web', 'db', '-', '/']),
  },
  { requiredKeys: [] },
);
const source = fc.record(
  {
    repoURL: fc.oneof({ weight: 5, arbitrary: repository }, anyOf('', 'https://h/a')),
    path: anyOf('a', 'a', '.', ''),
    chart: anyOf('', '', 'c'),
    ref: anyOf('', 'values', 'a b', 'a_-1', 'é', 'values\n', '$values'),
    targetRevision: anyOf('', 'HEAD', '1.0.0'),
  },
  { requiredKeys: ['repoURL'] },
);
const hydrator = fc.record(
  {
    drySource: fc.record({ repoURL: repository, targetRevision: anyOf('HEAD', ''), path: anyOf('a', '') }),
    syncSource: fc.record({ targetBranch: anyOf('main', 'main', ''), path: anyOf('a', '') }),
    hydrateTo: fc.record({ targetBranch: anyOf('next', '') }),
  },
  { requiredKeys: ['drySource', 'syncSource'] },
);
const spec = fc.oneof(
  { weight: 6, arbitrary: fc.record({ source, destination }, { requiredKeys: ['destination'] }) },
  {
    weight: 3,
    arbitrary: fc.record({ source, sources: few(source), destination }, { requiredKeys: ['destination', 'sources'] }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { source, sources: few(source), sourceHydrator: hydrator, destination },
      { requiredKeys: ['destination', 'sourceHydrator'] },
    ),
  },
);
const permissive = anyOf('*', '*', 'https://**');
const judging = fc.record({
  sourceRepos: few(fc.oneof(permissive, repositoryEntry)),
  destinations: few(fc.oneof(fc.constant({ server: '*', namespace: '*' }), destinationEntry)),
  permitOnlyProjectScopedClusters: fc.boolean(),
});

/** What its conditions say in Argo CD's words, and their codes here. */
const sayings: readonly (readonly [RegExp, string])[] = [
  [/(are|is) required/, 'source/incomplete'],
  [/^InvalidSpecError: application repo .* is not permitted in project/s, 'source/denied'],
  [/do not match any of the allowed destinations/, 'destination/denied'],
  [
    /can't have both name and server|has not been configured|unable to find destination server/,
    'destination/unresolved',
  ],
  [/error getting cluster by|no clusters with this name|clusters with the same name/, 'destination/unresolved'],
  [/Destination server missing/, 'destination/unresolved'],
];

const labels = fc.dictionary(anyOf('team', 'example.com/tier', 'a'), anyOf('web', 'db', ''), { maxKeys: 3 });
const selector = fc.record(
  {
    matchLabels: fc.dictionary(
      anyOf('team', 'example.com/tier', 'a', '-', 'a b', 'x/y/z'),
      anyOf('web', 'db', '', 'a b', 'é'),
      {
        maxKeys: 2,
      },
    ),
    matchExpressions: few(
      fc.record(
        {
          key: anyOf('team', 'example.com/tier', 'a', 'none', '', '-'),
          operator: anyOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'in', 'Gt'),
          values: few(anyOf('web', 'db', '', 'a b')),
        },
        { requiredKeys: ['key', 'operator'] },
      ),
      2,
    ),
  },
  { requiredKeys: [] },
);
const settings = someOf(
  few(
    fc.record(
      { projectName: anyOf('global', 'base', 'team', 'missing', ''), labelSelector: fc.oneof(selector, anyOf({})) },
      { requiredKeys: ['projectName'] },
    ),
  ),
);
const inherited = fc.record(
  {
    description: anyOf('x'),
    sourceRepos: few(repositoryEntry, 2),
    sourceNamespaces: few(anyOf('web', '*'), 2),
    destinations: few(destinationEntry, 2),
    clusterResourceWhitelist: few(kindEntry, 2),
    clusterResourceBlacklist: few(kindEntry, 2),
    namespaceResourceWhitelist: few(kindEntry, 2),
    namespaceResourceBlacklist: few(kindEntry, 2),
    orphanedResources: fc.record({ warn: fc.boolean() }),
    syncWindows: few(fc.record({ kind: anyOf('allow'), schedule: anyOf('* * * * *'), duration: anyOf('1h', '2h') }), 2),
    roles: few(fc.record({ name: anyOf('r') }), 1),
    destinationServiceAccounts: few(
      fc.record({ server: anyOf('*'), namespace: anyOf('web'), defaultServiceAccount: anyOf('sa') }),
      2,
    ),
    permitOnlyProjectScopedClusters: fc.boolean(),
  },
  { requiredKeys: [] },
);
const named = (names: fc.Arbitrary<string>) =>
  fc.record({ metadata: fc.record({ name: names, namespace: fc.constant('argocd'), labels }), spec: inherited });

const pattern = anyOf('', '*', 'a*', 'ConfigMap', '[', '{a,b}', 'web', 'web-?', 'apps', 'Secret', '!web');
const ignore = few(fc.record({ group: pattern, kind: pattern, name: pattern }, { requiredKeys: [] }));
const key = fc.record({
  group: anyOf('', '', 'apps'),
  kind: anyOf('ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Deployment'),
  namespace: anyOf('default', 'web', ''),
  name: anyOf('kube-root-ca.crt', 'default', 'kubernetes', 'web', 'web-1', 'a'),
});

eachRelease('applications', (agrees) => {
  agrees('a destination means the cluster that it means there', {
    fn: 'destination',
    questions: fc.record({ destination, clusters }),
    ours: ({ destination, clusters }, version) => {
      const resolved = resolveDestination(destination, clusters, version);
      if (isUnknown(resolved)) return resolved;
      return 'refused' in resolved ? 'refused' : { name: '', ...resolved.cluster };
    },
    real: ({ answer, error, panic }) => panic ?? (error === undefined ? answer : 'refused'),
  });

  agrees('an Application is refused for what it is refused for there', {
    fn: 'validate-permissions',
    questions: fc.record({
      application: spec.map((spec) => ({ metadata: { name: 'web' }, spec })),
      project: judging.map(project),
      clusters,
    }),
    ours: ({ application, project, clusters }, version) => {
      const projectClusters = clusters.filter((each) => each.project === project.metadata?.name);
      const conditions = validateApplication(application, project, { version, clusters, projectClusters });
      return conditions.find(isUnknown) ?? conditions.map((each) => !isUnknown(each) && each.code);
    },
    real: ({ answer, error, panic }) =>
      panic ??
      error ??
      (Array.isArray(answer) &&
        answer.map((message) => sayings.find(([wording]) => wording.test(message))?.[1] ?? message)),
  });

  agrees('sources are referred to by the names by which they are there', {
    fn: 'ref-sources',
    questions: fc.record({ sources: few(source, 4) }),
    ours: ({ sources }, version) => {
      const refs = refSources(sources, version);
      if ('refused' in refs) return 'refused';
      return Object.fromEntries([...refs].map(([ref, { repoURL }]) => [`$${ref}`, repoURL]));
    },
    real: ({ answer, error, panic }) => panic ?? (error === undefined ? answer : 'refused'),
  });

  agrees('a project inherits from global projects what it inherits there', {
    fn: 'global-projects',
    questions: fc.record({
      project: named(anyOf('team', 'team', 'global')),
      projects: fc.uniqueArray(named(anyOf('global', 'base', 'other')), { selector: ({ metadata }) => metadata.name }),
      settings,
    }),
    ours: ({ project, projects, settings }, version) =>
      present(withGlobalProjects(project, settings, [...projects, project], version).spec),
    real: ({ answer, error, panic }) => panic ?? error ?? present(answer),
  });

  agrees('an object is an orphan when it is one there', {
    fn: 'orphans',
    questions: fc
      .record({
        warn: fc.option(fc.boolean(), { nil: null }),
        ignore,
        namespaceResourceBlacklist: few(kindEntry, 1),
        live: few(key, 4),
      })
      .map(({ warn, ignore, namespaceResourceBlacklist, live }) => ({
        project: project({ orphanedResources: { warn, ignore }, namespaceResourceBlacklist }),
        live,
      })),
    ours: ({ project, live }, version) => {
      const found = orphans(project, { live, managed: [] }, version);
      if (found.unknown[0]) return found.unknown[0];
      return {
        places: live.flatMap((each, place) => (found.orphaned.includes(each) ? [place] : [])),
        warning: found.warning,
      };
    },
  });
});

/** Without what is empty: in Go that is as good as absent, and is left out or not as a field likes. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, present(each)] as const)
    .filter(
      ([, each]) => each !== null && each !== '' && each !== false && !(Array.isArray(each) && each.length === 0),
    );
  return Object.fromEntries(entries);
}

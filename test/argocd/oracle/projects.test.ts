import fc from 'fast-check';
import {
  permitsApplicationNamespace,
  permitsDestination,
  permitsKind,
  permitsResource,
  permitsSource,
  validateProject,
} from '../../../src/argocd';
import { isUnknown } from '../../../src/argocd/unknown';
import { eachRelease } from '../../oracle/agreement';
import { project } from '../project';
import {
  clusterEntry,
  destinationEntry,
  kindEntry,
  namespaceEntry,
  repository,
  repositoryEntry,
} from './project-parts';
import { anyOf, few, pieces } from './texts';

const destination = fc.record({
  server: anyOf('https://c', 'https://c/', 'https://d:6443', ''),
  name: anyOf('c', 'd', 'C', ''),
  namespace: anyOf('web', 'db', 'web-prod', 'a/b', ''),
});
const clusters = few(fc.record({ server: anyOf('https://c', 'https://d:6443', ''), name: anyOf('c', 'd', '') }));
const group = anyOf('', 'apps', 'argoproj.io', 'a/b');
const kind = anyOf('Pod', 'Deployment', 'AppProject', 'Job', '');
const absentOr = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const kinds = absentOr(few(kindEntry));
const lists = fc.record({
  clusterResourceWhitelist: kinds,
  clusterResourceBlacklist: kinds,
  namespaceResourceWhitelist: kinds,
  namespaceResourceBlacklist: kinds,
});

const window = fc.record(
  {
    kind: anyOf('allow', 'deny', 'allow', 'deny', 'Allow', ''),
    schedule: fc.oneof(
      { weight: 3, arbitrary: anyOf('* * * * *', '0 1 * * *', '0 1 * * mon-fri') },
      {
        weight: 2,
        arbitrary: fc
          .array(
            anyOf(
              '*',
              '0',
              '5',
              '59',
              '60',
              '?',
              '*/5',
              '*/0',
              '1-5',
              '5-1',
              '1,2',
              ',',
              '1-',
              '-1',
              'mon',
              'JAN',
              '7',
              '*-x',
              '1/2',
              '1/2/3',
              '+1',
              'x',
            ),
            { minLength: 4, maxLength: 6 },
          )
          .map((words) => words.join(' ')),
      },
      { weight: 1, arbitrary: anyOf('@daily', '', '0\t1 *  * \u00a0*', '00 01 01 01 00', 'TZ=UTC 0 1 * * *') },
    ),
    duration: fc.oneof(
      anyOf('1h', '2h30m'),
      pieces(4, ['1', '.5', '0', 'h', 'm', 's', 'ms', 'µs', 'ns', 'd', '-', '+', '.', '99999999999999999999', ' ']),
    ),
    applications: few(anyOf('web', 'w*', '[')),
    clusters: few(anyOf('c', 'https://*')),
    namespaces: few(anyOf('web', '*', '')),
    timeZone: anyOf('', 'UTC', 'Europe/Berlin', 'Nowhere'),
    andOperator: fc.boolean(),
    manualSync: fc.boolean(),
    description: anyOf('', 'x', 'é'.repeat(127), 'é'.repeat(128), 'a'.repeat(256)),
  },
  { requiredKeys: ['kind', 'schedule', 'duration'] },
);

const mostly = (usual: string, ...others: readonly string[]) =>
  fc.oneof({ weight: 4, arbitrary: anyOf(usual) }, anyOf(usual, ...others));
const policy = fc.oneof(
  { weight: 1, arbitrary: anyOf('p', '', 'g, a, proj:team:r', 'p, proj:team:r, applications, get, team/*, allow,') },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        mostly('p', ' p', 'g', 'P'),
        mostly('proj:team:r', 'proj:team:a-b', 'proj:te.m:r', 'r', 'proj:team:r\t'),
        anyOf('applications', 'applicationsets', 'repositories', 'clusters', 'exec', 'logs', 'projects', '*', 'Logs'),
        anyOf(
          'get',
          'create',
          'update',
          'delete',
          'sync',
          'override',
          '*',
          'action/x',
          'xdelete/',
          'update/*/y',
          'action',
          'invoke',
          '',
        ),
        mostly(
          'team/*',
          'team/a/b',
          'team',
          'team/',
          'team/a/b/c',
          'other/*',
          'team/é',
          'team/a b',
          'team/[a]',
          'team/a\n',
          'te.m/*',
        ),
        mostly('allow', 'deny', 'Allow', '', 'allow '),
      )
      .chain((parts) => anyOf(',', ', ', ' ,  ').map((comma) => parts.join(comma))),
  },
);
const role = fc.record({
  name: anyOf('r', 'r', 'r', 'r', 'r', 'r', 'a-b', 'a_b', 'r-', '-', '', 'é', 'r\n'),
  policies: few(policy, 2),
  groups: few(
    fc.oneof(
      anyOf('a', 'team:a'),
      pieces(4, ['a', '"', ',', ' ', '\u00a0', '\u0085', '\ufeff', '\t', '\n', 'é', '\u{1f600}']),
    ),
  ),
});
const accounts = few(
  fc.record({
    server: fc.oneof(anyOf('https://c', '*', ''), clusterEntry),
    namespace: fc.oneof(anyOf('web', '*', ''), namespaceEntry),
    defaultServiceAccount: anyOf('sa', 'sa', 'ns:sa', ' ', '', 'a*', 'a{', 'a\\', 'a/b', '\u00a0', 'a]', '!'),
  }),
);
const anyProject = fc.oneof(
  fc.record({ sourceRepos: few(repositoryEntry), sourceNamespaces: few(namespaceEntry) }, { requiredKeys: [] }),
  fc.record({ destinations: few(destinationEntry) }),
  { weight: 3, arbitrary: fc.record({ roles: few(role, 2) }) },
  fc.record({ syncWindows: few(fc.option(window, { nil: null, freq: 20 }), 2) }),
  fc.record({ destinationServiceAccounts: accounts }),
);

eachRelease('projects', (agrees) => {
  agrees('a project permits the repositories that it permits there', {
    fn: 'project-sources',
    questions: fc
      .tuple(few(repositoryEntry, 4), repository)
      .map(([sourceRepos, repoURL]) => ({ project: project({ sourceRepos }), repoURL })),
    ours: ({ project, repoURL }) => permitsSource(project, repoURL),
    unknowns: 0.01,
  });

  agrees('a project permits the destinations that it permits there', {
    fn: 'project-destinations',
    questions: fc
      .tuple(few(destinationEntry, 4), fc.boolean(), destination, clusters)
      .map(([destinations, permitOnlyProjectScopedClusters, destination, clusters]) => ({
        project: project({ destinations, permitOnlyProjectScopedClusters }),
        destination,
        clusters,
      })),
    ours: ({ project, destination, clusters }, version) => permitsDestination(project, destination, version, clusters),
    unknowns: 0.01,
  });

  agrees('a project permits the kinds that it permits there', {
    fn: 'project-kinds',
    questions: fc
      .tuple(lists, group, kind, fc.boolean())
      .map(([spec, group, kind, namespaced]) => ({ project: project(spec), group, kind, namespaced })),
    ours: ({ project, namespaced, ...resource }, version) =>
      permitsKind(project, resource, namespaced ? 'namespaced' : 'cluster', version),
  });

  agrees('a project permits the objects that it permits there', {
    fn: 'project-resources',
    questions: fc
      .tuple(
        fc.oneof(lists, fc.record({ clusterResourceWhitelist: few(fc.constant({ group: '*', kind: '*' })) })),
        few(fc.oneof(fc.constant({ server: '*', name: '*', namespace: '*' }), destinationEntry)),
        group,
        kind,
        anyOf('web', 'db', ''),
        destination,
        clusters,
        fc.boolean(),
      )
      .map(([lists, destinations, group, kind, namespace, destination, clusters, permitOnlyProjectScopedClusters]) => ({
        project: project({ ...lists, destinations, permitOnlyProjectScopedClusters }),
        group,
        kind,
        namespace,
        destination,
        clusters,
      })),
    ours: ({ project, destination, clusters, ...resource }, version) =>
      permitsResource(project, resource, destination, version, clusters),
    unknowns: 0.01,
  });

  agrees('a project takes Applications from the namespaces that it takes them from there', {
    fn: 'source-namespaces',
    questions: fc
      .tuple(few(namespaceEntry), anyOf('web', 'web-prod', 'db', 'team-a', 'argocd', ''), anyOf('argocd', 'web', ''))
      .map(([sourceNamespaces, namespace, controllerNamespace]) => ({
        project: project({ sourceNamespaces }),
        namespace,
        controllerNamespace,
      })),
    ours: ({ project, namespace, controllerNamespace }) =>
      permitsApplicationNamespace(project, namespace, controllerNamespace),
    unknowns: 0.1,
  });

  agrees('a project is valid when it is valid there', {
    fn: 'project-validation',
    questions: anyProject.map((spec) => ({ project: project(spec) })),
    ours: ({ project }, version) => {
      const problems = validateProject(project, version);
      const [doubt] = problems.filter(isUnknown);
      return doubt && problems.every(isUnknown) ? doubt : problems.length === 0;
    },
    real: ({ panic, error }) => panic ?? error === undefined,
    unknowns: 0.02,
  });
});

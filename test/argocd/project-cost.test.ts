import {
  globalProjectsFor,
  globMatches,
  isActive,
  isSameRepository,
  matchesInList,
  matchingWindows,
  maySync,
  normalizeRepositoryUrl,
  orphans,
  pathMatches,
  permitsApplicationNamespace,
  permitsDestination,
  permitsKind,
  permitsSource,
  refSources,
  resolveDestination,
  sshUser,
  validateApplication,
  validateProject,
} from '../../src/argocd';
import { cost, TOO_MUCH } from './cost';
import { project } from './project';

const SIZE = 64 * 1024;
const fill = (piece: string): string => piece.repeat(SIZE / Buffer.byteLength(piece));
const now = new Date('2026-03-29T01:30:00Z');
const version = '3.2';

/** What makes matchers go back and forth, parsers nest, and expressions of ours scan again and again. */
const hostile = [
  '*a',
  '?*',
  '[!a]',
  '{',
  '{a,b}',
  '\\',
  '!',
  '/',
  '@',
  '%41',
  ' ',
  '\u{1f600}',
  '1h',
  '0.',
  '(a*)*',
] as const;

/** Whole inputs that grow a single thing. */
const shaped: readonly string[] = [
  `${fill('{a,').slice(0, SIZE / 2)}${fill('}').slice(0, SIZE / 2)}`,
  `${fill('*').slice(1)}b`,
  `${fill('a').slice(1)}!`,
  `/(a+)+${'b'.repeat(900)}$/`,
  `/${fill('(a*)*').slice(0, 990)}$/`,
  `/${'(?!'.repeat(90)}${'a*'.repeat(100)}${')'.repeat(90)}/`,
  `https://[${fill(':').slice(20)}]`,
  `https://${fill('a@').slice(20)}h/`,
  `ssh://git@h/${fill('{').slice(20)}`,
  `p, proj:team:r, applications, get, team/${fill('*-').slice(50)}!, allow`,
  `p,${fill(' ').slice(20)}x, a, b, c, d`,
  `${fill('1,').slice(20)} * * * *`,
  `*/1,${fill('0-59,').slice(20)} 0 30 2 *`,
];
const texts = [...hostile.map((piece) => fill(piece)), ...shaped];

const asked: Readonly<Record<string, (text: string, other: string) => unknown>> = {
  globMatches: (text, other) => [globMatches(text, other), globMatches(text, other, '/')],
  pathMatches: (text, other) => pathMatches(text, other),
  'matchesInList of expressions': (text, other) => [
    matchesInList([text], other, 'regexp'),
    matchesInList([`/${text}/`], other.slice(0, 900), 'regexp'),
  ],
  normalizeRepositoryUrl: (text) => [
    normalizeRepositoryUrl(text),
    normalizeRepositoryUrl(`https://h/${text}`),
    normalizeRepositoryUrl(`https://${text}`),
  ],
  sshUser: (text, other) => [sshUser(text), isSameRepository(text, other)],
  permitsSource: (text, other) => [
    permitsSource(project({ sourceRepos: [text, `!${text}`] }), other),
    permitsSource(project({ sourceRepos: text.split('') }), 'https://h/a'),
  ],
  permitsDestination: (text, other) =>
    permitsDestination(
      project({ destinations: [{ server: text, name: text, namespace: `!${text}` }] }),
      {
        server: other,
        name: other,
        namespace: other,
      },
      version,
    ),
  permitsKind: (text, other) =>
    permitsKind(
      project({ clusterResourceWhitelist: [{ group: text, kind: text }] }),
      { group: other, kind: other },
      'cluster',
      version,
    ),
  permitsApplicationNamespace: (text, other) =>
    permitsApplicationNamespace(project({ sourceNamespaces: [text, `/${text}/`] }), other, 'argocd'),
  validateProject: (text) =>
    validateProject(
      project({
        sourceRepos: [text, text],
        sourceNamespaces: text.split('').slice(0, 20_000),
        destinations: [{ server: text, namespace: text }],
        roles: [
          {
            name: text,
            policies: [text, `p, proj:team:${text}, applications, get, team/${text}, allow`],
            groups: [text],
          },
        ],
        syncWindows: [{ kind: 'allow', schedule: text, duration: text, applications: [text], description: text }],
        destinationServiceAccounts: [{ server: text, namespace: text, defaultServiceAccount: text }],
      }),
      version,
    ),
  'sync windows': (text, other) => [
    matchingWindows(
      [{ applications: [text], clusters: [text], namespaces: [text] }],
      { metadata: { name: other }, spec: { destination: { server: other, namespace: other } } },
      version,
    ),
    isActive({ schedule: text, duration: '1h', timeZone: other }, now),
    maySync([{ kind: 'deny', schedule: '0 0 30 2 *', duration: text }], 'manual', now),
  ],
  'global projects': (text, other) =>
    globalProjectsFor({ metadata: { name: 'team', labels: { [other]: other } } }, [
      {
        projectName: 'global',
        labelSelector: {
          matchLabels: { [text]: text },
          matchExpressions: [{ key: text, operator: 'In', values: [text] }],
        },
      },
    ]),
  validateApplication: (text, other) => {
    const application = {
      spec: { source: { repoURL: other, path: other }, destination: { server: other, namespace: other } },
    };
    const spec = { sourceRepos: [text], destinations: [{ server: text, namespace: text }] };
    return validateApplication(application, project(spec), {
      version,
      clusters: [{ server: text, name: text }, { server: other }],
    });
  },
  'destinations and refs': (text, other) => [
    resolveDestination({ name: text }, [{ server: other, name: other }], version),
    refSources([{ ref: text }, { ref: other }], version),
  ],
  orphans: (text, other) =>
    orphans(
      project({ orphanedResources: { ignore: [{ group: text, kind: text, name: text }] } }),
      { live: [{ group: other, kind: other, namespace: other, name: other }], managed: [] },
      version,
    ),
};

/** Half of the texts, neighbours the other half: all of them take most of a minute. */
const everything = process.env.ARGOSY_COST === 'all';
const functions = Object.entries(asked).map(([name, ask], turn) => {
  return { name, ask, given: texts.filter((_, index) => everything || (index + turn) % 2 === 0) };
});

test.each(functions)(
  '$name does not cost much for any 64 KiB',
  ({ ask, given }) => {
    const other = fill('/a');
    const costs = given.map((text) => ({ text: text.slice(0, 9), times: cost(() => ask(text, other)) }));
    expect(costs.filter(({ times }) => times >= TOO_MUCH)).toEqual([]);
  },
  600_000,
);

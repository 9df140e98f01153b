import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import {
  type AppProject,
  globMatches,
  isUnknown,
  matchingWindows,
  normalizeRepositoryUrl,
  pathMatches,
  permitsApplicationNamespace,
  permitsDestination,
  permitsKind,
  permitsSource,
  validateProject,
} from '../../src/argocd';
import { project } from './project';

/*
 * Asks the real packages, where their program is there:
 *   (cd test/oracle && go build -o /tmp/oracle .) && ARGOSY_ORACLE=/tmp/oracle npx jest test/argocd/oracle
 */
const program = process.env.ARGOSY_ORACLE;
const VERSION = '2.13';
const QUESTIONS = 5_000;

interface Question {
  readonly fn: string;
  readonly project: AppProject;
}

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });

const url = fc
  .tuple(
    anyOf('', '', '!'),
    anyOf('https://h', 'https://H', 'git@h:', 'ssh://git@h', 'ssh://git@h:', '*://h', 'https://*'),
    fc.array(anyOf('/a', '/A', '/*', '/**', '/{a,b}', '/[a-c]', '.git', '/', 'a', '?x'), { maxLength: 3 }),
  )
  .map(([denial, host, path]) => denial + host + path.join(''));
const server = anyOf('https://c', 'https://d', '*', '!https://c', 'https://*', '', '!*', 'https://{c,d}', '[', '![');
const cluster = anyOf('c', 'd', '*', '!c', '', '!*', '{c,d}');
const namespace = anyOf('web', 'db', '*', '!web', 'w*', '', '!*');
const destination = fc.record({ server, name: cluster, namespace });
const kinds = fc.option(
  few(fc.record({ group: anyOf('', 'apps', '*', 'a*', '['), kind: anyOf('Pod', 'Deployment', '*', 'P?d', '[PD]*') })),
  { nil: null },
);
const expression = anyOf(
  'web',
  'w*',
  '/^w/',
  '/w(/',
  '//',
  '/b$/',
  '/^((?!web).)*$/',
  '/(w|d)[eb]+/',
  '/w{1,2}/',
  '/[]a]/',
);
const window = fc.record({
  kind: anyOf('allow', 'deny', 'x'),
  schedule: anyOf('* * * * *', '0 1 * * *', '@daily', '* * * *'),
  duration: anyOf('1h', '1d', '-1h', ''),
  applications: few(anyOf('web', 'w*', '[')),
  clusters: few(anyOf('c', 'https://*')),
  namespaces: few(anyOf('web', '*', '')),
});
const role = fc.record({
  name: anyOf('r', 'a-b', 'r-', ''),
  policies: few(
    anyOf(
      'p, proj:team:r, applications, get, team/*, allow',
      'p,proj:team:r,logs,xaction/,team/a/b,deny',
      'p, proj:team:r, applications, get, other/*, allow',
      'p, proj:team:r, x, get, team/*, allow',
      'p',
    ),
  ),
  groups: few(anyOf('a', 'a,b', '"a,b"', '"', '""', ' a', '\u00a0a', 'a\tb', '"a"b"', '')),
});

const pieces = (...given: readonly string[]) =>
  fc.array(anyOf(...given), { maxLength: 6 }).map((parts) => parts.join(''));
const text = pieces('a', 'b', '/', 'é', 'ab', '*', '{');
const nothing = fc.constant({});

agrees(
  'glob',
  nothing,
  fc.record({
    pattern: pieces(
      'a',
      'b',
      '*',
      '**',
      '?',
      '[!a]',
      '[ab]',
      '[!ab]',
      '{a,b}',
      '{a*,ab}',
      '{',
      '}',
      ',',
      'é',
      '/',
      '\\',
      '[',
    ),
    text,
    separators: anyOf('', '/'),
  }),
  (_, { pattern, text, separators }) => globMatches(pattern, text, separators),
);

agrees(
  'path',
  nothing,
  fc.record({ pattern: pieces('a', 'b', '*', '?', '[^a]', '[ab]', '[', ']', '-', '\\', 'é', '/'), text }),
  (_, { pattern, text }) => pathMatches(pattern, text),
);

agrees(
  'url',
  nothing,
  fc.record({
    url: fc.oneof(
      url,
      pieces('https://', 'ssh://', 'git@', 'h', ':', '/', '%41', '%', '{', ' ', 'É', '?', '#', '.git', '[::1]', ':80'),
    ),
  }),
  (_, { url }) => normalizeRepositoryUrl(url),
);

agrees('source', fc.record({ sourceRepos: few(url) }), fc.record({ url }), (p, { url }) => permitsSource(p, url));

agrees(
  'destination',
  fc.record({ destinations: few(destination), permitOnlyProjectScopedClusters: fc.boolean() }),
  fc.record({
    destination: fc.record({ server: anyOf('https://c', ''), name: anyOf('c', 'd', ''), namespace: anyOf('web', '') }),
    clusters: few(fc.record({ server: anyOf('https://c', 'https://d'), name: anyOf('c', '') })),
  }),
  (p, { destination, clusters }) => permitsDestination(p, destination, VERSION, clusters),
);

agrees(
  'kind',
  fc.record({
    clusterResourceWhitelist: kinds,
    clusterResourceBlacklist: kinds,
    namespaceResourceWhitelist: kinds,
    namespaceResourceBlacklist: kinds,
  }),
  fc.record({ group: anyOf('', 'apps'), kind: anyOf('Pod', 'Deployment', 'Job'), namespaced: fc.boolean() }),
  (p, resource) => permitsKind(p, resource, resource.namespaced ? 'namespaced' : 'cluster', VERSION),
);

agrees(
  'namespace',
  fc.record({ sourceNamespaces: few(expression) }),
  fc.record({ application: fc.record({ metadata: fc.record({ namespace: anyOf('web', 'db', 'argocd', '') }) }) }),
  (p, { application }) => permitsApplicationNamespace(p, application.metadata.namespace, 'argocd'),
);

agrees(
  'project',
  fc.record(
    {
      sourceRepos: few(url),
      sourceNamespaces: few(namespace),
      destinations: few(destination),
      roles: few(role),
      syncWindows: few(window),
      destinationServiceAccounts: few(
        fc.record({ server, namespace, defaultServiceAccount: anyOf('sa', ' ', 'a*', 'ns:sa') }),
      ),
    },
    { requiredKeys: [] },
  ),
  fc.record({}),
  (p) => validateProject(p, VERSION).length === 0,
);

agrees(
  'windows',
  fc.record({ syncWindows: few(window) }),
  fc.record({
    application: fc.record({
      metadata: fc.record({ name: anyOf('web', 'db') }),
      spec: fc.record({ destination: fc.record({ server: anyOf('https://c', ''), namespace: anyOf('web', 'db') }) }),
    }),
  }),
  (p, { application }) => {
    const windows = matchingWindows(p.spec?.syncWindows ?? [], application, VERSION);
    return isUnknown(windows) ? windows : windows.length;
  },
);

function agrees<Subject extends object>(
  fn: string,
  specs: fc.Arbitrary<NonNullable<AppProject['spec']>>,
  subjects: fc.Arbitrary<Subject>,
  answer: (project: AppProject, subject: Subject) => unknown,
): void {
  (program === undefined ? test.skip : test)(`${fn}: what we say is what Argo CD says`, () => {
    const questions = fc
      .sample(fc.tuple(specs, subjects), QUESTIONS)
      .map(([spec, subject]) => ({ ...subject, fn, project: project(spec) }));
    const theirs = ask(program ?? '', questions);
    const differences = questions.filter((question, nth) => {
      const ours = answer(question.project, question);
      // Of a project that is not valid the program says why.
      const real = fn === 'project' && theirs[nth] !== true ? false : theirs[nth];
      return !isUnknown(ours) && ours !== real;
    });
    expect(differences).toEqual([]);
  });
}

function ask(path: string, questions: readonly Question[]): readonly unknown[] {
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { stdout } = spawnSync(path, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

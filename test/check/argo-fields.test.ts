import type { ArgoVersion } from '../../src/argocd';
import { unknownFields } from '../../src/check/argo-fields';
import { RULES } from '../../src/check/rules';
import { application } from '../../src/check/rules/example';
import { readRepository } from '../../src/sources/repository';

function pathsOf(kind: string, object: object, version?: ArgoVersion) {
  return unknownFields({ kind, object }, version).map(({ path }) => path);
}

test('fields are looked for at every depth, in lists and in the template of a set', () => {
  const spec = { source: { helm: { valuesFile: 'a' } }, sources: [{}, { repoUrl: 'a' }] };
  expect(pathsOf('Application', { spec })).toEqual([
    ['spec', 'source', 'helm', 'valuesFile'],
    ['spec', 'sources', 1, 'repoUrl'],
  ]);
  const nested = { matrix: { generators: [{ list: { element: [] } }] } };
  const set = { spec: { generators: [nested], template: { spec: { projects: 'a' } } } };
  expect(pathsOf('ApplicationSet', set)).toEqual([
    ['spec', 'generators', 0, 'matrix', 'generators', 0, 'list', 'element'],
    ['spec', 'template', 'spec', 'projects'],
  ]);
});

test('what holds anything is not looked into, and what has the wrong shape has no fields', () => {
  const metadata = { anything: 1 };
  expect(
    pathsOf('Application', {
      metadata,
      status: { a: 1 },
      spec: { source: { helm: { valuesObject: { a: 1 } } } },
    }),
  ).toEqual([]);
  expect(pathsOf('Application', { spec: 'none' })).toEqual([]);
  expect(pathsOf('ApplicationSet', { spec: { generators: [{ list: { elements: [{ any: 1 }] } }] } })).toEqual([]);
  expect(pathsOf('Rollout', { spec: { any: 1 } })).toEqual([]);
});

test('a field is judged by the release that is meant, and without one by all of them', () => {
  const spec = { sourceHydrator: { drySource: {} }, revisionHistoryLimits: 1 };
  const hydrator = ['spec', 'sourceHydrator'];
  const limits = ['spec', 'revisionHistoryLimits'];
  expect(pathsOf('Application', { spec }, '2.13')).toEqual([hydrator, limits]);
  expect(pathsOf('Application', { spec }, '2.14')).toEqual([limits]);
  expect(
    unknownFields({ kind: 'Application', object: { spec } }).map(({ path, releases }) => [path, releases]),
  ).toEqual([
    [hydrator, ['2.14', '3.0', '3.1', '3.2', '3.3', '3.4', '3.5']],
    [limits, []],
  ]);
});

test('what only some releases have is told wherever it stands, and what all have nowhere', () => {
  const kustomize = { namePrefix: 'a', ignoreMissingComponents: true };
  const spec = { source: { path: 'a', kustomize }, sources: [{ repoURL: 'a' }, { name: 'a' }] };
  expect(pathsOf('Application', { spec })).toEqual([
    ['spec', 'source', 'kustomize', 'ignoreMissingComponents'],
    ['spec', 'sources', 1, 'name'],
  ]);
});

async function judged(code: string, files: Readonly<Record<string, string>>, argocdVersion?: string) {
  const repository = await readRepository({ files }, argocdVersion === undefined ? {} : { argocdVersion });
  const rule = RULES.find((each) => each.code === code);
  const { violations, notKnown } = rule?.judge({ repository, now: new Date(0) }) ?? {};
  return { found: violations?.map(({ path, message, fix }) => ({ path, message, fix })), notKnown };
}

test('what only some releases know is wrong in the others, and not known where none is declared', async () => {
  const files = {
    'apps/shop.yaml': application('shop').replace('spec:', 'spec:\n  sourceHydrator: { hydrateTo: {} }'),
  };
  expect(await judged('app/unknown-field', files, '2.13')).toEqual({
    found: [
      {
        path: ['spec', 'sourceHydrator'],
        message: 'spec.sourceHydrator is no field of an Application in Argo CD 2.13',
        fix: 'remove it, or upgrade: Argo CD 2.14 to 3.5 has it',
      },
    ],
    notKnown: [],
  });
  expect(await judged('app/unknown-field', files)).toEqual({
    found: [],
    notKnown: [
      {
        what: 'whether Argo CD knows spec.sourceHydrator of Application shop',
        why: 'only 2.14 to 3.5 has it',
        declare: 'argocd.version',
      },
    ],
  });
  expect(await judged('app/invalid-source', files, '2.13')).toEqual({ found: [], notKnown: undefined });
  expect((await judged('app/invalid-source', files, '3.2')).found?.map(({ message }) => message)).toEqual([
    'sourceHydrator needs drySource.repoURL',
    'sourceHydrator needs syncSource.targetBranch',
    'hydrateTo needs targetBranch',
  ]);
});

test('a ref of one source alone is looked at since Argo CD 3.3', async () => {
  const one = application('shop').replace(/source: ({.*)}/, 'sources: [$1, ref: a b }]');
  const files = { 'apps/shop.yaml': one };
  const message = 'ref a b has other characters than letters, digits, _ and -';
  expect(await judged('app/invalid-source', files, '3.2')).toEqual({ found: [], notKnown: undefined });
  expect((await judged('app/invalid-source', files, '3.3')).found).toEqual([{ path: ['spec', 'sources'], message }]);
  expect(await judged('app/invalid-source', files)).toEqual({
    found: [],
    notKnown: [
      {
        what: 'whether Argo CD takes Application shop',
        why: `only 3.3 to 3.5 says that ${message}`,
        declare: 'argocd.version',
      },
    ],
  });
});

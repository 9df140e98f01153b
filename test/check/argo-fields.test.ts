import { unknownFields } from '../../src/check/argo-fields';

test('fields are looked for at every depth, in lists and in the template of a set', () => {
  const spec = { source: { helm: { valuesFile: 'a' } }, sources: [{}, { repoUrl: 'a' }] };
  expect(unknownFields('Application', { spec }).map(({ path }) => path)).toEqual([
    ['spec', 'source', 'helm', 'valuesFile'],
    ['spec', 'sources', 1, 'repoUrl'],
  ]);
  const nested = { matrix: { generators: [{ list: { element: [] } }] } };
  const set = { spec: { generators: [nested], template: { spec: { projects: 'a' } } } };
  expect(unknownFields('ApplicationSet', set).map(({ path }) => path)).toEqual([
    ['spec', 'generators', 0, 'matrix', 'generators', 0, 'list', 'element'],
    ['spec', 'template', 'spec', 'projects'],
  ]);
});

test('what holds anything is not looked into, and what has the wrong shape has no fields', () => {
  const metadata = { anything: 1 };
  expect(
    unknownFields('Application', {
      metadata,
      status: { a: 1 },
      spec: { source: { helm: { valuesObject: { a: 1 } } } },
    }),
  ).toEqual([]);
  expect(unknownFields('Application', { spec: 'none' })).toEqual([]);
  expect(unknownFields('ApplicationSet', { spec: { generators: [{ list: { elements: [{ any: 1 }] } }] } })).toEqual([]);
  expect(unknownFields('Rollout', { spec: { any: 1 } })).toEqual([]);
});

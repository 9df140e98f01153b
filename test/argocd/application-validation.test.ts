import {
  type Application,
  type Cluster,
  isUnknown,
  refusedApplications,
  resolveDestination,
  validateApplication,
  valueFilesOf,
} from '../../src/argocd';
import { project } from './project';

const OPEN = project({ sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] });
const SOURCE = { repoURL: 'https://h/a', path: 'web' };
const CENTRE: Cluster = { server: 'https://centre', name: 'centre' };

const validate = (spec: Application['spec'], clusters: readonly Cluster[] | null = [CENTRE]) =>
  validateApplication({ metadata: { name: 'web' }, spec: spec ?? {} }, OPEN, {
    version: '3.2',
    ...(clusters !== null && { clusters }),
  }).map((condition) => (isUnknown(condition) ? condition.unknown : `${condition.code}: ${condition.message}`));

test('an Application with a source and a destination is fine', () => {
  expect(validate({ source: SOURCE, destination: { name: 'centre', namespace: 'web' } })).toEqual([]);
});

test('an incomplete source ends the list', () => {
  expect(validate({ source: { repoURL: 'https://h/a' } })).toEqual([
    'source/incomplete: a source needs repoURL and one of path or chart',
  ]);
});

test('sources hide source, and one of them may be there for its ref', () => {
  const destination = { name: 'centre', namespace: 'web' };
  expect(validate({ source: {}, sources: [SOURCE, { repoURL: 'https://h/b', ref: 'values' }], destination })).toEqual(
    [],
  );
});

test('a chart needs a revision', () => {
  expect(validate({ source: { repoURL: 'https://h/a', chart: 'web' } })).toEqual([
    'source/incomplete: a chart needs targetRevision',
  ]);
});

test('a destination is a name or a server', () => {
  expect(validate({ source: SOURCE, destination: {} })).toEqual([
    'destination/unresolved: destination has neither name nor server',
  ]);
  expect(validate({ source: SOURCE, destination: { name: 'centre', server: 'https://centre' } })).toEqual([
    'destination/unresolved: destination has both the name centre and the server https://centre',
  ]);
});

test('a cluster that nobody told of is unknown, and not wrong', () => {
  expect(validate({ source: SOURCE, destination: { name: 'centre' } }, null)).toEqual([
    'cannot tell offline: which clusters Argo CD knows',
  ]);
});

test('the cluster of Argo CD itself is known without being told', () => {
  expect(resolveDestination({ name: 'in-cluster', namespace: 'web' }, [], '3.2')).toEqual({
    cluster: { server: 'https://kubernetes.default.svc', name: 'in-cluster', namespace: 'web' },
  });
});

test('from 3.0 on a server has its name, too', () => {
  const destination = { server: 'https://centre', namespace: 'web' };
  expect(resolveDestination(destination, [CENTRE], '3.0')).toEqual({ cluster: { ...CENTRE, namespace: 'web' } });
  expect(resolveDestination(destination, [CENTRE], '2.13')).toEqual({ cluster: destination });
});

test('a slash at the end of what a Secret says does not count, one in the Application does', () => {
  const slashed = [{ server: 'https://centre/', name: 'centre' }];
  expect(resolveDestination({ server: 'https://centre' }, slashed, '3.2')).toMatchObject({ cluster: CENTRE });
  expect(resolveDestination({ server: 'https://centre/' }, slashed, '3.2')).toMatchObject({
    refused: expect.any(String),
  });
});

test('of generated Applications with one name none is made; before 3.2 the first is', () => {
  const made = ['a', 'a'].map((name) => ({
    metadata: { name },
    spec: { project: 'team', destination: { name: 'centre', namespace: 'web' } },
  }));
  expect(refusedApplications(made, [OPEN], [CENTRE], '3.2')).toHaveLength(2);
  expect(refusedApplications(made, [OPEN], [CENTRE], '2.13')).toEqual([
    { application: made[1], reason: 'the set makes more than one Application a' },
  ]);
});

const VALUES = { repoURL: 'https://h/values', ref: 'values', targetRevision: 'main' };
const chart = (...valueFiles: string[]) => ({ ...SOURCE, helm: { valueFiles } });

test('a value file may be in the repository of another source', () => {
  const source = chart('local.yaml', '$values/dev/web.yaml');
  expect(valueFilesOf(source, [source, VALUES], '2.13')).toEqual([
    { written: 'local.yaml', from: 'source' },
    { written: '$values/dev/web.yaml', from: 'ref', source: VALUES, path: 'dev/web.yaml' },
  ]);
});

test.each([
  ['a ref that nobody has', '$other/a', 'no source has the ref other'],
  ['a way out of the repository', '$values/a/../../b', '$values/a/../../b leaves the repository'],
])('%s is refused', (_, written, reason) => {
  const source = chart(written);
  expect(valueFilesOf(source, [source, VALUES], '2.13')).toEqual([{ written, from: 'refused', reason }]);
});

test('two revisions of one repository may be one commit', () => {
  const source = { ...chart('$values/a'), repoURL: 'https://h/values.git', targetRevision: 'v1' };
  expect(valueFilesOf(source, [source, VALUES], '2.13')).toEqual([
    {
      written: '$values/a',
      from: 'unknown',
      unknown: 'cannot tell offline: whether v1 and main of https://h/values are one commit',
    },
  ]);
});

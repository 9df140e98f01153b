import {
  type AppProjectSpec,
  isUnknown,
  mergeGlobalProject,
  orphans,
  validateProject,
  withGlobalProjects,
} from '../../src/argocd';
import { project } from './project';

const problems = (spec: AppProjectSpec, version: '2.13' | '3.2' = '3.2') =>
  validateProject(project(spec), version).map((problem) =>
    isUnknown(problem) ? problem.unknown : `${problem.field}: ${problem.message}`,
  );

test('all that is wrong is told at once', () => {
  expect(problems({ sourceRepos: ['!*', 'a', 'a'], sourceNamespaces: ['b', 'b'] })).toEqual([
    'sourceNamespaces: "b" is there twice',
    'sourceRepos: !* denies everything',
    'sourceRepos: "a" is there twice',
  ]);
});

test('a server and a name that are written alike are one destination', () => {
  expect(problems({ destinations: [{ server: 'a' }, { name: 'a' }] })).toEqual(['destinations: "a/" is there twice']);
});

test('windows for different Applications are different since 3.2', () => {
  const window = { kind: 'allow', schedule: '* * * * *', duration: '1h' };
  const syncWindows = [
    { ...window, applications: ['a'] },
    { ...window, applications: ['b'] },
  ];
  expect(problems({ syncWindows })).toEqual([]);
  expect(problems({ syncWindows }, '2.13')).toEqual(['syncWindows: "allow* * * * *1h" is there twice']);
});

test('a glob of a service account has to compile', () => {
  const account = { server: 'https://[', namespace: 'web', defaultServiceAccount: 'deployer' };
  expect(problems({ destinationServiceAccounts: [account] })).toEqual([
    'destinationServiceAccounts: server https://[: unexpected end of input',
  ]);
});

test('a global project adds to what a project has, and makes an absent whitelist restrict', () => {
  const settings = [{ projectName: 'all', labelSelector: { matchLabels: { team: 'web' } } }];
  const team = { metadata: { name: 'team', labels: { team: 'web' } }, spec: { sourceRepos: ['a'] } };
  const all = {
    metadata: { name: 'all' },
    spec: { sourceRepos: ['b'], namespaceResourceWhitelist: [{ kind: 'Pod' }] },
  };
  expect(withGlobalProjects(team, settings, [all], '3.2')).toEqual({
    ...team,
    spec: { sourceRepos: ['a', 'b'], namespaceResourceWhitelist: [{ kind: 'Pod' }] },
  });
  expect(withGlobalProjects(project({}), settings, [all], '3.2')).toEqual(project({}));
});

test('a global project that does not exist ends the list', () => {
  const settings = [{ projectName: 'none' }, { projectName: 'all' }];
  const all = { metadata: { name: 'all' }, spec: { sourceRepos: ['b'] } };
  expect(withGlobalProjects(project({}), settings, [all], '3.2')).toEqual(project({}));
});

test('a global project passes on no roles and no orphan settings', () => {
  const global = project({ roles: [{ name: 'r' }], orphanedResources: {}, sourceNamespaces: ['a'] });
  expect(mergeGlobalProject(project({}), global, '3.2')).toEqual(project({}));
});

const LOST = { group: '', kind: 'ConfigMap', namespace: 'web', name: 'lost' };

test('orphans are looked for only where the project says so', () => {
  const orphanage = { live: [LOST], managed: [] };
  expect(orphans(project({}), orphanage, '3.2')).toEqual({ orphaned: [], unknown: [], warning: false });
  expect(orphans(project({ orphanedResources: { warn: true } }), orphanage, '3.2')).toEqual({
    orphaned: [LOST],
    unknown: [],
    warning: true,
  });
});

test('what another Application tracks, or the project does not permit there, is no orphan', () => {
  const monitored = project({ orphanedResources: {}, destinations: [{ server: '*', namespace: 'db' }] });
  expect(orphans(monitored, { live: [LOST], managed: [], owner: () => 'other' }, '3.2').orphaned).toEqual([]);
  const cluster = { server: 'https://centre' };
  expect(orphans(monitored, { live: [LOST], managed: [], cluster }, '3.2').orphaned).toEqual([]);
});

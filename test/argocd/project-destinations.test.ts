import { type AppProjectSpec, permitsDestination } from '../../src/argocd';
import { project } from './project';

const CENTRE = { server: 'https://centre', name: 'centre', namespace: 'web' };

const permits = (destinations: NonNullable<AppProjectSpec['destinations']>, version: '2.13' | '3.2' = '3.2') =>
  permitsDestination(project({ destinations }), CENTRE, version);

test('an entry permits by server or by name, together with the namespace', () => {
  expect(permits([{ server: 'https://centre', namespace: '*' }])).toBe(true);
  expect(permits([{ name: 'cent*', namespace: 'web' }])).toBe(true);
  expect(permits([{ name: 'centre', namespace: 'db' }])).toBe(false);
});

test('a star crosses slashes and dots', () => {
  expect(permits([{ server: 'https*', namespace: '*' }])).toBe(true);
});

test('an entry without a namespace permits only what has none', () => {
  expect(permits([{ server: '*' }])).toBe(false);
});

test('a denied name denies in every namespace', () => {
  expect(
    permits([
      { server: '*', namespace: '*' },
      { name: '!centre', namespace: 'db' },
    ]),
  ).toBe(false);
});

test('a denied server denies in its own namespace since 2.14, before in every one', () => {
  const destinations = [
    { server: '*', namespace: '*' },
    { server: '!https://centre', namespace: 'db' },
  ];
  expect(permits(destinations)).toBe(true);
  expect(permits(destinations, '2.13')).toBe(false);
});

test('a negated entry permits whatever it does not deny', () => {
  expect(permits([{ server: '!https://edge', namespace: 'web' }])).toBe(true);
});

test('a cluster without a name is denied by every denied name', () => {
  const destinations = [
    { server: '*', namespace: '*' },
    { name: '!edge', namespace: '*' },
  ];
  const unnamed = { server: 'https://centre', namespace: 'web' };
  expect(permitsDestination(project({ destinations: destinations.slice(1) }), unnamed, '3.2')).toBe(false);
});

test('a project bound to clusters of its own is unknown until they are told', () => {
  const bound = project({ destinations: [{ server: '*', namespace: '*' }], permitOnlyProjectScopedClusters: true });
  expect(permitsDestination(bound, CENTRE, '3.2')).toEqual({
    unknown: 'cannot tell offline: which clusters belong to the project',
  });
  expect(permitsDestination(bound, CENTRE, '3.2', [])).toBe(false);
  expect(permitsDestination(bound, CENTRE, '3.2', [{ server: 'https://centre', name: 'other' }])).toBe(true);
});

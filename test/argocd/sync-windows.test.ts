import { isActive, matchingWindows, maySync, type SyncWindow } from '../../src/argocd';

const NOON = new Date('2026-03-04T12:00:00Z');

const window = (changes: SyncWindow): SyncWindow => ({
  kind: 'allow',
  schedule: '0 11 * * *',
  duration: '2h',
  applications: ['*'],
  ...changes,
});

test.each([
  ['open from its start for its duration', {}, true],
  ['closed when the duration is over', { duration: '59m' }, false],
  ['not open yet at the moment of its start', { schedule: '0 12 * * *' }, false],
  ['not open any more at the moment of its end', { duration: '1h' }, false],
  ['in the time of its zone', { schedule: '0 12 * * *', timeZone: 'Europe/Berlin' }, true],
  ['in UTC when its zone is not known', { timeZone: 'Mars/Olympus' }, true],
  ['in UTC when its zone is an offset', { timeZone: '+05:00' }, true],
  ['open at all times when it never comes', { schedule: '0 0 30 2 *', duration: '1m' }, true],
  ['never open with a negative duration', { duration: '-1h' }, false],
  ['open by a day of the month or a weekday, when both are written', { schedule: '0 11 1 * wed' }, true],
  ['open by a day of the month and a weekday, when one is a star', { schedule: '0 11 */2 * wed' }, true],
  ['closed on a day that has to fit both', { schedule: '0 11 5 * *' }, false],
])('a window is %s', (_, changes, expected) => {
  expect(isActive(window(changes), NOON)).toBe(expected);
});

test.each([
  ['a weekday of 7', { schedule: '0 11 * * 7' }],
  ['six fields', { schedule: '0 0 11 * * *' }],
  ['a descriptor', { schedule: '@daily' }],
  ['a duration in days', { duration: '1d' }],
])('%s cannot be read, and nothing syncs', (_, changes) => {
  expect(isActive(window(changes), NOON)).toBeUndefined();
  expect(maySync([window(changes)], 'manual', NOON)).toEqual({ permitted: false, because: 'unreadable window' });
});

test('a schedule with a zone of its own is unknown', () => {
  expect(isActive(window({ schedule: 'TZ=UTC 0 11 * * *' }), NOON)).toEqual({ unknown: expect.any(String) });
});

test('without windows everything syncs', () => {
  expect(maySync([], 'automated', NOON)).toEqual({ permitted: true, because: 'no window' });
});

test('an active deny beats an active allow', () => {
  const windows = [window({}), window({ kind: 'deny' })];
  expect(maySync(windows, 'automated', NOON)).toEqual({ permitted: false, because: 'active deny' });
});

test('by hand a deny is passed only if every active one lets it', () => {
  const open = window({ kind: 'deny', manualSync: true });
  expect(maySync([open], 'manual', NOON)).toEqual({ permitted: true, because: 'active deny' });
  expect(maySync([open, window({ kind: 'deny' })], 'manual', NOON)).toEqual({
    permitted: false,
    because: 'active deny',
  });
});

test('allows of which none is active block, and an inactive deny does not', () => {
  const later = { schedule: '0 20 * * *' };
  expect(maySync([window(later)], 'automated', NOON)).toEqual({ permitted: false, because: 'no active allow' });
  expect(maySync([window({ ...later, kind: 'deny' })], 'automated', NOON)).toEqual({
    permitted: true,
    because: 'no window',
  });
});

test('one list is enough, unless all have to fit', () => {
  const application = { metadata: { name: 'web' }, spec: { destination: { server: 'https://a', namespace: 'team' } } };
  const either = window({ applications: ['web'], namespaces: ['other'] });
  const all = { ...either, andOperator: true };
  expect(matchingWindows([either, null], application, '3.2')).toEqual([either]);
  expect(matchingWindows([all], application, '3.2')).toEqual([]);
  // Older releases do not know the field.
  expect(matchingWindows([all], application, '2.13')).toEqual([all]);
});

test('a cluster is matched as the Application writes it', () => {
  const application = { spec: { destination: { server: 'https://kubernetes.default.svc' } } };
  const named = window({ applications: [], clusters: ['in-cluster'] });
  expect(matchingWindows([named], application, '3.2')).toEqual([]);
});

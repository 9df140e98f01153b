import { age, type StatusRow, statusText } from '../../src/report/status';

const NOW = new Date('2026-03-01T12:00:00Z');
const row = (more: Partial<StatusRow>): StatusRow => ({
  name: 'api-dev',
  wave: '1',
  sync: 'Synced',
  health: 'Healthy',
  since: '2026-03-01T11:00:00Z',
  settled: true,
  trouble: undefined,
  ...more,
});

test('a platform is one table an environment, and a line that sums up', () => {
  const applications = [
    row({ name: 'shop-dev', wave: 'root' }),
    row({
      name: 'web-dev',
      wave: '2.1',
      sync: 'OutOfSync',
      settled: false,
      trouble: 'Service web not as in Git',
      since: undefined,
    }),
  ];
  const platforms = [{ platform: 'shop', environments: [{ environment: 'dev', applications }] }];
  expect(statusText({ platforms }, NOW)).toBe(`shop dev
  WAVE  APPLICATION  SYNC       HEALTH   SINCE  WHAT IS WRONG
  root  shop-dev     Synced     Healthy  60m
  2.1   web-dev      OutOfSync  Healthy         Service web not as in Git

2 Applications, 1 Synced and Healthy, 1 not
`);
});

test('a cluster without Applications says so', () => {
  expect(statusText({ platforms: [] }, NOW)).toBe('no Application\n');
});

const ages: readonly (readonly [since: string, said: string])[] = [
  ['2026-03-01T12:00:01Z', '0s'],
  ['2026-03-01T11:59:59Z', '1s'],
  ['2026-03-01T11:58:01Z', '119s'],
  ['2026-03-01T11:58:00Z', '2m'],
  ['2026-03-01T10:00:01Z', '119m'],
  ['2026-03-01T10:00:00Z', '2h'],
  ['2026-02-27T12:00:00Z', '2d'],
  ['yesterday', ''],
];
for (const [since, said] of ages) {
  test(`${since} is ${said || 'nothing'} ago`, () => {
    expect(age(since, NOW)).toBe(said);
  });
}

import fc from 'fast-check';
import { isUnknown, matchingWindows, maySync } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';
import { anyOf, few, pieces } from './texts';

const field = (...values: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: anyOf('*', '*', '?') }, anyOf(...values));
const schedule = fc.oneof(
  {
    weight: 40,
    arbitrary: fc
      .tuple(
        field('0', '30', '0,30', '*/15', '5-10', '10-50/20', '58/1', '59', '0-59', '*/61', ','),
        field('0', '1', '22', '23', '9-17', '*/6', '1,2,3', '20-23', '24'),
        field('1', '29', '30', '31', '1-7', '*/10', '28-31', '1,15', '0'),
        field('1', '2', '2,4', 'feb', 'JUN-aug', '*/2', '12', '13', 'feb,apr'),
        field('0', '1', 'mon-fri', 'sun', '6', 'SAT,SUN', '1-5', '*/2', '7', '0-6'),
      )
      .map((fields) => fields.join(' ')),
  },
  {
    weight: 5,
    arbitrary: anyOf(
      '',
      '* * * *',
      '* * * * * *',
      '@hourly',
      ' 0  1 * * * ',
      '0 0 30 2 *',
      '0 0 29 2 *',
      '0 0 31 4,6 *',
    ),
  },
  { weight: 5, arbitrary: pieces(9, ['*', ' ', '0', '1', '/', '-', ',', '?', 'mon', 'L', '#', '5']) },
  { weight: 1, arbitrary: anyOf('TZ=UTC 0 1 * * *', 'CRON_TZ=Europe/Berlin 0 1 * * *', 'TZ=UTC') },
);
const duration = fc.oneof(
  { weight: 6, arbitrary: anyOf('1m', '30m', '1h', '1h30m', '8h', '23h59m', '24h', '48h', '168h', '1.5h', '8784h') },
  {
    weight: 1,
    arbitrary: anyOf(
      '0',
      '0s',
      '1s',
      '59s',
      '1ms',
      '1ns',
      '1000001ns',
      '-1h',
      '',
      '1',
      '1d',
      '2562047h',
      '2562048h',
      '43800h',
    ),
  },
  { weight: 1, arbitrary: pieces(4, ['1', '.5', '0', 'h', 'm', 's', 'ms', 'µs', 'us', 'ns', '-', '+', '.']) },
);
const timeZone = fc.oneof(
  { weight: 3, arbitrary: anyOf('', 'UTC') },
  {
    weight: 3,
    arbitrary: anyOf(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Seoul',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
      'Pacific/Apia',
      'Etc/GMT+5',
      'America/Argentina/Buenos_Aires',
      'GMT',
    ),
  },
  {
    weight: 1,
    arbitrary: anyOf(
      'europe/berlin',
      'utc',
      'Nowhere/City',
      '+02:00',
      'CEST',
      'PST',
      'Z',
      ' UTC',
      'Europe/Berlin ',
      '../UTC',
      '/UTC',
      'Europe\\Berlin',
      'Europe',
      'GMT+0',
      'Zulu',
      'US/Pacific',
      'Local',
      'EST5EDT',
      'Europe/BERLIN',
      'IST',
    ),
  },
);
const window = fc.record(
  { kind: anyOf('allow', 'deny', 'allow', 'deny', 'other'), schedule, duration, timeZone, manualSync: fc.boolean() },
  { requiredKeys: ['kind', 'schedule', 'duration'] },
);
const MINUTE = 60_000;
const now = fc.oneof(
  fc.date({ min: new Date('2000-01-02T00:00:00Z'), max: new Date('2037-01-01T00:00:00Z'), noInvalidDate: true }),
  // The moment of a start, and right before and after it.
  fc
    .tuple(
      fc.integer({ min: Date.UTC(2001, 0) / MINUTE, max: Date.UTC(2036, 0) / MINUTE }),
      anyOf(1, 30, 60, 1440),
      anyOf(0, 0, 0, -1, 1, 999, 1000, -1000),
    )
    .map(([minutes, step, off]) => new Date((minutes - (minutes % step)) * MINUTE + off)),
  // Around the days when clocks change and leap days.
  fc
    .tuple(anyOf('2024-03-31', '2024-10-27', '2023-11-05', '2025-03-09', '2024-02-29', '2023-12-31'), fc.nat(48 * 60))
    .map(([day, minutes]) => new Date(Date.parse(day) + minutes * MINUTE)),
);

const pattern = anyOf(
  '?{',
  'web',
  'w*',
  '*',
  '[',
  '',
  'db',
  '!web',
  'web-{dev,prod}',
  'https://*',
  'https://c',
  'c',
  '?b',
);
const matched = fc.record(
  {
    kind: anyOf('allow', 'deny'),
    applications: few(pattern),
    clusters: few(pattern),
    namespaces: few(pattern),
    andOperator: fc.boolean(),
  },
  { requiredKeys: [] },
);
const application = fc.record({
  metadata: fc.record({ name: anyOf('web', 'db', 'web-dev', '') }),
  spec: fc.record({
    destination: fc.record(
      { server: anyOf('https://c', ''), name: anyOf('c', 'web', ''), namespace: anyOf('web', 'db', '') },
      { requiredKeys: [] },
    ),
  }),
});

eachRelease('sync windows', (agrees) => {
  agrees('an Application falls under the windows that it falls under there', {
    fn: 'windows-matching',
    questions: fc.record({ windows: few(matched), application }),
    ours: ({ windows, application }, version) => {
      const found = matchingWindows(windows, application, version);
      return isUnknown(found) ? found : windows.flatMap((each, place) => (found.includes(each) ? [place] : []));
    },
  });

  agrees('a sync is permitted at the moments at which it is permitted there', {
    fn: 'may-sync',
    questions: fc.record({ windows: few(window), manual: fc.boolean(), now }),
    ours: ({ windows, manual, now }) => {
      const decision = maySync(windows, manual ? 'manual' : 'automated', now);
      if (isUnknown(decision)) return decision;
      return decision.because === 'unreadable window' ? decision.because : decision.permitted;
    },
    real: ({ answer, error, panic }) => panic ?? (error === undefined ? answer : 'unreadable window'),
    unknowns: 0.1,
  });
});

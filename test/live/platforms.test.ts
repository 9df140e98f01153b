import { type Expected, frontOf, placeText, platformsIn, withExpected } from '../../src/live/platforms';
import { application, applicationSet, root } from './application';

const shown = (states: ReturnType<typeof platformsIn>) =>
  states.map(({ platform, environments }) => ({
    platform,
    environments: environments.map(({ environment, applications }) => ({
      environment,
      applications: applications.map(({ name, place }) => `${placeText(place)} ${name}`),
    })),
  }));

test('Applications stand in the order in which they come up, below the root that made them', () => {
  const set = applicationSet('core-dev', 2, {
    applicationStatus: [
      { application: 'web-dev', step: '1' },
      { application: 'api-dev', step: '2' },
    ],
  });
  const all = [
    application({ name: 'api-dev', set: 'core-dev' }),
    application({ name: 'web-dev', set: 'core-dev' }),
    application({ name: 'late-dev', wave: 10 }),
    application({ name: 'names-dev', wave: 0 }),
    application({ name: 'stranger', labels: {} }),
    root('dev', ['Application names-dev', 'Application late-dev', 'ApplicationSet core-dev']),
    root('prod', []),
  ];
  expect(shown(platformsIn(all, [set]))).toEqual([
    { platform: '', environments: [{ environment: '', applications: ['0 stranger'] }] },
    {
      platform: 'shop',
      environments: [
        {
          environment: 'dev',
          applications: ['root shop-dev', '0 names-dev', '2.1 web-dev', '2.2 api-dev', '10 late-dev'],
        },
        { environment: 'prod', applications: ['root shop-prod'] },
      ],
    },
  ]);
});

test('a set that cannot make its Applications is shown with its reason', () => {
  const conditions = [{ type: 'ErrorOccurred', status: 'True', message: 'no such key' }];
  const [shop] = platformsIn(
    [root('dev', ['ApplicationSet core-dev'])],
    [applicationSet('core-dev', 2, { conditions })],
  );
  expect(shop?.environments[0]?.applications[1]).toEqual({
    name: 'core-dev',
    place: { is: 'wave', wave: 2 },
    sync: '-',
    health: 'Error',
    since: undefined,
    settled: false,
    trouble: 'no such key',
  });
});

const expected = (name: string, wave: number): Expected => ({ name, environment: 'dev', place: { is: 'wave', wave } });

test('what the files promise and the cluster does not have is not made yet', () => {
  const [shop] = platformsIn([root('dev', ['Application api-dev']), application({ wave: 1 })], []);
  const { environments } = withExpected(shop, 'shop', [expected('api-dev', 1), expected('web-dev', 2)]);
  expect(environments[0]?.applications.map(({ name, settled, trouble }) => ({ name, settled, trouble }))).toEqual([
    { name: 'shop-dev', settled: true, trouble: undefined },
    { name: 'api-dev', settled: true, trouble: undefined },
    { name: 'web-dev', settled: false, trouble: 'not made yet' },
  ]);
});

test('an environment waits for its first wave that is not up, and later ones say nothing', () => {
  const state = withExpected(undefined, 'shop', [expected('b-dev', 2), expected('a-dev', 1), expected('c-dev', 1)]);
  expect(state.environments.flatMap(frontOf).map(({ name }) => name)).toEqual(['a-dev', 'c-dev']);
});

test('a root that is the only one not well is what is waited for', () => {
  const [shop] = platformsIn([root('dev', [], { health: { status: 'Progressing' } })], []);
  expect(shop?.environments.flatMap(frontOf).map(({ name }) => name)).toEqual(['shop-dev']);
});

import { environmentsText } from '../../src/report/environments';

const report = { platform: 'shop', left: 'dev', right: 'prod', changed: [], onlyLeft: [], onlyRight: [], same: 3 };

test('what one setting changes in many places takes one line', () => {
  const cpu = (of: string) => ({ path: `values.${of}.limits.cpu`, left: '1', right: '2' });
  const changed = [{ manifest: 'Application api-<env>', differences: [cpu('api'), cpu('worker'), cpu('scheduler')] }];
  const settings = {
    file: 'settings.ts',
    differences: [
      { path: 'cpu', left: '1', right: '2' },
      { path: 'note', left: 'a\nb' },
    ],
  };
  expect(environmentsText({ ...report, settings, changed, onlyLeft: ['Pod debug'] })).toBe(`settings.ts
  cpu   1       2
  note  "a\\nb"  -
Application api-<env>
  values.api.limits.cpu and 2 more  1  2
only in dev: Pod debug
shop: dev and prod differ in 2 settings, 3 values in 1 manifest, 1 manifest on one side only; 3 manifests the same but for the name
`);
});

test('a long value is cut, and nothing at all is a dash', () => {
  const changed = [{ manifest: 'ConfigMap a', differences: [{ path: 'data', right: 'x'.repeat(60) }] }];
  expect(environmentsText({ ...report, changed })).toContain(`  data  -  ${'x'.repeat(43)}…\n`);
});

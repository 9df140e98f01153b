import { app, project } from './project';

/** The same workload in both environments. */
const API = (container: string) => `
for (const env of [dev, prod]) {
  const api = new Chart(env, 'api-content');
  new ApiObject(api, 'api', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api' },
    spec: {
      selector: { matchLabels: { app: 'api' } },
      template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', ${container} }] } },
    },
  } as never);
  new Application(env as typeof dev, 'api', { source: Source.content(api), namespace: (env as typeof dev).namespaceFor('api') });
}
`;
const BROKEN = app(API("image: 'api:1.0.0', envFrom: [{ configMapRef: { name: 'settings' } }]"));
const FOUND = `error reference/unresolved: every ConfigMap, claim, ServiceAccount, Service, issuer and class that a manifest names exists, or is declared
  shop/dev/api-content/api: Deployment api names ConfigMap settings of namespace api-dev, which nothing delivers; deliver it, or declare it under external
  shop/prod/api-content/api: Deployment api names ConfigMap settings of namespace api-prod, which nothing delivers; deliver it, or declare it under external

2 findings (2 errors); nothing was written
argosy explain reference/unresolved tells what a rule is for
`;

test('an error of the rules stops the synth, names the construct, and leaves the output as it is', () => {
  const { argosy, content } = project({ 'envs/main.ts': BROKEN, 'dist/mine': '' });
  expect(argosy(['synth'])).toEqual({ code: 1, stdout: '', stderr: FOUND });
  expect(argosy(['synth', '--check'])).toEqual({ code: 1, stdout: '', stderr: FOUND });
  const { code, stdout } = argosy(['synth', '-o', 'json']);
  expect({ code, report: JSON.parse(stdout) }).toMatchObject({
    code: 1,
    report: {
      formatVersion: 1,
      check: false,
      findings: [
        {
          code: 'reference/unresolved',
          where: {
            file: 'dist/shop/dev/api/deployment.apps-api.yaml',
            construct: 'shop/dev/api-content/api',
            path: 'spec.template.spec.containers[0].envFrom[0].configMapRef.name',
          },
        },
        { code: 'reference/unresolved', where: { construct: 'shop/prod/api-content/api' } },
      ],
    },
  });
  expect(content('dist')).toEqual({ mine: '' });
});

test('--no-check writes all the same', () => {
  const { argosy, content } = project({ 'envs/main.ts': BROKEN });
  expect(argosy(['synth', '--no-check'])).toMatchObject({ code: 0, stderr: '' });
  expect(Object.keys(content('dist'))).toContain('shop/dev/api/deployment.apps-api.yaml');
});

test('what argosy.yaml declares and what is waived is no finding', () => {
  const { argosy, write } = project({ 'envs/main.ts': BROKEN });
  write({ 'argosy.yaml': 'external:\n  - kind: ConfigMap\n    name: settings\n' });
  expect(argosy(['synth'])).toMatchObject({ code: 0, stderr: '' });
  const waiver = 'waivers:\n  - { code: reference/unresolved, reason: later, expires: 9999-12-31 }\n';
  write({ 'argosy.yaml': '', 'argosy-waivers.yaml': waiver });
  expect(argosy(['synth', '--check'])).toMatchObject({ code: 0, stderr: '' });
});

test('a warning is written, shown, and told by the exit code', () => {
  const { argosy, content } = project({ 'envs/main.ts': app(API("image: 'api:latest'")) });
  expect(argosy(['synth'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('warning image/mutable-tag: '),
  });
  expect(Object.keys(content('dist'))).toContain('shop/prod/api/deployment.apps-api.yaml');
});

test('a folder that people write by hand is found where it is', () => {
  const hand = `new Application(dev, 'hand', {
  source: Source.path({ repository: shop.repository, path: 'hand' }),
  namespace: dev.namespaceFor('web'),
});`;
  const files = { 'hand/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n' };
  const { argosy, write } = project({ ...files, 'envs/main.ts': app(hand) });
  expect(argosy(['synth'])).toMatchObject({ code: 0, stderr: '' });
  write({ 'envs/main.ts': app(hand.replace("path: 'hand'", "path: 'hands'")) });
  expect(argosy(['synth'])).toMatchObject({ code: 1, stderr: expect.stringContaining('app/path-missing') });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argosy } from './cert-run';
import { json, kubeconfig, type Route, refusal, served } from './cert-server';
import { app, type Project, project } from './project';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;

/** dev and prod, which differ in a setting, with a layer that can be switched off. */
function shop(layer = REPORTS): Project {
  const files = {
    'envs/shop/settings.ts': SETTINGS,
    'envs/main.ts': app(layer, 'app.synth();').replace(
      'import { App,',
      "import * as settings from './shop/settings';\nimport { App, Layer, StorageApp, nfs,",
    ),
  };
  const known = synthesized.get(layer);
  if (known) return project({ ...files, ...known });
  const made = project(files);
  expect(made.argosy(['synth', '--no-check'])).toMatchObject({ code: 0 });
  const output = Object.entries(made.content('dist')).map(([file, text]) => [`dist/${file}`, text]);
  synthesized.set(layer, Object.fromEntries(output));
  return made;
}

/** What an app makes does not change from one test to the next. */
const synthesized = new Map<string, Readonly<Record<string, string>>>();

const SETTINGS = `export const dev = { text: 'for dev', days: 3, optional: true };
export const prod = { text: 'for prod', days: 30, optional: true };
`;

const REPORTS = `
for (const env of [dev, prod]) {
  const optional = new Layer(env, 'optional', { kind: 'optional', enabled: settings[env.name].optional });
  const namespace = env.namespaceFor('reports');
  const content = new Chart(optional, 'reports-content');
  configMap(content, 'days', String(settings[env.name].days));
  new Application(optional, 'reports', { source: Source.content(content), namespace });
}
`;

test('diff shows settings and manifests, without the names of the environments', () => {
  const { code, stdout, stderr } = shop().argosy(['diff', 'dev', 'prod']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`envs/shop/settings.ts
  days  3  30
ConfigMap days
  data.text  3  30
shop: dev and prod differ in 1 setting, 1 value in 1 manifest; 8 manifests the same but for the name
`);
});

test('diff asks for two environments, and for those that are there', () => {
  const made = shop();
  expect(made.argosy(['diff', 'dev']).stderr).toBe(
    'argosy diff: expected two environments, got 1; write argosy diff dev prod\n',
  );
  expect(made.argosy(['diff', 'dev', 'prdo']).stderr).toBe(
    'argosy diff: expected dev or prod, got "prdo"; did you mean prod?\n',
  );
});

test('diff without settings compares the manifests and says so', () => {
  const { code, stderr } = shop().argosy(['diff', 'dev', 'prod', '--settings', 'none.ts']);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'none.ts: it is not there, so the settings are not compared; name it with --settings\n',
  });
});

test('a folder without a platform is named', () => {
  expect(project().argosy(['diff', 'dev', 'prod'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'dist: there is no platform in it, which has a root.yaml; run argosy synth, or name the folder with --dist\n',
  });
});

test('toggle changes the one literal, writes the output and shows the commit', () => {
  const made = shop();
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `optional of dev: turned off in envs/shop/settings.ts:1
~ dist/shop/dev/apps/appproject.argoproj.io-dev.yaml
- dist/shop/dev/apps/application.argoproj.io-reports-dev.yaml
- dist/shop/dev/reports/configmap-days.yaml
Applications that go: reports-dev
nothing happens before this is committed and pushed:
  git add envs/shop/settings.ts dist && git commit -m "Switch optional of dev off" && git push
  argosy toggle optional off --env dev --apply
`,
  });
  expect(made.read('envs/shop/settings.ts')).toBe(SETTINGS.replace('optional: true', 'optional: false'));
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev']).stdout).toBe(
    'optional of dev is off, and dist says so\n',
  );
  expect(made.argosy(['toggle', 'optional', 'on', '--env', 'dev']).stdout).toContain(
    'Applications that come: reports-dev',
  );
  expect(made.argosy(['synth', '--check'])).toMatchObject({ code: 0 });
});

test('toggle tells what leaves Git and stays in the cluster', () => {
  const made = shop(
    REPORTS.replace(
      'new Application(',
      "new StorageApp(optional, 'data', { namespace, claims: { data: { size: { asString: () => '1Gi' } as never, access: 'ReadWriteMany', from: nfs('192.0.2.1', '/data') } } });\n  new Application(",
    ),
  );
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev']).stdout).toContain(
    'stays in the cluster: PersistentVolume data-data-dev-pv, PersistentVolumeClaim reports-dev/data-data-dev\n',
  );
});

test('toggle deletes no claim: where it would, everything is left as it was', () => {
  const claim = `if (env.name === 'dev') new ApiObject(content, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: namespace.name }, spec: {} } as never);`;
  const made = shop(REPORTS.replace('new Application(', `${claim}\n  new Application(`));
  const before = made.content();
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `envs/shop/settings.ts:1: it would delete PersistentVolumeClaim reports-dev/data; the switch was left as it is; make them outside of the layer: namespaces by the environment, claims in a StorageApp
1 finding; nothing was written
`,
  });
  expect(made.content()).toEqual(before);
});

test('toggle leaves the switch alone where the app fails with it', () => {
  const made = shop(`${REPORTS}\nif (!settings.dev.optional) throw new Error('dev needs its reports');`);
  const before = made.content();
  const { code, stderr } = made.argosy(['toggle', 'optional', 'off', '--env', 'dev']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(
      'argosy synth: the output cannot be compared, so the switch was left as it is; mend what it says above\n',
    ),
  });
  expect(stderr).toContain('the app threw Error: dev needs its reports');
  expect(made.content()).toEqual(before);
});

test('toggle refuses to mix its change with others', () => {
  const made = shop();
  made.write({ 'envs/shop/settings.ts': SETTINGS.replace('days: 30', 'days: 31') });
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev']).stderr).toBe(
    `envs/shop/settings.ts:1: dist/shop/prod/reports/configmap-days.yaml changes too, which is not of dev; the switch was left as it is; run argosy synth and commit what it changes first
1 finding; nothing was written
`,
  );
});

const calls: readonly (readonly [args: readonly string[], said: string])[] = [
  [['toggle', 'optional', 'off'], '--env: expected dev or prod, got nothing; write --env dev\n'],
  [
    ['toggle', 'optional', '--env', 'dev'],
    'argosy toggle: expected a layer and on or off, got "optional"; write argosy toggle optional off\n',
  ],
  [
    ['toggle', 'metrics', 'off', '--env', 'dev'],
    'envs/shop/settings.ts: dev has no metrics; change it by hand, and run argosy synth\n',
  ],
  [
    ['toggle', 'optional', 'off', '--env', 'dev', '--settings', 'none.ts'],
    'none.ts: cannot be read, it is not there; name the file with the settings: --settings FILE\n',
  ],
  [
    ['bootstrap', '--timeout', 'soon'],
    '--timeout: expected a duration such as 90s or 15m, got "soon"; write --timeout 15m\n',
  ],
  [
    ['status', '--argocd-namespace', 'a/b'],
    '--argocd-namespace: expected the name of a namespace, got "a/b"; name it as kubectl get namespaces does\n',
  ],
];

test('a wrong call is told in one sentence', () => {
  const made = shop();
  for (const [args, said] of calls) {
    expect({ args, ...made.argosy(args) }).toEqual({ args, code: 2, stdout: '', stderr: said });
  }
});

async function against(routes: Readonly<Record<string, Route>>, args: readonly string[], made = shop()) {
  const { url } = await served({ '/version': json({ gitVersion: 'v1.31.4' }), ...routes });
  made.write({ 'config.json': kubeconfig({ it: url }) });
  const ended = await argosy(made.folder, args, { KUBECONFIG: join(made.folder, 'config.json') });
  return { ...ended, stderr: ended.stderr.replaceAll(url, 'https://cluster') };
}

withKubectl('bootstrap without Argo CD says how to get one, and changes nothing', async () => {
  const { code, stderr } = await against({}, ['bootstrap', '--yes']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `shop on https://cluster
ok  API server: Kubernetes v1.31.4
no  Argo CD: it does not know Application, ApplicationSet, AppProject; install it first, or give its manifests: --install FILE
..  repository: Git knows nothing of dist/shop, so what Argo CD pulls may differ from it
1.  apply dist/shop/bootstrap: AppProject shop-roots, ConfigMap argocd-cm
2.  apply dist/shop/root.yaml: shop-dev, shop-prod
3.  wait until every Application is Synced and Healthy
Argo CD: it does not know Application, ApplicationSet, AppProject; install it first, or give its manifests: --install FILE
1 finding; nothing was written
`,
  });
});

withKubectl('status of a cluster that nobody may read says what to ask for', async () => {
  const path = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
  const routes = { [path]: refusal(403, 'Forbidden', 'no'), [`${path}ets`]: refusal(403, 'Forbidden', 'no') };
  expect(await against(routes, ['status'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'kubectl: it says "Error from server (Forbidden): no"; ask for that permission, or choose another context with --context\n',
  });
});

withKubectl('status knows the platforms of the cluster', async () => {
  const path = '/apis/argoproj.io/v1alpha1/namespaces/argocd/application';
  const root = {
    metadata: { name: 'shop-dev', labels: { app: 'root', env: 'dev' }, creationTimestamp: '2020-01-01T00:00:00Z' },
    spec: { project: 'shop-roots' },
    status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } },
  };
  const routes = { [`${path}s`]: json({ items: [root] }), [`${path}sets`]: json({ items: [] }) };
  expect(await against(routes, ['status', '--platform', 'shpo'])).toMatchObject({
    code: 2,
    stderr: '--platform: expected shop, got "shpo"; did you mean shop?\n',
  });
  const { code, stdout } = await against(routes, ['status', '-o', 'json']);
  expect({ code, ...JSON.parse(stdout) }).toEqual({
    code: 0,
    formatVersion: 1,
    platforms: [
      {
        platform: 'shop',
        environments: [
          {
            environment: 'dev',
            applications: [
              {
                name: 'shop-dev',
                sync: 'Synced',
                health: 'Healthy',
                since: '2020-01-01T00:00:00Z',
                settled: true,
                wave: 'root',
              },
            ],
          },
        ],
      },
    ],
  });
});

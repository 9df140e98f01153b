import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argosy } from './cert-run';
import { json, kubeconfig, type Route, refusal, served } from './cert-server';
import { app, type Project, project } from './project';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;

jest.setTimeout(180_000);

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

test('an environment is not compared with itself', () => {
  expect(shop().argosy(['diff', 'dev', 'dev']).stderr).toBe(
    'argosy diff: expected two environments, got dev twice; write argosy diff dev prod\n',
  );
});

const RUN_SYNTH = 'run argosy synth, or name the folder with --dist';

test.each([
  [{}, 'it is not there'],
  [{ dist: '' }, 'it is no folder'],
  [{ 'dist/shop/dev/apps/a.yaml': '' }, 'there is no platform in it, which has a root.yaml'],
])('where synth has not written, its folder is named: %j', (files, found) => {
  expect(project(files).argosy(['diff', 'dev', 'prod'])).toEqual({
    code: 2,
    stdout: '',
    stderr: `dist: ${found}; ${RUN_SYNTH}\n`,
  });
});

test('of two platforms one has to be named, by a name that there is', () => {
  const made = shop();
  made.write({ 'dist/tools/root.yaml': '', 'dist/tools/dev/apps/a.yaml': '', 'dist/tools/prod/apps/a.yaml': '' });
  for (const args of [['diff', 'dev', 'prod'], ['toggle', 'optional', 'off'], ['bootstrap'], ['prove', 'core']]) {
    expect({ args, ...made.argosy(args) }).toEqual({
      args,
      code: 2,
      stdout: '',
      stderr: '--platform: expected shop or tools, got nothing; write --platform shop\n',
    });
  }
  expect(made.argosy(['bootstrap', '--platform', 'tool']).stderr).toBe(
    '--platform: expected shop or tools, got "tool"; did you mean tools?\n',
  );
  expect(made.argosy(['diff', 'dev', 'prod', '--platform', 'shop'])).toMatchObject({ code: 0 });
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
    'envs/shop/settings.ts:1: dev has no metrics, but optional; change it by hand, and run argosy synth\n',
  ],
  [
    ['toggle', 'optional', 'off', '--env', 'dev', '--settings', 'none.ts'],
    'none.ts: cannot be read, it is not there; name the file with the settings: --settings FILE\n',
  ],
  [['toggle', 'optional', 'off', '--env', 'prdo'], '--env: expected dev or prod, got "prdo"; did you mean prod?\n'],
  [['prove', 'core', '--layer', 'optinal'], '--layer: expected optional, got "optinal"; did you mean optional?\n'],
  [['prove', 'core', '--env', 'dve'], '--env: expected dev or prod, got "dve"; did you mean dev?\n'],
  [['bootstrap', 'shop'], 'argosy bootstrap: takes no operand, got "shop"; see argosy bootstrap --help\n'],
  [
    ['bootstrap', '--argocd-namespace', 'gitops'],
    '--argocd-namespace: expected argocd, for which dist/shop/root.yaml is made, got "gitops"; leave it out, or make the platform for gitops and run argosy synth\n',
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

test('a switch that was edited away is not guessed at', () => {
  const made = shop();
  made.write({
    'envs/shop/settings.ts': SETTINGS.replace('days: 3, optional: true', "days: 3, optional: process.env.CI !== ''"),
  });
  expect(made.argosy(['toggle', 'optional', 'off', '--env', 'dev'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "envs/shop/settings.ts:1: optional of dev is neither true nor false, nor 'on' nor 'off', but an expression; change it by hand, and run argosy synth\n",
  });
});

const ASKING = [['bootstrap', '--yes'], ['status'], ['prove', 'core', '--yes']] as const;

test('without kubectl, everything that asks a cluster says so', () => {
  const made = shop();
  for (const args of ASKING) {
    expect({ args, ...made.argosy(args, { PATH: '/nowhere' }) }).toEqual({
      args,
      code: 2,
      stdout: '',
      stderr: 'kubectl: there is none on the PATH; install kubectl, or mend your PATH\n',
    });
  }
});

withKubectl('a context that there is not is named, before anything is changed', () => {
  const made = shop();
  made.write({ 'config.json': kubeconfig({ it: 'http://127.0.0.1:9' }) });
  for (const args of ASKING) {
    expect({ args, ...made.argosy([...args, '--context', 'shpo', '--kubeconfig', 'config.json']) }).toEqual({
      args,
      code: 2,
      stdout: '',
      stderr: 'kubectl: there is no context shpo; name one of kubectl config get-contexts\n',
    });
  }
  expect(made.argosy(['status', '--kubeconfig', 'none.json']).stderr).toBe(
    'kubectl: there is no file none.json; name the kubeconfig with --kubeconfig\n',
  );
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

/** Applications, and the namespaces that there are. */
function cluster(applications: readonly unknown[], namespaces: readonly string[] = ['argocd']) {
  const path = (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/application`;
  return {
    '/api': json({ kind: 'APIVersions', versions: ['v1'] }),
    '/apis': json({ kind: 'APIGroupList', apiVersion: 'v1', groups: [] }),
    '/api/v1': json({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [{ name: 'namespaces', singularName: '', kind: 'Namespace', namespaced: false, verbs: ['get'] }],
    }),
    ...Object.fromEntries(
      ['argocd', 'argcd'].flatMap((name) => [
        [`${path(name)}s`, json({ items: name === 'argocd' ? applications : [] })],
        [`${path(name)}sets`, json({ items: [] })],
      ]),
    ),
    ...Object.fromEntries(
      namespaces.map((name) => [
        `/api/v1/namespaces/${name}`,
        json({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      ]),
    ),
  };
}

withKubectl('a namespace that there is not is no empty one', async () => {
  expect(await against(cluster([]), ['status', '--argocd-namespace', 'argcd'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      '--argocd-namespace: there is no namespace argcd on https://cluster; name that of Argo CD, or choose another cluster with --context\n',
  });
  expect(await against(cluster([]), ['status'])).toEqual({ code: 0, stdout: 'no Application\n', stderr: '' });
});

withKubectl('nobody waits for a platform that was never brought up', async () => {
  const up = 'bring the platform up first, with argosy bootstrap, or choose another cluster with --context';
  expect(await against(cluster([]), ['prove', 'core', '--yes'])).toEqual({
    code: 2,
    stdout: '',
    stderr: `namespace argocd on https://cluster: it has no Application shop-dev or shop-prod, which a person applies; ${up}\n`,
  });
  const toggled = await against(cluster([]), ['toggle', 'optional', 'on', '--env', 'dev', '--apply']);
  expect(toggled).toEqual({
    code: 2,
    stdout: 'optional of dev is on, and dist says so\n',
    stderr: `namespace argocd on https://cluster: it has no Application shop-dev, which a person applies; ${up}\n`,
  });
});

withKubectl('bootstrap tells what is not committed, and what is not pushed', async () => {
  const made = shop();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: made.folder,
      stdio: 'pipe',
    });
  const repository = async () =>
    (await against({}, ['bootstrap', '--yes'], made)).stderr
      .split('\n')
      .find((line) => line.includes('  repository: '));
  git('init', '--quiet', '--initial-branch=main');
  git('add', 'dist/shop/dev', 'envs');
  expect(await repository()).toMatch(/^no {2}repository: \d+ files in dist\/shop are not committed; commit and push: /);
  git('add', 'dist');
  git('commit', '--quiet', '--message=One');
  expect(await repository()).toBe('ok  repository: dist/shop is committed; Argo CD has to be able to pull it');
  git('clone', '--quiet', '--bare', '.', 'origin.git');
  git('remote', 'add', 'origin', 'origin.git');
  git('fetch', '--quiet', 'origin');
  git('branch', '--quiet', '--set-upstream-to=origin/main');
  made.write({ 'dist/shop/root.yaml': `${made.read('dist/shop/root.yaml')}# changed\n` });
  git('commit', '--quiet', '--all', '--message=Two');
  expect(await repository()).toBe(
    '..  repository: 1 commit of dist/shop is not in origin/main yet; Argo CD pulls what was pushed',
  );
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

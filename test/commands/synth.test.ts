import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, type Ended, type Project, project } from './project';

const DEV = [
  'shop/dev/apps/application.argoproj.io-dev-namespaces.yaml',
  'shop/dev/apps/application.argoproj.io-web-dev.yaml',
  'shop/dev/apps/appproject.argoproj.io-dev.yaml',
  'shop/dev/namespaces/namespace-bootstrap-dev.yaml',
  'shop/dev/namespaces/namespace-web-dev.yaml',
  'shop/dev/web/configmap-greeting.yaml',
];
const SHOP = [
  'shop/bootstrap/appproject.argoproj.io-shop-roots.yaml',
  'shop/bootstrap/configmap-argocd-cm.yaml',
  ...DEV,
  ...DEV.map((path) => path.replaceAll('dev', 'prod')),
  'shop/root.yaml',
];
const INDEX = '.argosy-index';

/** What one run on an empty folder makes, for the projects of the other tests. */
let first: Ended;
let dist: Readonly<Record<string, string>>;
beforeAll(() => {
  const one = project();
  first = one.argosy(['synth'], { CI: 'true' });
  dist = one.content('dist');
});

test('every file that is written is a line, and the last line sums up', () => {
  expect(masked(first)).toEqual({
    code: 0,
    stderr: '',
    stdout: `${SHOP.map((path) => `+ dist/${path}\n`).join('')}dist: 15 files, 16 manifests, 15 changed (# ms)\n`,
  });
  expect(Object.keys(dist)).toEqual([INDEX, ...SHOP]);
});

test('JSON says the same', () => {
  const { argosy } = synthesized();
  const { code, stdout, stderr } = argosy(['synth', '-o', 'json']);
  expect({ code, stderr, report: JSON.parse(stdout) }).toEqual({
    code: 0,
    stderr: '',
    report: {
      formatVersion: 1,
      outdir: 'dist',
      check: false,
      files: 15,
      manifests: 16,
      created: [],
      changed: [],
      removed: [],
      unchanged: 15,
      milliseconds: expect.any(Number),
      findings: [],
      unknown: [],
    },
  });
});

test('--check finds nothing in what was just written, and lists what is not as it should be', () => {
  const { argosy, content, folder, write } = synthesized();
  expect(masked(argosy(['synth', '--check']))).toEqual({
    code: 0,
    stderr: '',
    stdout: 'dist: 15 files, 16 manifests, 0 differ (# ms)\n',
  });
  rmSync(join(folder, 'dist/shop/root.yaml'));
  const moved = app().replace("namespaceFor('web')", "namespaceFor('api')");
  write({ 'dist/shop/dev/web/configmap-greeting.yaml': 'edited\n', 'envs/main.ts': moved });
  const before = content();
  expect(masked(argosy(['synth', '--check']))).toEqual({
    code: 1,
    stderr: '',
    stdout: `~ dist/shop/dev/apps/application.argoproj.io-web-dev.yaml
~ dist/shop/dev/apps/appproject.argoproj.io-dev.yaml
+ dist/shop/dev/namespaces/namespace-api-dev.yaml
- dist/shop/dev/namespaces/namespace-web-dev.yaml
~ dist/shop/dev/web/configmap-greeting.yaml
~ dist/shop/prod/apps/application.argoproj.io-web-prod.yaml
~ dist/shop/prod/apps/appproject.argoproj.io-prod.yaml
+ dist/shop/prod/namespaces/namespace-api-prod.yaml
- dist/shop/prod/namespaces/namespace-web-prod.yaml
+ dist/shop/root.yaml
dist: 15 files, 16 manifests, 10 differ (# ms); run argosy synth and commit
`,
  });
  expect(content()).toEqual(before);
});

test('what the app no longer makes goes, and what argosy did not make stays', () => {
  const { argosy, content, write } = synthesized();
  const foreign = { 'dist/README.md': 'mine\n', 'dist/shop/dev/web/mine.yaml': 'mine\n' };
  write({
    ...foreign,
    'envs/main.ts': app().replace("configMap(content, 'greeting'", "configMap(content, 'farewell'"),
  });
  expect(masked(argosy(['synth'])).stdout).toBe(`+ dist/shop/dev/web/configmap-farewell.yaml
- dist/shop/dev/web/configmap-greeting.yaml
+ dist/shop/prod/web/configmap-farewell.yaml
- dist/shop/prod/web/configmap-greeting.yaml
dist: 15 files, 16 manifests, 4 changed (# ms)
`);
  const now = SHOP.map((path) => path.replace('greeting', 'farewell'));
  expect(Object.keys(content('dist')).sort()).toEqual([INDEX, 'README.md', 'shop/dev/web/mine.yaml', ...now].sort());
  expect(content()).toMatchObject(foreign);
});

test('--env and --platform write their own folder and nothing else', () => {
  const two = app("new Environment(new Platform(app, 'blog', { repository: shop.repository }), 'dev');");
  const { argosy, content } = project({ 'envs/main.ts': two });
  expect(argosy(['synth', '--platform', 'shop', '--env', 'dev'])).toMatchObject({ code: 0, stderr: '' });
  expect(Object.keys(content('dist'))).toEqual([INDEX, ...DEV]);
  expect(argosy(['synth', '--platform', 'shop'])).toMatchObject({ code: 0, stderr: '' });
  expect(content('dist')).toEqual(dist);
});

test('--out writes there, the same bytes, and leaves the folder of the app alone', () => {
  const { argosy, content } = project();
  expect(argosy(['synth', '--out', 'build/out'])).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('+ build/out/shop/root.yaml\n'),
  });
  expect(content('build/out')).toEqual(dist);
  expect(Object.keys(content()).filter((path) => path.startsWith('dist'))).toEqual([]);
});

test('an app may synthesize later', () => {
  const { argosy, content } = project({ 'envs/main.ts': app('', 'setTimeout(() => app.synth(), 20);') });
  expect(argosy(['synth'])).toMatchObject({ code: 0, stderr: '' });
  expect(content('dist')).toEqual(dist);
});

test('what an app prints is not lost', () => {
  const { argosy } = synthesized({ 'envs/main.ts': app("console.error('from the app');") });
  expect(argosy(['synth'])).toMatchObject({ code: 0, stderr: 'from the app\n' });
});

describe('cdk8s synth', () => {
  test('writes the same bytes, and shows cdk8s-cli a copy', () => {
    const { cdk8s, content } = project();
    const { code, stdout, stderr } = cdk8s(['synth']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('shop/dev/web/configmap-greeting.yaml');
    expect(content('dist')).toEqual(dist);
    expect(content('.cdk8s')).toEqual(dist);
  });

  test('writes where --output says, or to stdout, and not into dist', () => {
    const { cdk8s, content } = project({ 'dist/mine': '' });
    expect(cdk8s(['synth', '--output', 'other'])).toMatchObject({ code: 0, stderr: '' });
    expect(content('other')).toEqual(dist);
    const { code, stdout } = cdk8s(['synth', '--stdout']);
    expect(code).toBe(0);
    expect(stdout.match(/^kind: /gm)).toHaveLength(16);
    expect(content('dist')).toEqual({ mine: '' });
  });

  test('shows findings without a stack of ours, and writes nothing', () => {
    const wrong = app("new Environment(shop, 'No');");
    const { cdk8s, content } = project({ 'envs/main.ts': wrong });
    const { code, stdout, stderr } = cdk8s(['synth']);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('shop/No: the environment is named "No"; expected at most 63');
    expect(`${stdout}${stderr}`).not.toMatch(/src\/synth/);
    expect(Object.keys(content())).toEqual(['cdk8s.yaml', 'envs/main.ts', 'tsconfig.json']);
  });
});

const python = spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;
const onTerminal = python ? test : test.skip;
if (!python) process.stdout.write('no python3 with pty: progress is not tried on a real terminal\n');

onTerminal('a terminal shows progress, which is gone when the result is there; in CI it does not', () => {
  const shown = onPseudoTerminal(synthesized(), {});
  expect(shown.replace(/\d+ ms/, '# ms')).toBe(
    '\r\x1b[Kbuilding envs/main.ts …\r\x1b[Krendering …\r\x1b[Kchecking …\r\x1b[Kwriting 15 files …\r\x1b[K' +
      'dist: 15 files, 16 manifests, 0 changed (# ms)\r\n',
  );
  expect(onPseudoTerminal(synthesized(), { CI: 'true' })).not.toContain('\x1b');
});

/** What the command shows on a terminal of its own. */
function onPseudoTerminal({ folder }: Project, settings: Readonly<Record<string, string>>): string {
  const { CI, ...env } = process.env;
  const command = [process.execPath, join(__dirname, '../../bin/argosy.js'), 'synth'];
  const args = [join(__dirname, 'terminal.py'), '[]', ...command];
  const answer = execFileSync('python3', args, { cwd: folder, encoding: 'utf8', env: { ...env, ...settings } });
  return JSON.parse(answer).shown;
}

/** A project whose dist/ is up to date. */
function synthesized(files: Readonly<Record<string, string>> = {}): Project {
  const written = Object.entries(dist).map(([path, text]) => [`dist/${path}`, Buffer.from(text, 'latin1').toString()]);
  return project({ ...Object.fromEntries(written), ...files });
}

function masked(ended: Ended): Ended {
  return { ...ended, stdout: ended.stdout.replace(/\(\d+ ms\)/, '(# ms)') };
}

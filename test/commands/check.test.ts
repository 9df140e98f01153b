import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inProcess } from './in-process';

const application = (revision: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
spec:
  source:
    repoURL: https://git.example/shop.git
    targetRevision: ${revision}
    path: shop
  destination:
    server: https://kubernetes.default.svc
    namespace: shop
`;
const SHOP = {
  'argosy.yaml': 'repositories: [https://git.example/shop.git]\n',
  'shop/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n',
  'apps/shop.yaml': application('HEAD'),
};
const UNPINNED = [
  'warning app/unpinned-revision: a source names a branch, tag or commit, and a chart one version',
  '  apps/shop.yaml:9: Application argocd/shop: targetRevision is "HEAD"; pin a branch, tag or commit',
  '',
  '2 manifests, 1 Application: 1 finding (1 warning)',
  '  argosy explain app/unpinned-revision tells why that matters',
  '  what is to stay goes into argosy-waivers.yaml, with a reason and a day; --baseline FILE hides what is old',
  '',
].join('\n');

const before = process.cwd();
const folders: string[] = [];
afterEach(() => {
  process.chdir(before);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder that holds these files, and is the current one. */
function inFolder(files: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-check-'));
  folders.push(folder);
  process.chdir(folder);
  for (const [file, text] of Object.entries(files)) write(file, text);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function git(...args: readonly string[]): void {
  execFileSync('git', [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.com',
    '-c',
    'init.defaultBranch=main',
    ...args,
  ]);
}

const only = ['--rule', 'app/unpinned-revision'];

test('findings exit with 1 and a clean repository with 0', async () => {
  inFolder(SHOP);
  expect(await inProcess(['check', ...only])).toEqual({ code: 1, stdout: UNPINNED, stderr: '' });
  write('apps/shop.yaml', application('main'));
  expect(await inProcess(['check', ...only])).toEqual({
    code: 0,
    stdout: '2 manifests, 1 Application: no findings\n',
    stderr: '',
  });
});

test('a revision of the repository is checked as it was', async () => {
  inFolder(SHOP);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  write('apps/shop.yaml', application('main'));
  expect(await inProcess(['check', 'HEAD', ...only])).toEqual({ code: 1, stdout: UNPINNED, stderr: '' });
});

test('a revision has declarations and waivers of its own, and begins where its argosy.yaml says', async () => {
  const { 'argosy.yaml': declarations, ...shop } = SHOP;
  const there = Object.fromEntries(Object.entries(shop).map(([file, text]) => [`there/${file}`, text]));
  const waivers = 'waivers:\n  - code: app/unpinned-revision\n    reason: a sandbox\n    expires: 9999-12-31\n';
  inFolder({ 'argosy.yaml': declarations, 'argosy-waivers.yaml': waivers, 'here.yaml': application('HEAD'), ...there });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  write('there/argosy.yaml', declarations);
  git('add', '.');
  git('commit', '-qm', 'two');
  write('argosy-waivers.yaml', waivers.replace('9999', '2020'));
  write('there/argosy.yaml', 'argocd: []\n');
  process.chdir('there/apps');
  const summary = async (revision: string) => (await inProcess(['check', revision, ...only])).stdout;
  expect(await summary('HEAD')).toBe('2 manifests, 1 Application: no findings, 1 waived\n');
  expect(await summary('HEAD~1')).toBe('3 manifests, 2 Applications: no findings, 2 waived\n');
  write('../argosy-waivers.yaml', waivers.replace('9999', '2020'));
  git('add', '../argosy-waivers.yaml');
  git('commit', '-qm', 'three');
  expect(await summary('HEAD')).toContain('\n  argosy-waivers.yaml:2: ');
});

test('what is in the baseline or waived is left out and counted', async () => {
  inFolder(SHOP);
  const { stdout } = await inProcess(['check', ...only, '-o', 'json']);
  write('old.json', stdout);
  expect(await inProcess(['check', ...only, '--baseline', 'old.json'])).toEqual({
    code: 0,
    stdout: '2 manifests, 1 Application: no findings, 1 in the baseline\n',
    stderr: '',
  });
  write(
    'argosy-waivers.yaml',
    'waivers:\n  - code: app/unpinned-revision\n    reason: a sandbox\n    expires: 9999-12-31\n',
  );
  expect(await inProcess(['check', ...only])).toEqual({
    code: 0,
    stdout: '2 manifests, 1 Application: no findings, 1 waived\n',
    stderr: '',
  });
});

test('waivers and declarations are those of what is checked, wherever that is checked from', async () => {
  const waivers = 'waivers:\n  - code: app/unpinned-revision\n    reason: a sandbox\n    expires: 9999-12-31\n';
  inFolder({
    'here/argosy-waivers.yaml': 'waivers: [',
    ...Object.fromEntries(Object.entries(SHOP).map(([file, text]) => [`there/${file}`, text])),
    'there/argosy-waivers.yaml': waivers,
  });
  process.chdir('here');
  for (const path of ['../there', '../there/apps']) {
    expect(await inProcess(['check', path, '--rule', 'app/unpinned-revision'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 Application: no findings, 1 waived\n$/),
    });
  }
  write('../there/argosy-waivers.yaml', waivers.replace('9999', '2020'));
  expect((await inProcess(['check', '../there/apps', '--rule', 'app/unpinned-revision'])).stdout).toContain(
    '\n  argosy-waivers.yaml:2: ',
  );
  write('../there/argosy.yaml', 'repository: []\n');
  expect(await inProcess(['check', '../there/apps'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^\.\.\/there\/argosy\.yaml:1: repository: expected argocd, /),
  });
});

test('what cannot be told is listed, and counts with --strict only', async () => {
  inFolder({ 'apps/edge.yaml': application('main').replace('https://kubernetes.default.svc', 'https://edge.example') });
  const stdout = [
    'not known: what could not be told from the files alone',
    '  whether Argo CD knows the cluster https://edge.example: clusters are not declared; in argosy.yaml declare clusters',
    '',
    '1 manifest, 1 Application: no findings, 1 not known',
    '',
  ].join('\n');
  const cluster = ['check', '--rule', 'app/destination-ambiguous', '--argocd-version', '3.2'];
  expect(await inProcess(cluster)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(stdout.split('\n')[1] ?? ''),
  });
  expect(await inProcess([...cluster, '--strict'])).toMatchObject({ code: 1 });
});

test('--fix mends a committed file and leaves its comments, and refuses to touch what is not committed', async () => {
  const policy = '  syncPolicy:\n    syncOptions:\n      - createNamespace=true # for the first sync\n';
  inFolder({ ...SHOP, 'apps/shop.yaml': `${application('main')}${policy}` });
  git('init', '-q');
  const fix = ['check', '--fix', '--rule', 'app/unknown-sync-option'];
  expect(await inProcess(fix)).toEqual({
    code: 2,
    stdout: '',
    stderr: '--fix: Git has uncommitted changes; commit or stash them first\n',
  });
  git('add', '.');
  git('commit', '-qm', 'one');
  expect(await inProcess(fix)).toEqual({
    code: 0,
    stdout: '2 manifests, 1 Application: no findings\n',
    stderr: 'mended 1 of 1 finding; git diff shows how\n',
  });
  expect(readFileSync('apps/shop.yaml', 'utf8')).toBe(
    `${application('main')}${policy.replace('createNamespace', 'CreateNamespace')}`,
  );
});

test('--fix leaves a file in another encoding as it is', async () => {
  const policy = '  syncPolicy: # caf\u00e9\n    syncOptions:\n      - createNamespace=true\n';
  inFolder(SHOP);
  const text = Buffer.from(`${application('main')}${policy}`, 'latin1');
  writeFileSync('apps/shop.yaml', text);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  expect(await inProcess(['check', '--fix', '--rule', 'app/unknown-sync-option'])).toMatchObject({
    code: 1,
    stderr: 'none of 1 finding can be mended mechanically\n',
  });
  expect(readFileSync('apps/shop.yaml')).toEqual(text);
});

test('--fix says so when there is nothing that it can mend', async () => {
  inFolder(SHOP);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  expect(await inProcess(['check', '--fix', ...only])).toEqual({
    code: 1,
    stdout: UNPINNED,
    stderr: 'none of 1 finding can be mended mechanically\n',
  });
});

test.each([
  [['--rule', 'app/path-mising'], '--rule: there is no rule "app/path-mising"; did you mean app/path-missing?'],
  [['--rule', 'frobnicate'], '--rule: there is no rule "frobnicate"; argosy explain lists them'],
  [['--argocd-version', 'new'], '--argocd-version: expected a version, got "new"; write it as 3.2'],
  [['--waivers', 'none.yaml'], '--waivers: none.yaml: cannot be read, it does not exist; name a file that is there'],
  [
    ['--baseline', 'argosy.yaml'],
    'argosy.yaml: is no report of argosy check; write one: argosy check -o json > baseline.json',
  ],
  [
    ['--charts', 'nowhere'],
    '--charts: nowhere is no folder; name the folder that has <chart>-<version>.tgz, or the unpacked chart',
  ],
  [['argosy.yaml'], 'argosy.yaml: is a file; name its folder, or a Git revision'],
])('argosy check %j is refused in one sentence', async (args, message) => {
  inFolder(SHOP);
  expect(await inProcess(['check', ...args])).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
});

test('a rule is explained with what breaks it and what does not', async () => {
  const { code, stdout } = await inProcess(['explain', 'yaml/duplicate-key']);
  expect(code).toBe(0);
  expect(stdout).toBe(`yaml/duplicate-key (error)

a mapping has every key once.
The last one wins and what the first said is gone; newer readers refuse the whole file.

this breaks it:

  # shop/config.yaml
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: shop
  data:
    color: red
    color: blue

this does not:

  # shop/config.yaml
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: shop
  data:
    color: blue
`);
});

test('a rule that is not there is refused, with the one that was meant', async () => {
  expect(await inProcess(['explain', 'yaml/duplicate-keys'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'argosy explain: there is no rule "yaml/duplicate-keys"; did you mean yaml/duplicate-key?\n',
  });
});

test('a rule that is called by the second half of its name is found', async () => {
  expect(await inProcess(['explain', 'plaintext'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'argosy explain: there is no rule "plaintext"; did you mean secret/plaintext?\n',
  });
});

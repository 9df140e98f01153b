import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Repository } from '../../src/sources/model';
import { readRepository } from '../../src/sources/repository';

const GOOD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n';

test('one broken file among good ones is said, and the good ones are read', async () => {
  const { manifests, broken } = await read({
    'a.yaml': GOOD,
    'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: tab\n',
    'c.yaml': GOOD,
  });
  expect(manifests.map(({ origin }) => origin.file)).toEqual(['a.yaml', 'c.yaml']);
  expect(broken).toEqual([
    { file: 'b.yaml', line: 4, kind: 'syntax', message: 'tab characters must not be used in indentation' },
  ]);
});

test('a byte order mark says how a file is read, as it does for Argo CD', async () => {
  const { manifests, broken } = await read({
    'be.yaml': Buffer.from(`\uFEFF${GOOD}`, 'utf16le').swap16(),
    'bom.json': `\uFEFF{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "good"}}`,
    'bom.yaml': `\uFEFF${GOOD}`,
    'comment.yaml': `\uFEFF# a comment\r\n---\r\n${GOOD.replaceAll('\n', '\r\n')}`,
    'le.yaml': Buffer.from(`\uFEFF${GOOD}`, 'utf16le'),
  });
  expect(manifests.map(({ name, origin }) => [name, origin.file, origin.lineOf(['metadata', 'name'])])).toEqual([
    ['good', 'be.yaml', 4],
    ['good', 'bom.json', 1],
    ['good', 'bom.yaml', 4],
    ['good', 'comment.yaml', 6],
    ['good', 'le.yaml', 4],
  ]);
  expect(broken).toEqual([]);
});

test('bytes that are no UTF-8 are said with their line where a value has them, and nowhere else', async () => {
  const { manifests, broken } = await read({
    'comment.yaml': Buffer.from(`# caf\u00e9\n${GOOD}`, 'latin1'),
    'latin.yaml': Buffer.from(`${GOOD}data:\n  a: caf\u00e9\n`, 'latin1'),
    'replaced.yaml': `${GOOD}data: {a: "\uFFFD"}\n`,
  });
  expect(manifests.map(({ origin, object }) => [origin.file, 'data' in object ? object.data : undefined])).toEqual([
    ['comment.yaml', undefined],
    ['latin.yaml', { a: 'caf\uFFFD' }],
    ['replaced.yaml', { a: '\uFFFD' }],
  ]);
  const message = 'it holds bytes that are no UTF-8, which Argo CD replaces; save it as UTF-8';
  expect(broken).toEqual([{ file: 'latin.yaml', line: 6, kind: 'encoding', message }]);
});

test('byte order marks and Windows line ends are nothing to what else is read', async () => {
  const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  const { applications, sets, declarations } = await read({
    'argosy.yaml': windows('# ours\nargocd:\n  version: "3.2"\nrepositories: [https://git.example/own]\n'),
    'teams/one/team.json': windows('{"team": "one"}\n'),
    'teams/two/team.json': windows('{"team": "two"}\n'),
    'teams/one/kustomization.yaml': windows('# theirs\nresources:\n  - good.yaml\n'),
    'teams/one/good.yaml': windows(GOOD),
    'teams/two/good.yaml': windows(GOOD),
    'set.yaml': windows(`apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: teams, namespace: argocd }
spec:
  generators: [{ git: { repoURL: 'https://git.example/own', revision: main, files: [{ path: teams/*/team.json }] } }]
  template:
    metadata: { name: '{{team}}' }
    spec:
      project: default
      source: { repoURL: 'https://git.example/own', path: '{{path}}', targetRevision: main }
      destination: { server: https://kubernetes.default.svc, namespace: '{{team}}' }
`),
  });
  expect(declarations.argocd.version).toBe('3.2');
  expect(sets).toHaveLength(1);
  expect(
    applications.map(({ manifest, content }) => [
      manifest.name,
      content.flatMap((source) => ('manifests' in source ? source.manifests.map(({ name }) => name) : [])),
    ]),
  ).toEqual([
    ['one', ['good']],
    ['two', ['good']],
  ]);
});

test('names that are no UTF-8 are read, each as itself, in a folder and in a revision', async () => {
  const folder = folderOf({ 'plain.yaml': GOOD });
  for (const name of ['caf\u00e9', 'caf\u00e8']) {
    mkdirSync(Buffer.from(join(folder, name), 'latin1'));
    writeFileSync(Buffer.from(join(folder, name, `${name}.yaml`), 'latin1'), GOOD.replace('good', `g${name.length}`));
  }
  const files = ['caf\\350/caf\\350.yaml', 'caf\\351/caf\\351.yaml', 'plain.yaml'];
  expect((await readRepository({ folder })).manifests.map(({ origin }) => origin.file)).toEqual(files);
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a'],
  ]) {
    execFileSync('git', args, { cwd: folder });
  }
  const { manifests } = await readRepository({ folder, revision: 'HEAD' });
  expect(manifests.map(({ origin }) => origin.file)).toEqual(files);
});

test('binary files, empty files and YAML that is nobody’s manifest are passed over', async () => {
  const { manifests, broken } = await read({
    'binary.yaml': Buffer.concat([Buffer.from('apiVersion kind metadata'), Buffer.alloc(4000)]),
    'empty.yaml': '',
    'comment.yaml': '# apiVersion: v1, kind: none\n',
    'values.yaml': 'kind: [\n',
    'numbers.yaml': 'apiVersion: 1\nkind: 2\n',
    'list.yaml': '- apiVersion: v1\n  kind: ConfigMap\n',
    'package.json': '{"kind": "x"}',
  });
  expect([manifests, broken]).toEqual([[], []]);
});

test('links in circles, to nowhere and out of the repository are passed over', async () => {
  const folder = folderOf({ 'a.yaml': GOOD });
  symlinkSync('b.yaml', join(folder, 'c.yaml'));
  symlinkSync('c.yaml', join(folder, 'b.yaml'));
  symlinkSync('.', join(folder, 'self'));
  symlinkSync('gone.yaml', join(folder, 'dead.yaml'));
  symlinkSync('/etc/passwd', join(folder, 'out.yaml'));
  const { manifests, broken, at } = await readRepository({ folder });
  expect(manifests.map(({ origin }) => origin.file)).toEqual(['a.yaml']);
  expect(broken).toEqual([]);
  expect(['b.yaml', 'self', 'self/self/a.yaml', 'dead.yaml', 'out.yaml', '../x', '.', 'a.yaml/'].map(at)).toEqual([
    undefined,
    'folder',
    'file',
    undefined,
    undefined,
    undefined,
    'folder',
    'file',
  ]);
});

test('Applications and sets of any shape are taken as far as they go', async () => {
  const shapes = [
    'null',
    '[]',
    'text',
    '{source: []}',
    '{sources: {a: 1}}',
    '{sources: [null, 1, []]}',
    '{source: {repoURL: 1, path: [a]}}',
  ];
  const sets = [
    'null',
    '[]',
    'text',
    '{generators: 1}',
    '{generators: [1, null]}',
    '{generators: [{list: {elements: 5}}]}',
    '{generators: [{list: {elements: [{a: b}]}}], template: text}',
  ];
  const text = (kind: string) => (spec: string, at: number) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a${at}}\nspec: ${spec}\n`;
  const { applications, sets: expanded } = await read({
    'applications.yaml': shapes.map(text('Application')).join('---\n'),
    'sets.yaml': sets.map(text('ApplicationSet')).join('---\n'),
    'names.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: [1]\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\n',
  });
  expect(applications.filter(({ generatedBy }) => generatedBy === undefined)).toHaveLength(shapes.length + 2);
  expect(expanded).toHaveLength(sets.length);
});

test('a root that makes itself over and over comes to an end', async () => {
  const root = (name: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec: {source: {repoURL: 'https://git.example/own', path: .}}\n`;
  const { applications } = await read({ 'a.yaml': root('a'), 'b.yaml': root('b') });
  expect(applications.map(({ manifest, deliveredBy }) => [manifest.name, deliveredBy?.manifest.name])).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
});

test('ten thousand files are read in seconds', async () => {
  const files = Array.from(
    { length: 10_000 },
    (_, at) => [`${at % 100}/${at}.yaml`, GOOD.replace('good', `g${at}`)] as const,
  );
  const before = process.cpuUsage();
  const { manifests } = await readRepository({ files: Object.fromEntries(files) });
  expect(manifests).toHaveLength(10_000);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
});

function read(files: Readonly<Record<string, string | Buffer>>): Promise<Repository> {
  return readRepository({ folder: folderOf(files) });
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-hostile-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

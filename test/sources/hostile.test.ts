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

test('bytes that are no UTF-8 are said with their line, and a BOM is nothing to say', async () => {
  const { manifests, broken } = await read({
    'bom.yaml': `\uFEFF${GOOD}`,
    'latin.yaml': Buffer.from(`${GOOD}data:\n  a: caf\u00e9\n`, 'latin1'),
    'utf16.yaml': Buffer.from(`\uFEFF${GOOD}`, 'utf16le'),
    'replaced.yaml': `${GOOD}data: {a: "\uFFFD"}\n`,
  });
  expect(manifests.map(({ origin }) => origin.file)).toEqual(['bom.yaml', 'replaced.yaml']);
  expect(broken).toEqual([
    { file: 'latin.yaml', line: 6, kind: 'encoding', message: 'it holds bytes that are no UTF-8; save it as UTF-8' },
    { file: 'utf16.yaml', line: 1, kind: 'encoding', message: 'it is UTF-16; save it as UTF-8' },
  ]);
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

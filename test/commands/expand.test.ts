import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProcess } from './in-process';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('each set says what it makes, whom it leaves out, and why it fails', async () => {
  const folder = folderOf({
    'good.yaml': set('good', 'list: {elements: [{name: one}, {name: two}, {name: two}]}'),
    'fails.yaml': set('fails', 'matrix: {generators: []}'),
    'clusters.yaml': set('clusters', 'clusters: {}'),
    'none.yaml': set('none', 'list: {elements: []}'),
  });
  expect(await inProcess(['expand', folder])).toEqual({
    code: 1,
    stdout: [
      'clusters.yaml:1: clusters: cannot be told offline: the cluster Secrets are not known; in argosy.yaml declare clusters',
      'fails.yaml:1: fails makes nothing: found less than two generators, Matrix support only two',
      'good.yaml:1: good makes 1 Application',
      '  one',
      '  two is left out: the set makes more than one Application two',
      '  two is left out: the set makes more than one Application two',
      'none.yaml:1: none makes no Application',
      '4 ApplicationSets make 1 Application, 1 failed, 1 not known',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('a repository without a set is told so', async () => {
  expect(await inProcess(['expand', folderOf({})])).toEqual({
    code: 0,
    stdout: 'no ApplicationSet was found; argosy check tells which Applications there are\n',
    stderr: '',
  });
});

test('before 3.2 the first of two with one name is made', async () => {
  const folder = folderOf({ 'set.yaml': set('good', 'list: {elements: [{name: two}, {name: two}]}') });
  expect((await inProcess(['expand', folder, '--argocd-version', '2.13'])).stdout).toBe(
    [
      'set.yaml:1: good makes 1 Application',
      '  two',
      '  two is left out: the set makes more than one Application two',
      '1 ApplicationSet makes 1 Application',
      '',
    ].join('\n'),
  );
});

test('as YAML the Applications stand alone on stdout', async () => {
  const folder = folderOf({ 'set.yaml': set('good', 'list: {elements: [{name: one}]}') });
  expect(await inProcess(['expand', folder, '-o', 'yaml'])).toEqual({
    code: 0,
    stdout: [
      'apiVersion: argoproj.io/v1alpha1',
      'kind: Application',
      'metadata:',
      '  name: one',
      '  finalizers:',
      '    - resources-finalizer.argocd.argoproj.io',
      'spec:',
      '  project: default',
      '  destination:',
      '    name: in-cluster',
      '',
    ].join('\n'),
    stderr: 'set.yaml:1: good makes 1 Application\n  one\n1 ApplicationSet makes 1 Application\n',
  });
});

test('the same for programs', async () => {
  const folder = folderOf({ 'set.yaml': set('fails', 'matrix: {generators: []}') });
  const { code, stdout } = await inProcess(['expand', folder, '--output', 'json']);
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    {
      formatVersion: 1,
      sets: [
        {
          namespace: '',
          name: 'fails',
          where: { file: 'set.yaml', line: 1 },
          failure: 'found less than two generators, Matrix support only two',
        },
      ],
    },
  ]);
});

test('what is neither a folder nor a revision is said', async () => {
  const before = process.cwd();
  process.chdir(folderOf({}));
  try {
    expect(await inProcess(['expand', 'nowhere'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'nowhere: it is no folder that is there, and Git knows no repository here that could have such a revision; name a folder, or run argosy in a Git repository\n',
    });
  } finally {
    process.chdir(before);
  }
});

test('a version that nobody can read is refused, as the newest one in its place would be silently wrong', async () => {
  expect(await inProcess(['expand', '--argocd-version', 'new'])).toEqual({
    code: 2,
    stdout: '',
    stderr: '--argocd-version: expected a version, got "new"; write it as 3.2\n',
  });
});

function set(name: string, generator: string): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    `metadata: {name: ${name}}`,
    'spec:',
    '  generators:',
    `    - ${generator}`,
    '  template:',
    "    metadata: {name: '{{name}}'}",
    '    spec: {project: default, destination: {name: in-cluster}}',
    '',
  ].join('\n');
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-expand-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

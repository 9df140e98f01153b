import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argosyIn, folderWith } from './real-process';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\ndata:\n  a: no\n';
const RULE = ['--rule', 'yaml/ambiguous-scalar', '-o', 'github'] as const;

function git(cwd: string, ...args: readonly string[]): void {
  const settings = ['user.name=t', 'user.email=t@example.com', 'init.defaultBranch=main', 'protocol.file.allow=always'];
  execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { cwd, stdio: 'ignore' });
}

function repository(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'one');
  return folder;
}

function ambiguous(...files: readonly string[]): object {
  const line = (file: string) =>
    `::warning file=${file},line=6,title=yaml/ambiguous-scalar::no is false to Argo CD, and something else to YAML 1.2; put it into quotes, or write what is meant\n`;
  return { code: 1, stdout: files.map(line).join(''), stderr: '' };
}

function refused(message: string): object {
  return { code: 2, stdout: '', stderr: `${message}\n` };
}

test('a repository without commits is read as it is, and has no revision', () => {
  const folder = folderWith({ 'a.yaml': CONFIG });
  git(folder, 'init', '-q');
  expect(argosyIn(folder, 'check', ...RULE)).toEqual(ambiguous('a.yaml'));
  expect(argosyIn(folder, 'check', 'HEAD')).toEqual(
    refused(
      'HEAD: it is no folder, and Git says: no revision HEAD is known; name a folder, a branch, a tag or a commit',
    ),
  );
});

test.each([
  [
    'main~5',
    'main~5: it is no folder, and Git says: no revision main~5 is known; name a folder, a branch, a tag or a commit',
  ],
  [
    'HEAD:a.yaml',
    'HEAD:a.yaml: it is no folder, and Git says: no revision HEAD:a.yaml is known; name a folder, a branch, a tag or a commit',
  ],
  ['a.yaml', 'a.yaml: is a file; name its folder, or a Git revision'],
  ['', 'PATH|REV: expected a folder or a Git revision, got an empty text; name one, or leave it out'],
])('%j is refused in a sentence', (operand, message) => {
  expect(argosyIn(repository({ 'a.yaml': CONFIG }), 'check', operand)).toEqual(refused(message));
});

test('a revision whose name is an option of git is a name', () => {
  expect(argosyIn(repository({ 'a.yaml': CONFIG }), 'check', '--', '--output=x')).toEqual(
    refused(
      '--output=x: it is no folder, and Git says: no revision --output=x is known; name a folder, a branch, a tag or a commit',
    ),
  );
});

test('a bare repository has no files of its own, and its revisions are read', () => {
  const bare = join(folderWith({}), 'bare.git');
  git(repository({ 'a.yaml': CONFIG }), 'clone', '-q', '--bare', '.', bare);
  expect(argosyIn(bare, 'check')).toEqual(
    refused(
      ".: is Git's own folder, or a bare repository, and has no files to read; name a revision, or run argosy where it is checked out",
    ),
  );
  expect(argosyIn(bare, 'check', 'HEAD', ...RULE)).toEqual(ambiguous('a.yaml'));
});

test('what a submodule holds is read where it is checked out, and else not known', () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: a, namespace: argocd }
spec:
  project: default
  source: { repoURL: https://git.example/own, targetRevision: main, path: sub/below }
  destination: { server: https://kubernetes.default.svc, namespace: a }
`;
  const inner = repository({ 'below/a.yaml': CONFIG });
  const outer = repository({ 'argosy.yaml': 'repositories: [https://git.example/own]\n', 'app.yaml': application });
  git(outer, 'submodule', 'add', '-q', inner, 'sub');
  git(outer, 'commit', '-qm', 'two');
  expect(argosyIn(outer, 'check', ...RULE)).toEqual(ambiguous('sub/below/a.yaml'));
  const notKnown = {
    code: 0,
    stdout:
      '::notice title=not known::what a renders of sub/below: sub/below is in a submodule that is not checked out here\n',
    stderr: '',
  };
  expect(argosyIn(outer, 'check', 'HEAD', '--rule', 'app', '-o', 'github')).toEqual(notKnown);
  git(outer, 'submodule', 'deinit', '-f', 'sub');
  expect(argosyIn(outer, 'check', '--rule', 'app', '-o', 'github')).toEqual(notKnown);
});

test('--fix mends the files of a repository that argosy.yaml begins below that of Git', () => {
  const policy = '  syncPolicy:\n    syncOptions:\n      - createNamespace=true\n';
  const application =
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  namespace: argocd\nspec:\n  source: { repoURL: https://git.example/own, path: . }\n';
  const folder = repository({
    'gitops/argosy.yaml': 'repositories: [https://git.example/own]\n',
    'gitops/app.yaml': `${application}${policy}`,
    'app.yaml': '',
  });
  expect(argosyIn(join(folder, 'gitops'), 'check', '--fix', '--rule', 'app/unknown-sync-option')).toEqual({
    code: 0,
    stdout: '1 manifest, 1 Application: no findings\n',
    stderr: 'mended 1 of 1 finding; git diff shows how\n',
  });
  expect(readFileSync(join(folder, 'gitops/app.yaml'), 'utf8')).toBe(
    `${application}${policy.replace('createNamespace', 'CreateNamespace')}`,
  );
});

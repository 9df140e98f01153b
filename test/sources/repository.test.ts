import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Content, Manifest, Repository } from '../../src/sources/model';
import type { Place } from '../../src/sources/place';
import type { Renderer } from '../../src/sources/renderer';
import { readRepository } from '../../src/sources/repository';

const OWN = 'https://git.example/platform.git';

test('an Application that nobody delivers is a root, and what it renders is delivered by it', async () => {
  const { applications } = await read({
    'root.yaml': application('root', 'apps'),
    'apps/web.yaml': application('web', 'web'),
    'web/config.yaml': configMap('web'),
  });
  expect(applications.map(({ manifest, deliveredBy }) => [manifest.name, deliveredBy?.manifest.name])).toEqual([
    ['web', 'root'],
    ['root', undefined],
  ]);
  expect(names(applications[0]?.content)).toEqual(['web/config.yaml ConfigMap web']);
});

test('what a file holds and what an Application renders of it is one manifest', async () => {
  const { manifests, applications } = await read({
    'root.yaml': application('root', 'web'),
    'web/config.yaml': configMap('web'),
  });
  const content = applications[0]?.content[0];
  expect(content && 'manifests' in content && content.manifests[0]).toBe(manifests.find(({ name }) => name === 'web'));
});

test('a root in its own path is delivered by itself only while nobody else delivers it', async () => {
  const itself = await read({ 'apps/root.yaml': application('root', 'apps') });
  expect(itself.applications[0]?.deliveredBy).toBe(itself.applications[0]);
  const { applications } = await read({
    'apps/root.yaml': application('root', 'apps'),
    'seed.yaml': application('seed', 'apps'),
  });
  expect(applications.map(({ manifest, deliveredBy }) => [manifest.name, deliveredBy?.manifest.name])).toEqual([
    ['root', 'seed'],
    ['seed', undefined],
  ]);
});

test('a plain folder is rendered by what its source includes, excludes and recurses into', async () => {
  const files = {
    'web/a.yaml': configMap('a'),
    'web/b.yml': configMap('b'),
    'web/c.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}',
    'web/notes.txt': configMap('notes'),
    'web/deep/d.yaml': configMap('d'),
    'web/deep/skipped.yaml': configMap('skipped'),
  };
  const rendered = async (directory: string) =>
    names((await read({ ...files, 'root.yaml': application('root', 'web', directory) })).applications[0]?.content);
  expect(await rendered('{}')).toEqual(['web/a.yaml ConfigMap a', 'web/b.yml ConfigMap b', 'web/c.json ConfigMap c']);
  expect(await rendered("{recurse: true, include: '{*.yaml,deep/*}', exclude: '*skipped*'}")).toEqual([
    'web/a.yaml ConfigMap a',
    'web/deep/d.yaml ConfigMap d',
  ]);
});

test('the items of a list and the documents of a file are manifests with lines of their own', async () => {
  const { manifests } = await read({
    'all.yaml': [
      '# kept by hand',
      configMap('a'),
      '---',
      'apiVersion: v1',
      'kind: List',
      'items:',
      '  - apiVersion: v1',
      '    kind: Secret',
      '    metadata:',
      '      name: b',
      '---',
      '',
    ].join('\n'),
  });
  expect(
    manifests.map(({ kind, name, origin }) => [kind, name, origin.line, origin.lineOf(['metadata', 'name'])]),
  ).toEqual([
    ['ConfigMap', 'a', 2, 5],
    ['Secret', 'b', 10, 13],
  ]);
});

test('a path that is not there, and a file that Argo CD cannot read, fail as in Argo CD', async () => {
  const { applications, broken } = await read({
    'gone.yaml': application('gone', 'nowhere'),
    'half.yaml': application('half', 'half'),
    'half/good.yaml': configMap('good'),
    'half/bad.yaml': `${configMap('bad')}\n data: bad\n`,
    'json.yaml': application('json', 'json'),
    'json/package.json': '{"name": "no manifest"}',
  });
  expect(applications.map(({ manifest, content }) => [manifest.name, content.map(({ failure }) => failure)])).toEqual([
    ['gone', ['nowhere does not exist']],
    ['half', ['half/bad.yaml:5: bad indentation of a mapping entry']],
    ['json', ['json/package.json is no manifest, and Argo CD takes every .json of a folder for one']],
  ]);
  expect(names(applications[1]?.content)).toEqual(['half/good.yaml ConfigMap good']);
  expect(broken).toEqual([
    {
      file: 'half/bad.yaml',
      line: 5,
      kind: 'syntax',
      message: 'bad indentation of a mapping entry',
    },
  ]);
});

test('other repositories, pinned commits and plugins are not known, and say why', async () => {
  const commit = 'abcdef7890123456789012345678901234567890';
  const { notKnown } = await read({
    'other.yaml': application('other', 'web').replace(OWN, 'https://git.example/other'),
    'pinned.yaml': application('pinned', 'web').replace('main', commit),
    'plugin.yaml': application('plugin', 'web').replace('directory: {}', 'plugin: {name: cue}'),
    'web/a.yaml': configMap('a'),
  });
  expect(notKnown).toEqual([
    { what: 'what other renders of web', why: 'it is in another repository, https://git.example/other' },
    { what: 'what pinned renders of web', why: `it is pinned to ${commit}, and that is not what is read` },
    { what: 'what plugin renders of web', why: 'a plugin renders it' },
  ]);
});

test('the commonest URL whose paths are here means this repository', async () => {
  const { isOwn } = await readRepository({
    files: {
      'a.yaml': application('a', 'web'),
      'b.yaml': application('b', 'web').replace(OWN, 'https://git.example/other'),
      'c.yaml': application('c', 'elsewhere').replace(OWN, 'https://git.example/other'),
      'web/a.yaml': configMap('a'),
    },
  });
  expect([OWN, 'https://git.example/Platform', 'https://git.example/other'].map(isOwn)).toEqual([true, true, false]);
});

test('a repository is the same over SSH and HTTPS, whatever user and port', async () => {
  const { isOwn } = await read({});
  const urls = [
    'git@git.example:platform.git',
    'ssh://git@git.example:22/platform',
    'https://bot@git.example/platform/',
    'https://git.example/platform-two',
    'https://other.example/platform',
  ];
  expect(urls.map(isOwn)).toEqual([true, true, true, false, false]);
});

test('without any hint it cannot be told which URL means this repository', async () => {
  const { isOwn, notKnown } = await readRepository({ files: { 'a.yaml': application('a', 'web') } });
  expect(isOwn(OWN)).toBeUndefined();
  expect(notKnown).toEqual([
    {
      what: 'what a renders of web',
      why: `nothing says whether ${OWN} is this repository`,
      declare: `repositories: [${OWN}]`,
    },
  ]);
});

test('a set makes Applications of the folders that are here, and lines lead into its template', async () => {
  const { sets, applications } = await read({
    'set.yaml': setOver(`git: {repoURL: '${OWN}', directories: [{path: 'teams/*'}]}`),
    'teams/one/a.yaml': configMap('a'),
    'teams/two/b.yaml': configMap('b'),
  });
  expect(sets.map(({ manifest, outcome }) => [manifest.name, Object.keys(outcome)])).toEqual([
    ['teams', ['applications']],
  ]);
  expect(
    applications.map(({ manifest, generatedBy, content }) => [manifest.name, generatedBy?.name, names(content)]),
  ).toEqual([
    ['one', 'teams', ['teams/one/a.yaml ConfigMap a']],
    ['two', 'teams', ['teams/two/b.yaml ConfigMap b']],
  ]);
  expect(applications[0]?.manifest.origin.lineOf(['spec', 'source', 'path'])).toBe(12);
});

test('a set over clusters is not known until somebody declares them', async () => {
  const set = setOver('clusters: {}').replace('{{path.basename}}', '{{name}}');
  const undeclared = await read({ 'set.yaml': set });
  expect(undeclared.sets[0]?.outcome).toEqual({
    notKnown: {
      what: 'which Applications teams makes',
      why: 'the cluster Secrets are not known',
      declare: 'clusters',
    },
  });
  const declared = await read({
    'set.yaml': set,
    'argosy.yaml': `repositories: ['${OWN}']\nclusters: [{name: edge, server: 'https://edge.example'}]\n`,
  });
  expect(declared.applications.map(({ manifest }) => manifest.name)).toEqual(['in-cluster', 'edge']);
});

test('a set that fails makes nothing, and says why', async () => {
  const { sets } = await read({ 'set.yaml': setOver(`git: {repoURL: '${OWN}'}`) });
  expect(sets[0]?.outcome).toEqual({ failure: 'the git generator names neither directories nor files' });
});

test('templates of a chart, patches and kustomizations are no manifests by themselves', async () => {
  const { manifests, broken } = await read({
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n',
    'chart/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  {{- if .Values.x }}\n',
    'base/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\npatches: [{path: patch.yaml}]\n',
    'base/web.yaml': configMap('web'),
    'base/patch.yaml': configMap('patch'),
    'template.yaml': 'apiVersion: v1\nkind: {{ kind }}\nmetadata: {}\n',
  });
  expect(manifests.map(({ origin }) => origin.file)).toEqual(['base/web.yaml']);
  expect(broken).toEqual([]);
});

test('a broken manifest with a script in it is no template, nor is a set without quotes', async () => {
  const { broken } = await read({
    'job.yaml': [configMap('job'), 'data:', '  run: |', '    echo $' + '{HOME}', '\tend: 1'].join('\n'),
    'set.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: {{ name }}\n',
  });
  expect(broken.map(({ file, message }) => [file, message])).toEqual([
    ['job.yaml', 'tab characters must not be used in indentation'],
    ['set.yaml', 'a key is a mapping or a list, as {{ }} without quotes is'],
  ]);
});

test('an Application that Kustomize renders counts once', async () => {
  const { applications } = await read(
    {
      'root.yaml': application('root', 'overlay').replace('directory: {}', 'kustomize: {}'),
      'overlay/kustomization.yaml': 'resources: [../base/web.yaml]\n',
      'base/web.yaml': application('web', 'web'),
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'web/a.yaml': configMap('a'),
    },
    { render: async () => ({ output: application('web', 'web'), file: 'overlay/kustomization.yaml' }) },
  );
  expect(
    applications.map(({ manifest, deliveredBy }) => [manifest.name, deliveredBy?.manifest.name, manifest.origin.file]),
  ).toEqual([
    ['root', undefined, 'root.yaml'],
    ['web', 'root', 'overlay/kustomization.yaml'],
  ]);
});

test('a renderer is told where the repository is and what its sources refer to', async () => {
  const asked: unknown[] = [];
  await read(
    {
      'root.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: {name: web, namespace: argocd}',
        'spec:',
        '  project: default',
        '  destination: {name: in-cluster, namespace: web}',
        '  sources:',
        `    - {repoURL: '${OWN}', targetRevision: main, ref: values}`,
        "    - {repoURL: 'https://charts.example', chart: web, targetRevision: 1.2.3}",
      ].join('\n'),
      'cm.yaml': `${configMap('argocd-cm')}\ndata: {kustomize.buildOptions: --enable-helm}\n`,
    },
    {
      render: async ({ root, source, ...rest }) => {
        asked.push({ ...rest, refs: [...rest.refs], files: readdirSync(root).toSorted() });
        return { output: '', file: 'Chart.yaml' };
      },
    },
  );
  expect(asked).toEqual([
    {
      tool: 'helm',
      path: undefined,
      refs: [['values', { own: true }]],
      application: { name: 'web', namespace: 'argocd', project: 'default', destinationNamespace: 'web' },
      argocd: { version: '3.5', settings: { 'kustomize.buildOptions': '--enable-helm' } },
      kubernetes: {},
      files: ['argosy.yaml', 'cm.yaml', 'root.yaml'],
    },
  ]);
});

test('what cannot be told is told in the order of the Applications, whichever tool ends first', async () => {
  const ofHelm = (name: string) => application(name, name).replace('directory: {}', 'helm: {}');
  const { notKnown } = await read(
    { 'a.yaml': ofHelm('slow'), 'b.yaml': ofHelm('quick'), 'slow/a.yaml': '', 'quick/a.yaml': '' },
    {
      render: async ({ application: { name } }) => {
        if (name === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
        return { notKnown: { what: name, why: 'there is no helm' } };
      },
    },
  );
  expect(notKnown.map(({ what }) => what)).toEqual(['slow', 'quick']);
});

test('links are followed within the repository, and one that leaves it stops all rendering', async () => {
  const folder = folderOf({
    'web/a.yaml': configMap('a'),
    'b.yaml': configMap('b'),
    'app.yaml': application('app', 'web'),
  });
  symlinkSync('../b.yaml', join(folder, 'web/b.yaml'));
  symlinkSync('loop', join(folder, 'web/loop'));
  symlinkSync('..', join(folder, 'web/up'));
  const inside = await readRepository({ folder });
  expect(names(inside.applications[0]?.content)).toEqual(['web/a.yaml ConfigMap a', 'b.yaml ConfigMap b']);
  symlinkSync('/etc/hostname', join(folder, 'web/out.yaml'));
  const outside = await readRepository({ folder });
  expect(outside.applications[0]?.content.map(({ failure }) => failure)).toEqual([
    'the repository has a link that leaves it: web/out.yaml',
  ]);
});

test('a revision is read as it was, and the work tree stays as it is', async () => {
  const folder = folderOf({ 'app.yaml': application('app', 'web'), 'web/a.yaml': configMap('before') });
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, '-c', 'user.name=t', '-c', 'user.email=t@example', 'commit', '-qm', 'first');
  writeFileSync(join(folder, 'web/a.yaml'), configMap('after'));
  writeFileSync(join(folder, '.gitignore'), 'ignored.yaml\n');
  writeFileSync(join(folder, 'ignored.yaml'), configMap('ignored'));
  const at = async (place: Place) => (await readRepository(place)).manifests.map(({ name }) => name);
  expect(await at({ folder, revision: 'HEAD' })).toEqual(['app', 'before']);
  expect(await at({ folder })).toEqual(['app', 'after']);
  expect(await at({ folder: join(folder, 'web') })).toEqual(['after']);
  await expect(at({ folder, revision: '--help' })).rejects.toThrow(
    '--help: it is no folder, and Git says: no revision --help is known; name a folder, a branch, a tag or a commit',
  );
});

test('what argosy.yaml says is held to its form, all of it at once', async () => {
  const reading = read({
    'argosy.yaml': 'argocd:\n  version: 3.2\n  naemspace: argocd\nclusters:\n  - name: edge\nrepositories: here\n',
  });
  await expect(reading).rejects.toThrow(
    [
      'argosy.yaml:3: argocd.naemspace: expected version, namespace, settings, got "naemspace"; did you mean namespace?',
      'argosy.yaml:2: argocd.version: expected a text, got 3.2; put it into quotes',
      'argosy.yaml:5: clusters[0]: expected server, found none',
      'argosy.yaml:6: repositories: expected a list, got "here"',
    ].join('\n'),
  );
});

/** Reads files as a repository that says which URL it has. */
async function read(files: Readonly<Record<string, string>>, renderer?: Renderer): Promise<Repository> {
  return readRepository(
    { files: { 'argosy.yaml': `repositories: ['${OWN}']\n`, ...files } },
    renderer === undefined ? {} : { renderer },
  );
}

function application(name: string, path: string, directory = '{}'): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    'metadata:',
    `  name: ${name}`,
    '  namespace: argocd',
    'spec:',
    '  project: default',
    '  source:',
    `    repoURL: ${OWN}`,
    '    targetRevision: main',
    `    path: ${path}`,
    `    directory: ${directory}`,
    '  destination: {name: in-cluster, namespace: web}',
  ].join('\n');
}

function configMap(name: string): string {
  return ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', `  name: ${name}`].join('\n');
}

function setOver(generator: string): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    'metadata: {name: teams, namespace: argocd}',
    'spec:',
    '  generators:',
    `    - ${generator}`,
    '  template:',
    "    metadata: {name: '{{path.basename}}'}",
    '    spec:',
    '      project: default',
    `      source: {repoURL: '${OWN}', targetRevision: main,`,
    "        path: '{{path}}'}",
    '      destination: {name: in-cluster, namespace: web}',
  ].join('\n');
}

function names(content: readonly Content[] | undefined): readonly string[] {
  return (content ?? []).flatMap((each) => ('manifests' in each ? each.manifests.map(nameOf) : []));
}

function nameOf({ origin, kind, name }: Manifest): string {
  return `${origin.file} ${kind} ${name}`;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-sources-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ 'argosy.yaml': `repositories: ['${OWN}']\n`, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', args, { cwd: folder });
}

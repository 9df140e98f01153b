import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../../src/sources/tool';
import { inRepository, outputOf, rendered, request, testWith, writeIn } from './tool-repository';

const withKustomize = testWith('kustomize');
const withAny = testWith('kustomize', 'kubectl');
const withKubectl = testWith('kubectl');

const BASE = {
  'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: nginx:1
        name: web
`,
};

const OVERLAY = { ...BASE, 'overlays/dev/kustomization.yaml': 'namePrefix: dev-\nresources: [../../base]\n' };

const what = 'what Application web renders from overlays/dev';

withAny('an overlay is built with its bases', async () => {
  await inRepository(OVERLAY, async ({ root }) => {
    expect(await rendered(request('kustomize', root, { path: 'overlays/dev' }))).toEqual({
      output: BASE['base/deployment.yaml'].replace('name: web\nspec', 'name: dev-web\nspec'),
      file: 'overlays/dev/kustomization.yaml',
      files: ['overlays/dev/kustomization.yaml', 'base/deployment.yaml', 'base/kustomization.yaml'],
    });
  });
});

withKubectl('kubectl builds it where there is no kustomize, as long as the Application adds nothing', async () => {
  await inRepository(OVERLAY, async ({ root, beside }) => {
    const kubectl = findTool(['kubectl'], process.env.PATH ?? '');
    symlinkSync(kubectl?.path ?? '', join(beside, 'kubectl'));
    const asked = request('kustomize', root, { path: 'overlays/dev' });
    expect(await outputOf(asked, { searchPath: beside })).toContain('name: dev-web');
    const source = { ...asked.source, kustomize: { namePrefix: 'x-' } };
    expect(await rendered({ ...asked, source }, { searchPath: beside })).toEqual({
      notKnown: {
        what,
        why: 'the Application says more of the kustomization, for which kubectl has no command',
        declare: 'install kustomize',
      },
    });
  });
});

withKustomize('what the Application says is edited in, and the repository stays as it is', async () => {
  const files = {
    ...OVERLAY,
    'overlays/dev/label/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{ pairs: { component: "yes" } }]\n',
  };
  await inRepository(files, async ({ root }) => {
    const kustomize = {
      namePrefix: 'a-',
      nameSuffix: '-z',
      namespace: 'edited',
      images: ['nginx=registry.example.com/nginx:2'],
      replicas: [{ name: 'web', count: '3' }],
      commonLabels: { team: '$ARGOCD_APP_NAME-team' },
      labelWithoutSelector: true,
      commonAnnotations: { said: '$ARGOCD_APP_NAME' },
      patches: [{ target: { kind: 'Deployment' }, patch: '- { op: add, path: /spec/paused, value: true }' }],
      components: ['label', 'missing'],
      ignoreMissingComponents: true,
    };
    const source = { path: 'overlays/dev', kustomize };
    expect(await outputOf(request('kustomize', root, source))).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    said: $ARGOCD_APP_NAME
  labels:
    component: "yes"
    team: web-team
  name: a-web-z
  namespace: edited
spec:
  paused: true
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      annotations:
        said: $ARGOCD_APP_NAME
      labels:
        app: web
    spec:
      containers:
      - image: registry.example.com/nginx:2
        name: web
`);
    expect(await outputOf(request('kustomize', root, { path: 'overlays/dev' }))).toContain('name: dev-web');
  });
});

withAny.each([
  ['resources', 'resources: ["https://example.com/a.yaml"]', 'https://example.com/a.yaml'],
  ['a repository', 'resources: [github.com/org/repo//base?ref=v1]', 'github.com/org/repo//base?ref=v1'],
  ['over SSH', 'bases: ["git@example.com:org/repo"]', 'git@example.com:org/repo'],
  ['a component', 'components: ["https://example.com/c"]', 'https://example.com/c'],
  ['a patch', 'patches: [{ path: "http://127.0.0.1/p" }]', 'http://127.0.0.1/p'],
  ['a file', 'configMapGenerator: [{ name: a, files: ["x=https://example.com/f"] }]', 'https://example.com/f'],
])('nothing is fetched: %s', async (_, kustomization, remote) => {
  const files = { ...OVERLAY, 'base/kustomization.yaml': kustomization };
  await inRepository(files, async ({ root }) => {
    expect(await rendered(request('kustomize', root, { path: 'overlays/dev' }))).toEqual({
      notKnown: { what, why: `base/kustomization.yaml takes ${remote} from elsewhere, and nothing is fetched` },
    });
  });
});

withAny('what a transformer would fetch is not fetched either', async () => {
  const files = {
    ...OVERLAY,
    'overlays/dev/kustomization.yaml': 'resources: [../../base]\ntransformers: [t.yaml]\n',
    'overlays/dev/t.yaml':
      'apiVersion: builtin\nkind: PatchTransformer\nmetadata: { name: t }\npath: https://example.com/p.yaml\n',
  };
  await inRepository(files, async ({ root }) => {
    const outcome = await rendered(request('kustomize', root, { path: 'overlays/dev' }));
    expect(outcome).toMatchObject({ notKnown: { what } });
  });
});

withAny('no base outside of the repository is read, by a path or through a link', async () => {
  await inRepository(OVERLAY, async ({ root, beside }) => {
    for (const [path, content] of Object.entries(BASE)) writeIn(beside, path, content);
    const asked = request('kustomize', root, { path: 'overlays/dev' });
    writeIn(root, 'overlays/dev/kustomization.yaml', 'resources: [../../../base]\n');
    expect(await rendered(asked)).toEqual({
      failure: 'overlays/dev/kustomization.yaml: ../../../base is outside of the repository',
    });
    writeIn(root, 'overlays/dev/kustomization.yaml', 'resources: [../../link]\n');
    symlinkSync(join(beside, 'base'), join(root, 'link'));
    expect(await rendered(asked)).toEqual({
      failure: 'overlays/dev/kustomization.yaml: ../../link is outside of the repository',
    });
  });
});

withAny('a base that is missing is a failure', async () => {
  await inRepository({ 'overlays/dev/kustomization.yaml': 'resources: [../../base]\n' }, async ({ root }) => {
    const outcome = await rendered(request('kustomize', root, { path: 'overlays/dev' }));
    expect(outcome).toMatchObject({ failure: expect.stringContaining("'../../base'") });
  });
});

withAny('bases that lead back to each other are a failure', async () => {
  const files = { ...OVERLAY, 'base/kustomization.yaml': 'resources: [../overlays/dev]\n' };
  await inRepository(files, async ({ root }) => {
    const outcome = await rendered(request('kustomize', root, { path: 'overlays/dev' }));
    expect(outcome).toMatchObject({ failure: expect.stringContaining('cycle') });
  });
});

withAny('a file beside the kustomization may be read where the build options say so', async () => {
  const files = {
    ...BASE,
    'overlays/dev/kustomization.yaml': 'resources: [../../base/deployment.yaml]\n',
  };
  await inRepository(files, async ({ root }) => {
    const asked = (settings: Readonly<Record<string, string>>) =>
      rendered(request('kustomize', root, { path: 'overlays/dev' }, { argocd: { version: '3.2', settings } }));
    expect(await asked({})).toEqual({
      notKnown: {
        what,
        why: 'it can be built with --load-restrictor LoadRestrictionsNone only, and nothing says whether Argo CD has that',
        declare:
          'argocd.settings: { kustomize.buildOptions: "--load-restrictor LoadRestrictionsNone" }, or "" where it has none',
      },
    });
    expect(await asked({ 'kustomize.buildOptions': '' })).toMatchObject({
      failure: expect.stringContaining('security'),
    });
    expect(await asked({ 'kustomize.buildOptions': '--load-restrictor LoadRestrictionsNone' })).toMatchObject({
      output: BASE['base/deployment.yaml'],
    });
    expect(await asked({ 'kustomize.buildOptions': '--enable-alpha-plugins --enable-exec' })).toEqual({
      notKnown: { what, why: 'kustomize.buildOptions has --enable-alpha-plugins, with which nothing is run here' },
    });
  });
});

withAny('whether Argo CD runs the charts of a kustomization is not known', async () => {
  const kustomization = 'helmCharts: [{ name: redis, repo: "https://charts.example.com", version: 1.0.0 }]\n';
  await inRepository({ 'overlays/dev/kustomization.yaml': kustomization }, async ({ root }) => {
    const asked = request('kustomize', root, { path: 'overlays/dev' });
    expect(await rendered(asked)).toEqual({
      notKnown: {
        what,
        why: 'it can be built with --enable-helm only, and nothing says whether Argo CD has that',
        declare: 'argocd.settings: { kustomize.buildOptions: "--enable-helm" }, or "" where it has none',
      },
    });
  });
});

test('links that make very many folders of a few are not followed for ever', async () => {
  await inRepository(OVERLAY, async ({ root, beside }) => {
    writeIn(beside, 'kustomize', '');
    chmodSync(join(beside, 'kustomize'), 0o755);
    for (let depth = 0; depth < 25; depth += 1) {
      mkdirSync(join(root, `links/${depth}`), { recursive: true });
      for (const name of ['one', 'two']) symlinkSync(join('..', `${depth + 1}`), join(root, `links/${depth}/${name}`));
    }
    mkdirSync(join(root, 'links/25'));
    symlinkSync(join('..', '..', 'links', '0'), join(root, 'overlays/dev/links'));
    expect(await rendered(request('kustomize', root, { path: 'overlays/dev' }), { searchPath: beside })).toEqual({
      notKnown: { what, why: 'overlays/dev has more than 20000 files or 64 MB' },
    });
  });
});

test('what Kubernetes does not take is a failure', async () => {
  await inRepository(OVERLAY, async ({ root, beside }) => {
    writeIn(beside, 'kustomize', '');
    chmodSync(join(beside, 'kustomize'), 0o755);
    const source = { path: 'overlays/dev', kustomize: { images: 'nginx:2' } };
    expect(await rendered(request('kustomize', root, source), { searchPath: beside })).toEqual({
      failure: 'kustomize.images is "nginx:2", which Kubernetes does not take there',
    });
  });
});

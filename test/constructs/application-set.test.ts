import { App as StockApp, Testing } from 'cdk8s';
import {
  Application,
  ApplicationSet,
  type ApplicationSetProps,
  type Environment,
  Generator,
  Layer,
  Source,
} from 'cdk8s-argosy';
import { anApp, annotations, aPlatform, dev, findings, GIT, made, manifest, prod, spec } from './builders';

const SOURCE = { repoURL: GIT.url, targetRevision: GIT.revision, path: 'models' };

const FILES = Generator.gitFiles<{ app: string }>({ repository: GIT, paths: ['*.json'] });

test('a set of a list makes one Application of each element, with Go templates that fail on a missing parameter', () => {
  const env = dev();
  new ApplicationSet(env, 'models', {
    generator: Generator.list([{ model: 'bert' }, { model: 'gpt' }]),
    template: ({ model }) => ({
      name: `${model}-dev`,
      namespace: env.namespaceFor('models'),
      source: { repoURL: GIT.url, targetRevision: GIT.revision, path: `models/${model}` },
      labels: { model: `${model}` },
    }),
  });
  expect(manifest(env, 'ApplicationSet', 'models-dev')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name: 'models-dev',
      namespace: 'argocd',
      labels: { app: 'models', env: 'dev' },
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ list: { elements: [{ model: 'bert' }, { model: 'gpt' }] } }],
      template: {
        metadata: {
          name: '{{ .model }}-dev',
          labels: { set: 'models', env: 'dev', model: '{{ .model }}' },
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: {
          project: 'dev',
          source: { repoURL: 'https://git.example.com/mlops', targetRevision: 'main', path: 'models/{{ .model }}' },
          destination: { server: 'https://kubernetes.default.svc', namespace: 'models-dev' },
          syncPolicy: { automated: { prune: true, selfHeal: true } },
        },
      },
    },
  });
  expect(findings(env)).toEqual([]);
});

test('a parameter is written as Go finds it', () => {
  const env = dev();
  new ApplicationSet(env, 'files', {
    generator: Generator.gitFiles<{ app: { name: string }; 'api-version': string }>({
      repository: GIT,
      paths: ['apps/*.json'],
    }),
    template: (file) => ({
      source: SOURCE,
      name: `${file.app.name}`,
      namespace: `${file.path.segments[0]}`,
      labels: {
        version: `${file['api-version']}`,
        folder: `${file.path.basenameNormalized}`,
        file: `${file.path.filename}`,
      },
    }),
  });
  expect(spec(manifest(env, 'ApplicationSet', 'files-dev')).template).toMatchObject({
    metadata: {
      name: '{{ .app.name }}',
      labels: {
        version: '{{ with index . "api-version" }}{{ . }}{{ else }}{{ fail "no api-version" }}{{ end }}',
        folder: '{{ .path.basenameNormalized }}',
        file: '{{ .path.filename }}',
      },
    },
    spec: { destination: { namespace: '{{ index .path.segments 0 }}' } },
  });
});

test('a label that may be missing fails, which missingkey does not make of index', () => {
  const env = dev();
  new ApplicationSet(env, 'agents', {
    generator: Generator.clusters(),
    template: ({ name, metadata }) => ({
      name: `${name}`,
      namespace: `${metadata.labels['example.com/team']}`,
      source: SOURCE,
    }),
  });
  expect(spec(manifest(env, 'ApplicationSet', 'agents-dev')).template).toMatchObject({
    spec: {
      destination: {
        namespace:
          '{{ with index .metadata.labels "example.com/team" }}{{ . }}{{ else }}{{ fail "no example.com/team" }}{{ end }}',
      },
    },
  });
});

test('what lies below a position or a name that is no identifier is written as Go finds it', () => {
  const env = dev();
  new ApplicationSet(env, 'files', {
    generator: Generator.gitFiles<{ apps: { name: string; ports: number[][] }[]; 'my-app': { name: string } }>({
      repository: GIT,
      paths: ['*.json'],
    }),
    template: (file) => ({
      source: SOURCE,
      name: `${file.apps[0]?.name}`,
      namespace: `${file.apps[0]?.ports[1]?.[2]}`,
      server: `${file['my-app'].name}`,
    }),
  });
  expect(spec(manifest(env, 'ApplicationSet', 'files-dev')).template).toMatchObject({
    metadata: { name: '{{ (index .apps 0).name }}' },
    spec: {
      destination: {
        namespace: '{{ index (index (index .apps 0).ports 1) 2 }}',
        server: '{{ with index . "my-app" }}{{ .name }}{{ else }}{{ fail "no my-app" }}{{ end }}',
      },
    },
  });
});

test('elements with different keys are an error, because Argo CD would make none of the Applications', () => {
  const env = dev();
  const elements: { model: string; gpu?: string }[] = [{ model: 'bert' }, { model: 'gpt', gpu: 'a100' }];
  models(env, { generator: Generator.list(elements) });
  expect(findings(env)).toEqual([
    'mlops/dev/models: element 1 of its list has no "gpu", which another has, and where a parameter is missing Argo CD ' +
      'makes none of the Applications; give every element the same keys',
  ]);
});

test('what the base of a merge lacks may come from another list, for every element', () => {
  const base = Generator.list([{ model: 'bert' }, { model: 'gpt' }]);
  const findingsOf = (gpus: readonly { model: string; gpu: string }[]) => {
    const env = dev();
    models(env, { generator: Generator.merge(['model'], base, Generator.list(gpus)) });
    return findings(env).length;
  };
  const [bert, gpt] = [
    { model: 'bert', gpu: 't4' },
    { model: 'gpt', gpu: 'a100' },
  ];
  expect([findingsOf([bert, gpt]), findingsOf([bert])]).toEqual([0, 1]);
});

test('the pairs of two lists are known offline, and of a key that both have the first one wins', () => {
  const { literals } = Generator.matrix(
    Generator.list([{ model: 'bert', run: { gpu: 't4' } }]),
    Generator.list([
      { region: 'eu', run: { gpu: 'a100', zone: 'a' } },
      { region: 'us', run: { gpu: 'a100', zone: 'b' } },
    ]),
  );
  expect(literals).toEqual([
    { model: 'bert', region: 'eu', run: { gpu: 't4', zone: 'a' } },
    { model: 'bert', region: 'us', run: { gpu: 't4', zone: 'b' } },
  ]);
});

test('the elements of merged lists are known offline', () => {
  const { literals } = Generator.merge(
    ['model'],
    Generator.list([
      { model: 'bert', gpu: 't4' },
      { model: 'gpt', gpu: 't4' },
    ]),
    Generator.list([
      { model: 'gpt', gpu: 'a100' },
      { model: 'other', gpu: 'a100' },
    ]),
  );
  expect(literals).toEqual([
    { model: 'bert', gpu: 't4' },
    { model: 'gpt', gpu: 'a100' },
  ]);
});

test.each([
  ['clusters', Generator.matrix(Generator.list([{ app: 'api' }]), Generator.clusters())],
  [
    'a list that is a template over the first one',
    Generator.matrix(Generator.list([{ app: 'api' }]), Generator.list([{ url: '{{ .app }}.local' }])),
  ],
  ['overrides that a repository holds', Generator.merge(['app'], Generator.list([{ app: 'api' }]), FILES)],
])('with %s nothing is known offline', (_title, { literals }) => {
  expect(literals).toBeUndefined();
});

test('two pairs that make one name are an error', () => {
  const env = dev();
  new ApplicationSet(env, 'models', {
    generator: Generator.matrix(Generator.list([{ model: 'bert' }]), Generator.list([{ at: 'eu' }, { at: 'us' }])),
    template: ({ model }) => ({ name: `${model}`, namespace: env.home, source: SOURCE }),
  });
  expect(findings(env)).toEqual([
    'mlops/bootstrap/argocd: the Application name "bert" is taken by mlops/dev/models and by mlops/dev/models; ' +
      'rename one of them',
  ]);
});

test.each([
  { label: 'set', in: ['models'] },
  { label: 'env', in: ['dev'] },
] as const)('a step may select by the label $label, which every Application of the set has', (step) => {
  const env = dev();
  models(env, { order: [step] });
  expect(findings(env)).toEqual([]);
});

test('the Applications of a set in a layer carry its label, and a step may select by it', () => {
  const env = dev();
  const layer = new Layer(env, 'serving', { kind: 'core' });
  new ApplicationSet(layer, 'models', {
    generator: Generator.list([{ model: 'bert' }]),
    template: ({ model }) => ({ name: `${model}`, namespace: env.home, source: SOURCE }),
    order: [{ label: 'layer', in: ['serving'] }],
  });
  expect(Object(spec(manifest(env, 'ApplicationSet', 'models-dev')).template).metadata.labels).toEqual({
    set: 'models',
    env: 'dev',
    layer: 'serving',
  });
  expect(findings(env)).toEqual([]);
});

test.each([
  [
    'folders of a repository, without those that are excluded',
    Generator.gitDirectories({ repository: GIT, paths: ['apps/*'], exclude: ['apps/old'] }),
    {
      git: {
        repoURL: 'https://git.example.com/mlops',
        revision: 'main',
        directories: [{ path: 'apps/*' }, { path: 'apps/old', exclude: true }],
      },
    },
  ],
  [
    'files of a repository',
    Generator.gitFiles<{ app: string }>({ repository: GIT, paths: ['apps/*.yaml', 'more/*.json'] }),
    {
      git: {
        repoURL: 'https://git.example.com/mlops',
        revision: 'main',
        files: [{ path: 'apps/*.yaml' }, { path: 'more/*.json' }],
      },
    },
  ],
  ['all clusters, the local one among them', Generator.clusters(), { clusters: {} }],
  [
    'clusters with a label',
    Generator.clusters({ labels: { region: 'eu' } }),
    { clusters: { selector: { matchLabels: { region: 'eu' } } } },
  ],
  [
    'every pair of two generators',
    Generator.matrix(Generator.clusters(), Generator.list([{ app: 'api' }])),
    { matrix: { generators: [{ clusters: {} }, { list: { elements: [{ app: 'api' }] } }] } },
  ],
  [
    'elements overridden by those of the same key',
    Generator.merge(
      ['app'],
      Generator.list([{ app: 'api', replicas: '1' }]),
      Generator.list([{ app: 'api', replicas: '3' }]),
    ),
    {
      merge: {
        mergeKeys: ['app'],
        generators: [
          { list: { elements: [{ app: 'api', replicas: '1' }] } },
          { list: { elements: [{ app: 'api', replicas: '3' }] } },
        ],
      },
    },
  ],
])('a generator of %s', (_title, generator, entry) => {
  const env = dev();
  new ApplicationSet<'dev', object>(env, 'any', {
    generator,
    template: () => ({ name: 'any', namespace: env.home, source: SOURCE }),
  });
  expect(spec(manifest(env, 'ApplicationSet', 'any-dev')).generators).toEqual([entry]);
});

test('a set over clusters goes to each of them', () => {
  const env = dev();
  new ApplicationSet(env, 'agents', {
    generator: Generator.clusters(),
    template: ({ name, server }) => ({
      name: `agent-${name}`,
      namespace: 'agents',
      server: `${server}`,
      source: SOURCE,
    }),
  });
  expect(spec(manifest(env, 'ApplicationSet', 'agents-dev')).template).toMatchObject({
    metadata: { name: 'agent-{{ .name }}' },
    spec: { destination: { server: '{{ .server }}', namespace: 'agents' } },
  });
});

test('a set says what may happen to its Applications, and keeps their resources if asked', () => {
  const env = dev();
  models(env, { policy: 'create-update', deletion: 'keep', wave: 7 });
  const set = manifest(env, 'ApplicationSet', 'models-dev');
  expect(spec(set)).toMatchObject({
    syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: 'create-update' },
  });
  expect(Object(spec(set).template).metadata.finalizers).toBeUndefined();
  expect(annotations(set)).toEqual({ 'argocd.argoproj.io/sync-wave': '7' });
});

test('a patch may supply the source, which the template then leaves out', () => {
  const env = dev();
  new ApplicationSet(env, 'models', {
    generator: FILES,
    template: ({ app }) => ({ name: `${app}`, namespace: env.home }),
    patch: 'spec:\n  sources: {{ toJson .sources }}\n',
  });
  const set = spec(manifest(env, 'ApplicationSet', 'models-dev'));
  expect(set.templatePatch).toBe('spec:\n  sources: {{ toJson .sources }}\n');
  expect(Object(set.template).spec.source).toBeUndefined();
});

test('a rolling set has steps, and brings the flag of the controller into the bootstrap', () => {
  const env = dev();
  models(env, {
    order: [
      { label: 'model', in: ['bert'] },
      { label: 'model', in: ['gpt'], maxUpdate: '50%' },
    ],
  });
  expect(spec(manifest(env, 'ApplicationSet', 'models-dev')).strategy).toEqual({
    type: 'RollingSync',
    rollingSync: {
      steps: [
        { matchExpressions: [{ key: 'model', operator: 'In', values: ['bert'] }] },
        { matchExpressions: [{ key: 'model', operator: 'In', values: ['gpt'] }], maxUpdate: '50%' },
      ],
    },
  });
  expect(manifest(env, 'ConfigMap', 'argocd-cmd-params-cm').data).toEqual({
    'applicationsetcontroller.enable.progressive.syncs': 'true',
  });
  expect(findings(env)).toEqual([]);
});

test('a set without order needs no flag', () => {
  const env = dev();
  models(env);
  expect(made(env)).not.toContain('ConfigMap argocd-cmd-params-cm');
});

test('a rolling set that does not prune is an error', () => {
  const env = dev();
  models(env, { order: [{ label: 'model', in: ['bert', 'gpt'] }], sync: { prune: 'never' } });
  expect(findings(env)).toEqual([
    'mlops/dev/models: it has an order and does not prune, so a removed manifest stops the rollout for ever; ' +
      'let it prune by itself',
  ]);
});

test('a rolling set in an environment that does not prune is an error too', () => {
  const env = dev(aPlatform(), { sync: { prune: 'never' } });
  models(env, { order: [{ label: 'model', in: ['bert', 'gpt'] }] });
  expect(findings(env)).toEqual([
    'mlops/dev/models: it has an order and does not prune, so a removed manifest stops the rollout for ever; ' +
      'let it prune by itself',
  ]);
});

test('a rolling set that is synced by hand does not prune either', () => {
  const env = dev();
  models(env, { order: [{ label: 'model', in: ['bert', 'gpt'] }], sync: { mode: 'manual' } });
  expect(findings(env)).toEqual([
    'mlops/dev/models: it has an order and does not prune, so a removed manifest stops the rollout for ever; ' +
      'let it prune by itself',
  ]);
});

test.each([0, '0%'] as const)('a step of which %s may sync at once is an error', (maxUpdate) => {
  const env = dev();
  models(env, { order: [{ label: 'model', in: ['bert', 'gpt'], maxUpdate }] });
  expect(findings(env)).toEqual([
    'mlops/dev/models: the step model in [bert, gpt] has maxUpdate 0 and never syncs; raise it',
  ]);
});

test('an element in no step is an error, because it never syncs', () => {
  const env = dev();
  models(env, { order: [{ label: 'model', in: ['bert'] }] });
  expect(findings(env)).toEqual([
    'mlops/dev/models: its Application gpt-dev is in no step of the order, so it never syncs; add it to a step',
  ]);
});

test('a label that no Application has puts all of them in no step', () => {
  const env = dev();
  models(env, { order: [{ label: 'modell', in: ['bert', 'gpt'] }] });
  expect(findings(env)).toEqual([
    'mlops/dev/models: its Application bert-dev is in no step of the order, so it never syncs; add it to a step',
    'mlops/dev/models: its Application gpt-dev is in no step of the order, so it never syncs; add it to a step',
  ]);
});

test('an Application of a list and one of its own cannot share a name', () => {
  const env = dev();
  models(env);
  new Application(env, 'gpt', { source: Source.path({ repository: GIT, path: 'gpt' }), namespace: env.home });
  expect(findings(env)).toEqual([
    'mlops/bootstrap/argocd: the Application name "gpt-dev" is taken by mlops/dev/models and by mlops/dev/gpt; ' +
      'rename one of them',
  ]);
});

test('two elements that make one name are an error', () => {
  const env = dev();
  new ApplicationSet(env, 'models', {
    generator: Generator.list([{ model: 'bert' }, { model: 'gpt' }]),
    template: () => ({ name: 'same', namespace: env.home, source: SOURCE }),
  });
  expect(findings(env)).toEqual([
    'mlops/bootstrap/argocd: the Application name "same" is taken by mlops/dev/models and by mlops/dev/models; ' +
      'rename one of them',
  ]);
});

test('the project knows what the elements of a list use', () => {
  const env = dev();
  models(env);
  expect(annotations(manifest(env, 'AppProject', 'dev'))['argosy.io/least-privilege']).toBe(
    [
      'sourceRepos: https://git.example.com/mlops',
      'destinations: https://kubernetes.default.svc bootstrap-dev',
      'clusterResourceWhitelist: Namespace',
      'clusterResourceWhitelist: cannot tell offline what mlops/dev/models makes',
      '',
    ].join('\n'),
  );
});

test('a namespace of another environment is an error, also past the compiler', () => {
  const platform = aPlatform();
  const env = dev(platform);
  const foreign = prod(platform).home;
  new ApplicationSet<string, object>(env, 'models', {
    generator: Generator.list([{}]),
    template: () => ({ name: 'bert', namespace: foreign, source: SOURCE }),
  });
  expect(findings(env)).toEqual([
    'mlops/dev/models: namespace bootstrap-prod belongs to mlops/prod, not to mlops/dev; ' +
      'take a namespace of the same environment',
  ]);
});

test('a project of another platform is an error', () => {
  const app = anApp();
  const env = dev(aPlatform({ app, name: 'one' }));
  const { project } = dev(aPlatform({ app, name: 'two' }));
  models(env, { project });
  expect(findings(env)).toEqual([
    'one/dev/models: project two/dev/project belongs to platform two, not to one; declare the project in this platform',
  ]);
});

test('a set works in a stock cdk8s App', () => {
  const env = dev(aPlatform({ app: new StockApp() }));
  models(env);
  expect(Testing.synth(env).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'AppProject dev',
    'Namespace bootstrap-dev',
    'ApplicationSet models-dev',
  ]);
});

function models(
  env: Environment<'dev'>,
  props: Partial<Omit<ApplicationSetProps<'dev', { model: string }>, 'template' | 'patch'>> = {},
): ApplicationSet<'dev', { model: string }> {
  return new ApplicationSet(env, 'models', {
    generator: Generator.list([{ model: 'bert' }, { model: 'gpt' }]),
    template: ({ model }) => ({
      name: `${model}-dev`,
      namespace: env.home,
      labels: { model: `${model}` },
      source: SOURCE,
    }),
    ...props,
  });
}

import fc from 'fast-check';
import { load } from 'js-yaml';
import {
  type ApplicationSet,
  type ArgoVersion,
  expandApplicationSet,
  isUnknown,
  permissionsOf,
  type Sources,
} from '../../src/argocd';

const NEWEST: ArgoVersion = '3.5';
const TEMPLATE = {
  metadata: { name: '{{ .name }}' },
  spec: { project: 'default', destination: { namespace: '{{ .name }}' } },
};

/** The names of the Applications, or what came instead of them. */
function names(spec: ApplicationSet['spec'], sources: Partial<Sources> = {}, version = NEWEST): unknown {
  const set = {
    metadata: { name: 'set', namespace: 'argocd' },
    spec: { goTemplate: true, template: TEMPLATE, ...spec },
  };
  const expanded = expandApplicationSet(set, { argocdNamespace: 'argocd', ...sources }, version);
  if (isUnknown(expanded) || 'failure' in expanded) return expanded;
  return expanded.map(({ application }) => (application.metadata as { name: string }).name);
}

function list(...elements: readonly string[]) {
  return { list: { elements: elements.map((name) => ({ name })) } };
}

const CLUSTER = {
  metadata: { name: 's', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster', env: 'dev' } },
  data: { name: 'ZGV2', server: 'aHR0cHM6Ly9kZXY=' },
};

test('an Application is made of the template, in the namespace of the set, with the finalizer that deletes', () => {
  const set = {
    metadata: { namespace: 'team' },
    spec: { goTemplate: true, generators: [list('a')], template: TEMPLATE },
  };
  expect(expandApplicationSet(set, { argocdNamespace: 'argocd' }, NEWEST)).toEqual([
    {
      params: { name: 'a' },
      application: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'a', namespace: 'team', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
        spec: { project: 'default', destination: { namespace: 'a' } },
      },
    },
  ]);
});

test('an error of one generator stops the whole set', () => {
  expect(names({ generators: [list('a'), { matrix: { generators: [] } }] })).toEqual({
    failure: expect.stringContaining('found less than two generators'),
  });
  expect(
    names({ goTemplateOptions: ['missingkey=error'], generators: [{ list: { elements: [{}, { nom: 'a' }] } }] }),
  ).toEqual({
    failure: expect.stringContaining('map has no entry for key "name"'),
  });
});

test('what nobody passed in is unknown, and so is what a service would say', () => {
  expect(names({ generators: [{ clusters: {} }] })).toEqual({ unknown: expect.stringContaining('cluster Secrets') });
  expect(names({ generators: [{ git: { repoURL: 'https://a', directories: [{ path: '*' }] } }] })).toEqual({
    unknown: expect.stringContaining('https://a'),
  });
  expect(names({ generators: [{ pullRequest: {} }] })).toEqual({ unknown: expect.stringContaining('pullRequest') });
});

test('clusters come with the one that Argo CD runs in, unless a selector asks for labels', () => {
  expect(names({ generators: [{ clusters: {} }] }, { clusterSecrets: [CLUSTER] })).toEqual(['in-cluster', 'dev']);
  const selector = { matchLabels: { env: 'dev' } };
  expect(names({ generators: [{ clusters: { selector } }] }, { clusterSecrets: [CLUSTER] })).toEqual(['dev']);
});

test('a Secret in another namespace is no cluster', () => {
  const elsewhere = { ...CLUSTER, metadata: { ...CLUSTER.metadata, namespace: 'other' } };
  expect(names({ generators: [{ clusters: {} }] }, { clusterSecrets: [elsewhere] })).toEqual(['in-cluster']);
});

test('a selector sees the labels of clusters in Go templates since 3.4', () => {
  const generators = [{ clusters: {}, selector: { matchLabels: { 'metadata.labels.env': 'dev' } } }];
  expect(names({ generators }, { clusterSecrets: [CLUSTER] }, '3.4')).toEqual(['dev']);
  expect(names({ generators }, { clusterSecrets: [CLUSTER] }, '3.3')).toEqual([]);
});

test('the second child of a matrix sees what the first one gives, and the first one wins', () => {
  const second = { list: { elements: [{ name: 'z', both: '{{ .name }}' }] } };
  expect(
    names({
      template: { metadata: { name: '{{ .name }}-{{ .both }}' } },
      generators: [{ matrix: { generators: [list('a', 'b'), second] } }],
    }),
  ).toEqual(['a-a', 'b-b']);
});

test('selectors two levels down need applyNestedSelectors before 3.0', () => {
  const inner = {
    matrix: {
      generators: [
        { ...list('a', 'b'), selector: { matchLabels: { name: 'a' } } },
        { list: { elements: [{ x: '1' }] } },
      ],
    },
  };
  const generators = [{ merge: { mergeKeys: ['name'], generators: [inner, list('a')] } }];
  expect(names({ generators }, {}, '2.13')).toEqual(['a', 'b']);
  expect(names({ generators, applyNestedSelectors: true }, {}, '2.13')).toEqual(['a']);
  expect(names({ generators }, {}, '3.0')).toEqual(['a']);
});

test('a generator three levels down cannot combine others', () => {
  const deepest = { matrix: { generators: [list('a'), list('b')] } };
  const inner = { matrix: { generators: [deepest, list('c')] } };
  expect(names({ generators: [{ matrix: { generators: [inner, list('d')] } }] })).toEqual({
    failure: 'child generator generated no parameters',
  });
});

test("a generator's own template fills in over the set's, but cannot say nothing where the set says something", () => {
  const generators = [
    {
      list: {
        elements: [{ name: 'a' }],
        template: { metadata: { name: 'own-{{ .name }}', labels: { x: '1' } }, spec: { project: '' } },
      },
    },
  ];
  const set = {
    spec: { goTemplate: true, generators, template: { ...TEMPLATE, metadata: { name: 'n', labels: { y: '2' } } } },
  };
  expect(expandApplicationSet(set, { argocdNamespace: 'argocd' }, NEWEST)).toMatchObject([
    { application: { metadata: { name: 'own-a', labels: { x: '1', y: '2' } }, spec: { project: 'default' } } },
  ]);
});

test('a template patch deletes with null and adds finalizers, but cannot change the project', () => {
  const templatePatch =
    'metadata: {finalizers: [mine]}\nspec: {project: other, destination: null, wave: "{{ .name }}"}';
  const set = { spec: { goTemplate: true, generators: [list('a')], template: TEMPLATE, templatePatch } };
  expect(expandApplicationSet(set, { argocdNamespace: 'argocd' }, NEWEST)).toMatchObject([
    {
      application: {
        metadata: { finalizers: ['mine', 'resources-finalizer.argocd.argoproj.io'] },
        spec: { project: 'default', wave: 'a' },
      },
    },
  ]);
});

test.each([
  ['spec: {source: text}', 'spec.source is no map'],
  ['spec: {sources: {path: a}}', 'spec.sources is no list'],
  ['spec: {sources: [{path: 1}]}', 'spec.sources[0].path is no text'],
  ['metadata: {labels: {a: 1}}', 'metadata.labels.a is no text'],
  ['spec: {revisionHistoryLimit: 1.5}', 'spec.revisionHistoryLimit is no integer'],
  ['spec: {syncPolicy: {automated: {prune: "true"}}}', 'spec.syncPolicy.automated.prune is no boolean'],
])('a template patch that is no Application fails: %s', (patch, why) => {
  const templatePatch = JSON.stringify(load(patch));
  const set = { spec: { goTemplate: true, generators: [list('a')], template: TEMPLATE, templatePatch } };
  expect(expandApplicationSet(set, { argocdNamespace: 'argocd' }, NEWEST)).toEqual({
    failure: `invalid templatePatch ${templatePatch}: ${why}`,
  });
});

test('without params the template stays as it is, and gets no finalizer', () => {
  expect(names({ generators: [{ list: { elements: [{}] } }] })).toEqual(['{{ .name }}']);
});

test('after an element without params nobody renders a namespace, which is chance where a merge gives the order', () => {
  const elements = { list: { elements: [{}, { name: true }] } };
  const template = { metadata: { name: 'a', namespace: '{{ .name | upper }}' } };
  expect(names({ template, generators: [elements] })).toEqual(['a', 'a']);
  expect(names({ template, generators: [{ merge: { mergeKeys: ['name'], generators: [elements, list()] } }] })).toEqual(
    {
      unknown:
        'cannot tell offline: template "{{ .name | upper }}" fails before the element without params, not after it; which comes first is chance',
    },
  );
});

test('a merge over what a matrix put into several elements cannot be told', () => {
  const both = { matrix: { generators: [{ list: { elements: [{ values: { a: '1' } }] } }, list('a', 'b')] } };
  const over = (more: object) => ({ list: { elements: [{ name: 'a', ...more }] } });
  const merged = (more: object) =>
    names({ generators: [{ merge: { mergeKeys: ['name'], generators: [both, over(more)] } }] });
  expect(merged({ x: '1' })).toEqual(['a', 'b']);
  expect(merged({ values: { b: '2' } })).toEqual({
    unknown:
      'cannot tell offline: a merge changes "values", which a matrix put into several elements; which of them see it is chance',
  });
});

test('files match as git does, or the way of doublestar', () => {
  const files = Object.fromEntries(
    ['a.json', 'x/a.json', 'x/y/a.json', 'x/y/b.yaml'].map((path) => [path, `name: ${path}`]),
  );
  const find = (path: string, fileGlobbing: 'old' | 'new') =>
    names(
      { generators: [{ git: { repoURL: 'r', files: [{ path }] } }] },
      { fileGlobbing, repository: () => ({ files }) },
    );
  expect(find('x/*.json', 'old')).toEqual(['x/a.json', 'x/y/a.json']);
  expect(find('x/*.json', 'new')).toEqual(['x/a.json']);
  expect(find('**/a.json', 'old')).toEqual(['x/a.json', 'x/y/a.json']);
  expect(find('**/a.json', 'new')).toEqual(['a.json', 'x/a.json', 'x/y/a.json']);
  expect(find('x/y/{a,b}.*', 'new')).toEqual(['x/y/a.json', 'x/y/b.yaml']);
  expect(find('x/y', 'old')).toEqual(['x/y/a.json', 'x/y/b.yaml']);
});

test('a policy of the set counts unless the controller has one of its own', () => {
  expect(permissionsOf({ applicationsSync: 'create-only' })).toEqual({ create: true, update: false, delete: false });
  expect(permissionsOf({ applicationsSync: 'create-only' }, { policy: 'sync' })).toEqual({
    create: true,
    update: true,
    delete: true,
  });
  expect(permissionsOf({ applicationsSync: 'create-update' }, { policy: 'sync', allowOverride: true })).toEqual({
    create: true,
    update: true,
    delete: false,
  });
});

test('a matrix has as many sets as its children have together', () => {
  const elements = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 5 });
  fc.assert(
    fc.property(elements, elements, (one, other) => {
      const second = { list: { elements: other.map((x) => ({ x })) } };
      const found = names({ generators: [{ matrix: { generators: [list(...one), second] } }] });
      expect(found).toEqual(one.flatMap((name) => other.map(() => name)));
    }),
  );
});

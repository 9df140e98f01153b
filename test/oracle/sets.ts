import fc from 'fast-check';
import type { Plain } from '../../src/argocd';
import type { ApplicationSet, Data, Generator } from '../../src/argocd/application-set/application-set';
import type { ClusterSecret } from '../../src/argocd/application-set/sources';
import { plain } from './templates';

/** A set, and what is around it. */
export interface SetQuestion {
  readonly set: ApplicationSet;
  readonly secrets: readonly ClusterSecret[];
  /** Files under their paths, by the address of the repository. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly newFileGlobbing: boolean;
}

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const wordsOf = (text: string) => fc.constantFrom(...text.split(' '));
const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
/** Without what is not there: JSON has no undefined. */
const clean = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  arbitrary.map((value) => JSON.parse(JSON.stringify(value)));

const repository = 'https://git.example/repository';
const trees: readonly Readonly<Record<string, string>>[] = [
  {
    'apps/web/app.yaml': 'name: web\nreplicas: 3\nconfig:\n  env: dev\n  list: [a, {b: c}]\n  big: 1000000\n',
    'apps/web/values.json': '{"name": "web", "values": {"a": "own"}, "path": "mine"}',
    'apps/db/app.yaml': '- name: db-one\n  a: {b: 1}\n- name: db-two\n  a: {}\n',
    'apps/Cache_1/deep/er/app.yaml': 'name: cache\nempty: {}\nnone: ~\nyes: no\n',
    'apps/.hidden/app.yaml': 'name: hidden\n',
    'apps/empty.yaml': '',
    'clusters/prod/config.json': '{"cluster": {"name": "prod", "server": "https://prod"}, "n": 1.5}',
    'clusters/dev/config.json': '{"cluster": {"name": "dev", "server": "https://dev"}, "a.b": "x"}',
    'top.yaml': 'name: top\na: 1\n',
    'README.md': '# Read\n',
  },
  {
    'a/b/c/d.yaml': 'x: [1, 2]\n',
    'a/b.yaml': '[]\n',
    'a/bad.yaml': 'a: [\n',
    'a/text.yaml': 'text\n',
    'a/list.yaml': '- 1\n',
  },
];

const label = wordsOf('env team app.kubernetes.io/name');
const secret = clean(
  fc.record({
    metadata: fc.record({
      name: wordsOf('c1 c2 c3 c4'),
      namespace: fc.oneof(
        { weight: 9, arbitrary: fc.constant('argocd') },
        { weight: 1, arbitrary: fc.constant('other') },
      ),
      labels: fc
        .dictionary(label, wordsOf('dev prod a.b'), { maxKeys: 2 })
        .chain((labels) =>
          fc.oneof(
            { weight: 9, arbitrary: fc.constant({ ...labels, 'argocd.argoproj.io/secret-type': 'cluster' }) },
            { weight: 1, arbitrary: fc.constant(labels) },
          ),
        ),
      annotations: often(fc.dictionary(wordsOf('note a/b'), wordsOf('x {{name}} {{.name}}'), { maxKeys: 2 })),
    }),
    stringData: clean(
      fc.record({
        name: wordsOf('dev prod Prod_1 in-cluster stage'),
        server: anyOf('https://dev', 'https://prod/', 'https://kubernetes.default.svc', 'https://stage'),
        project: seldom(wordsOf('team default')),
        config: seldom(anyOf('{}')),
      }),
    ),
  }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<ClusterSecret>;

const plainText = wordsOf('web web- db x-y A_b dev prod https://dev 1 true');
const fastText = fc.oneof(
  plainText,
  wordsOf(
    '{{name}} {{.name}} {{name}}-{{server}} {{path}} {{path.basename}} {{path.basenameNormalized}} {{path[0]}} {{path[1]}}-x {{values.a}} {{values.b}} {{metadata.labels.env}} {{nameNormalized}} {{a.b}} {{p.path.basename}} {{}} {{name}}} {{{name}} {{cluster.name}} {{a}} {{config.list.1.b}} {{path.filename}} {{server}}',
  ),
  anyOf(
    '{{ name }}',
    '{{  path }}-{{missing}}',
    '{{name',
    'a {{name}} b {{x',
    '{{name}}\n{{',
    'name}}',
    '{{\nname\n}}',
  ),
);
const goText = fc.oneof(
  plainText,
  wordsOf(
    '{{.name}} {{.server}} {{.path.path}} {{.path.basename}} {{.path.basenameNormalized}} {{.path.filename}} {{.values.a}} {{.values.b}} {{.nameNormalized}} {{.a.b}} {{.p.path.basename}} {{.cluster.name}} {{.a}} {{.missing}} {{name}} {{.n}} {{.path}} {{.values}} {{.metadata.labels.env}}',
  ),
  anyOf(
    '{{ index .path.segments 0 }}',
    '{{ .name | upper }}-{{ .values.a | default "d" }}',
    '{{ with .path }}{{ .basename }}{{ end }}',
    '{{ range .clusters }}{{ .name }} {{ end }}',
    '{{ .metadata.labels | toYaml }}',
    '{{ .config | toJson }}',
    '{{ .path.segments | join "-" }}',
    '{{ printf "%v" .n }}',
    '{{ .name',
    '{{ kindOf .a }}{{ typeOf .path.segments }}',
    '{{ range $k, $v := . }}{{ $k }}={{ $v }};{{ end }}',
  ),
);

interface Tongue {
  readonly text: fc.Arbitrary<string>;
  readonly goTemplate: boolean;
}

const someTexts = (text: fc.Arbitrary<string>, keys: fc.Arbitrary<string>) => fc.dictionary(keys, text, { maxKeys: 3 });

const template = ({ text }: Tongue): fc.Arbitrary<Data> =>
  clean(
    fc.record({
      metadata: clean(
        fc.record({
          name: text,
          namespace: seldom(text),
          labels: seldom(
            fc
              .tuple(someTexts(text, wordsOf('a b')), text, text)
              .map(([texts, key, value]) => ({ ...texts, [key]: value })),
          ),
          annotations: seldom(someTexts(text, wordsOf('a b'))),
          finalizers: seldom(fc.array(text, { maxLength: 2 })),
        }),
      ),
      spec: clean(
        fc.record({
          project: wordsOf('default default team {{name}} {{.name}}'),
          source: clean(
            fc.record({
              repoURL: fc.constant(repository),
              path: often(text),
              targetRevision: often(text),
              helm: seldom(
                clean(
                  fc.record({
                    releaseName: often(text),
                    parameters: often(fc.array(fc.record({ name: text, value: text }), { maxLength: 2 })),
                    valuesObject: often(
                      plain.map.chain((map) => someTexts(text, wordsOf('k l')).map((texts) => ({ ...map, ...texts }))),
                    ),
                    values: seldom(text),
                    valueFiles: seldom(fc.array(text, { maxLength: 2 })),
                  }),
                ),
              ),
            }),
          ),
          destination: clean(fc.record({ server: often(text), namespace: often(text), name: seldom(text) })),
          syncPolicy: seldom(
            clean(
              fc.record({
                automated: often(fc.record({ prune: fc.boolean(), selfHeal: fc.boolean() })),
                syncOptions: often(fc.array(anyOf('CreateNamespace=true', 'Prune=false'), { maxLength: 2 })),
              }),
            ),
          ),
          revisionHistoryLimit: seldom(fc.nat(3)),
        }),
      ),
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Data>;

/** A generator's own template says a little only. */
const partial = (tongue: Tongue): fc.Arbitrary<Data> =>
  clean(
    fc.record({
      metadata: clean(fc.record({ name: seldom(tongue.text), labels: often(someTexts(tongue.text, wordsOf('a c'))) })),
      spec: clean(
        fc.record({
          project: anyOf('', 'default', 'other'),
          source: often(clean(fc.record({ repoURL: wordsOf('https://other/x'), path: seldom(tongue.text) }))),
          destination: clean(fc.record({ namespace: often(tongue.text) })),
        }),
      ),
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Data>;

const expression = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      key: wordsOf('env name path.basename values.a a.b'),
      operator: wordsOf('In NotIn'),
      values: fc.array(wordsOf('dev prod web a https://dev 1'), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ key: wordsOf('env name team path.path'), operator: wordsOf('Exists DoesNotExist') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      key: wordsOf('env a//b -x'),
      operator: wordsOf('In Exists Near'),
      values: fc.array(wordsOf('a'), { maxLength: 1 }),
    }),
  },
);
const selector = clean(
  fc.record({
    matchLabels: often(
      fc.dictionary(wordsOf('env name values.a path.basename'), wordsOf('dev prod web a'), { maxKeys: 1 }),
    ),
    matchExpressions: seldom(fc.array(expression, { maxLength: 2 })),
  }),
);

const values = ({ text }: Tongue) => fc.dictionary(wordsOf('a b c'), text, { maxKeys: 3 });
const own = (tongue: Tongue) => ({ template: seldom(partial(tongue)) });
const element = ({ goTemplate, text }: Tongue): fc.Arbitrary<Data> =>
  clean(
    fc.record({
      name: often(text),
      server: often(plainText),
      a: often(goTemplate ? plain.value : plainText),
      'a.b': seldom(plainText),
      n: seldom(goTemplate ? anyOf<Plain>(1, 1e6, 2.5, null, true) : plainText),
      values: seldom(
        fc.oneof(
          { weight: 5, arbitrary: fc.dictionary(wordsOf('a b'), text, { maxKeys: 2 }) as fc.Arbitrary<Plain> },
          { weight: 1, arbitrary: plain.value },
        ),
      ),
      odd: fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: plain.value }),
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Data>;

const gitPath = wordsOf(
  'apps/* apps/** * ** apps/*/app.yaml **/app.yaml apps/web apps/[a-c]* clusters/*/config.json *.yaml a/** a/*.yaml a/b.yaml apps/{web,db}/app.yaml apps/w?b apps/*/* {{path}}/*.yaml {{.path.path}}/* top.yaml apps/\\* [',
);
const gitPaths = fc.array(
  clean(
    fc.record({
      path: gitPath,
      exclude: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.boolean() }),
    }),
  ),
  { minLength: 1, maxLength: 2 },
);

const terminals = (tongue: Tongue): { readonly [kind: string]: fc.Arbitrary<Generator> } => ({
  list: clean(
    fc.record({
      list: clean(
        fc.record({
          elements: fc.array(element(tongue), { maxLength: 3 }),
          elementsYaml: seldom(
            anyOf('- name: y\n  a: 1\n- {}\n', '[]', '', 'a: 1', '- 1\n', '{{ .a | toJson }}', '- name: {{name}}\n'),
          ),
          ...own(tongue),
        }),
      ),
    }),
  ) as fc.Arbitrary<Generator>,
  clusters: clean(
    fc.record({
      clusters: clean(
        fc.record({
          selector: seldom(selector),
          values: often(values(tongue)),
          flatList: seldom(fc.boolean()),
          ...own(tongue),
        }),
      ),
    }),
  ) as fc.Arbitrary<Generator>,
  git: clean(
    fc.record({
      git: clean(
        fc
          .record({
            repoURL: fc.constant(repository),
            revision: fc.constant('main'),
            paths: gitPaths,
            kind: wordsOf('files directories files directories both none'),
            pathParamPrefix: seldom(wordsOf('p path')),
            values: often(values(tongue)),
            ...own(tongue),
          })
          .map(({ paths, kind, ...others }) => ({
            ...others,
            ...(kind === 'files' || kind === 'both' ? { files: paths } : {}),
            ...(kind === 'directories' || kind === 'both' ? { directories: paths } : {}),
          })),
      ),
    }),
  ) as fc.Arbitrary<Generator>,
});

/** Two of which the second knows what the first found; one or three are an error. */
const couple = (child: fc.Arbitrary<Generator>) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.array(child, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(child, { maxLength: 3 }) },
  );

function combined(tongue: Tongue, child: fc.Arbitrary<Generator>): readonly fc.Arbitrary<Generator>[] {
  return [
    clean(
      fc.record({ matrix: clean(fc.record({ generators: couple(child), ...own(tongue) })) }),
    ) as fc.Arbitrary<Generator>,
    clean(
      fc.record({
        merge: clean(
          fc.record({
            generators: couple(child),
            mergeKeys: fc.array(wordsOf('name name server path a values.a path.basename'), {
              minLength: 1,
              maxLength: 2,
            }),
            ...own(tongue),
          }),
        ),
      }),
    ) as fc.Arbitrary<Generator>,
  ];
}

function generators(tongue: Tongue): fc.Arbitrary<Generator> {
  const selected = (generator: fc.Arbitrary<Generator>): fc.Arbitrary<Generator> =>
    clean(
      fc.tuple(generator, seldom(selector)).map(([one, selector]) => ({ ...one, selector })),
    ) as fc.Arbitrary<Generator>;
  const terminal = fc.oneof(...Object.values(terminals(tongue)).map(selected));
  const nested = fc.oneof({ weight: 6, arbitrary: terminal }, ...combined(tongue, terminal).map(selected));
  const tooDeep = combined(tongue, fc.oneof(...combined(tongue, fc.oneof(...combined(tongue, terminal)))));
  const several = fc.tuple(terminal, terminal).map(([one, other]) => ({ ...one, ...other }));
  return fc.oneof(
    { weight: 12, arbitrary: terminal },
    ...combined(tongue, nested).map((arbitrary) => ({ weight: 9, arbitrary: selected(arbitrary) })),
    ...combined(tongue, fc.oneof(terminal, several)).map((arbitrary) => ({ weight: 1, arbitrary })),
    ...tooDeep.map((arbitrary) => ({ weight: 1, arbitrary })),
    { weight: 1, arbitrary: several },
    { weight: 1, arbitrary: anyOf<Generator>({}, { list: { elements: [{}] } }) },
  );
}

/** Maps of a patch with, here and there, null for what goes and a word on how the map is taken. */
const patching = (members: Readonly<Record<string, fc.Arbitrary<Plain | undefined>>>): fc.Arbitrary<Plain> => {
  const orNull = Object.entries(members).map(([key, member]) => [
    key,
    fc.oneof(
      { weight: 60, arbitrary: often(member) },
      { weight: 10, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: anyOf<Plain>('x', 1, 1.5, true, ['x'], [1], {}, []) },
    ),
  ]);
  const directive = fc.oneof(
    { weight: 60, arbitrary: fc.constant(undefined) },
    { weight: 6, arbitrary: anyOf('replace', 'delete') },
    { weight: 1, arbitrary: anyOf('merge', 'x') },
  );
  return clean(
    fc.record({ ...Object.fromEntries(orNull), $patch: directive }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Plain>;
};
const word = wordsOf('x y {{.name}}');
const someWords = patching({ a: word, b: word, k: word });
const words = fc.array(wordsOf('a b dev x'), { maxLength: 3 });
const patchTree = patching({
  metadata: patching({ name: word, labels: someWords, annotations: someWords, finalizers: words }),
  spec: patching({
    project: word,
    destination: patching({ server: word, namespace: word }),
    source: patching({
      repoURL: word,
      path: word,
      helm: patching({
        releaseName: word,
        valueFiles: words,
        valuesObject: patching({ a: plain.value, k: patching({ a: plain.value }), b: word }),
        parameters: fc.array(fc.record({ name: word, value: word }), {
          maxLength: 2,
        }) as fc.Arbitrary<unknown> as fc.Arbitrary<Plain>,
      }),
      kustomize: patching({ commonLabels: someWords, namePrefix: word }),
    }),
    syncPolicy: patching({
      automated: patching({ prune: fc.boolean(), selfHeal: fc.boolean() }),
      syncOptions: words,
      managedNamespaceMetadata: patching({ labels: someWords }),
    }),
    revisionHistoryLimit: fc.nat(3),
  }),
}).map((tree) => JSON.stringify(tree));

const patch = ({ goTemplate }: Tongue) =>
  goTemplate
    ? fc.oneof(
        patchTree,
        anyOf(
          'metadata:\n  labels:\n    patched: "{{ .name }}"\n',
          'spec:\n  source:\n    helm:\n      parameters: [{name: p, value: "{{ .name }}"}]\n',
          'spec:\n  project: other\n  destination: null\n',
          '{{ if .name }}metadata: {annotations: {a: b}, finalizers: [x]}{{ end }}',
          '{"spec": {"syncPolicy": {"automated": {"prune": true}}}}',
          'metadata:\n  labels: {a: null, $patch: replace, z: "1"}\n',
          'spec: [',
          'spec: {revisionHistoryLimit: 2, ignoreDifferences: [{kind: x, jsonPointers: [/a]}]}',
          'metadata: {labels: {a: null, b: c}, annotations: {$patch: replace, d: e}}',
          'spec: text',
          '',
          'null',
        ),
      )
    : anyOf(
        'metadata: {labels: {patched: "{{name}}"}}',
        'spec: {source: {path: "{{path}}"}}',
        '{"metadata": {"name": "{{name}}-p"}}',
        '{{name}}',
      );

function sets(tongue: Tongue): fc.Arbitrary<ApplicationSet> {
  return clean(
    fc.record({
      metadata: fc.constant({ name: 'set', namespace: 'argocd' }),
      spec: clean(
        fc.record({
          goTemplate: fc.constant(tongue.goTemplate),
          goTemplateOptions: tongue.goTemplate ? seldom(fc.constant(['missingkey=error'])) : fc.constant(undefined),
          generators: fc.oneof(
            { weight: 6, arbitrary: fc.array(generators(tongue), { minLength: 1, maxLength: 1 }) },
            { weight: 1, arbitrary: fc.array(generators(tongue), { maxLength: 2 }) },
          ),
          template: template(tongue),
          templatePatch: seldom(patch(tongue)),
          syncPolicy: seldom(fc.record({ preserveResourcesOnDeletion: fc.boolean() })),
          applyNestedSelectors: seldom(fc.boolean()),
        }),
      ),
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<ApplicationSet>;
}

/** Sets of both languages, with all generators that ask no service. */
export const setQuestions: fc.Arbitrary<SetQuestion> = fc.record({
  set: fc.oneof(sets({ goTemplate: false, text: fastText }), sets({ goTemplate: true, text: goText })),
  secrets: fc.uniqueArray(secret, { maxLength: 4, selector: ({ metadata }) => metadata?.name }),
  repositories: anyOf(...trees, trees[0] ?? {}, trees[0] ?? {}).map((files) => ({
    [repository]: files,
    'https://other/x': {},
  })),
  newFileGlobbing: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

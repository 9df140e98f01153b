import type { ApplicationSetSpec, Data, Generator } from '../../src/argocd/application-set/application-set';
import { expandApplicationSet } from '../../src/argocd/application-set/expand';
import type { Sources } from '../../src/argocd/application-set/sources';
import { cost, TOO_MUCH } from './cost';

/** Together about as much as the API server takes for a manifest that people write; the half of it for each of two. */
const SIZE = 64 * 1024;
const HALF = SIZE / 2;
const fill = (piece: string, size = HALF): string => piece.repeat(size / Buffer.byteLength(piece));
const some = <T>(count: number, make: (nth: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const list = (elements: readonly Data[]): Generator => ({ list: { elements } });
const template = (spec: Data = {}): Data => ({ metadata: { name: '{{.a}}' }, spec });
const numbered = (count: number, key = 'a'): readonly Data[] => some(count, (n) => ({ [key]: `${n}` }));
const goTemplate = true;

interface Case {
  readonly spec: ApplicationSetSpec;
  readonly sources?: Partial<Sources>;
}

const git = (path: string, files: readonly string[], fileGlobbing: 'old' | 'new'): Case => ({
  spec: { goTemplate, generators: [{ git: { repoURL: 'r', files: [{ path }] } }], template: template() },
  sources: { fileGlobbing, repository: () => ({ files: Object.fromEntries(files.map((file) => [file, 'a: b'])) }) },
});
const patched = (templatePatch: string, spec: Data = {}): Case => ({
  spec: { goTemplate, generators: [list(numbered(1))], template: { ...template(spec) }, templatePatch },
});

const cases: Readonly<Record<string, Case>> = {
  'a matrix of thousands by thousands': {
    spec: {
      goTemplate,
      generators: [{ matrix: { generators: [list(numbered(2_500)), list(numbered(2_500, 'b'))] } }],
      template: template(),
    },
  },
  'the same without Go templates': {
    spec: {
      generators: [{ matrix: { generators: [list(numbered(2_500)), list(numbered(2_500, 'b'))] } }],
      template: template(),
    },
  },
  'a matrix whose second child is rendered over and over': {
    spec: {
      goTemplate,
      generators: [
        { matrix: { generators: [list(numbered(2_500)), list(some(2_000, (n) => ({ b: `{{.a}}${n}` })))] } },
      ],
      template: template(),
    },
  },
  'a matrix of a matrix': {
    spec: {
      goTemplate,
      generators: [
        {
          matrix: {
            generators: [
              { matrix: { generators: [list(numbered(1_500)), list(numbered(1_500, 'b'))] } },
              list(numbered(1_500, 'c')),
            ],
          },
        },
      ],
      template: template(),
    },
  },
  'a matrix that selects': {
    spec: {
      goTemplate,
      generators: [
        {
          matrix: { generators: [list(numbered(1_000)), list(numbered(1_000, 'b'))] },
          selector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: some(2_000, (n) => `x${n}`) }] },
        },
      ],
      template: template(),
    },
  },
  'a selector of many values': {
    spec: {
      generators: [
        {
          ...list(numbered(2_500)),
          selector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: some(4_000, (n) => `x${n}`) }] },
        },
      ],
      template: template(),
    },
  },
  'a merge of ten thousand sets': {
    spec: {
      goTemplate,
      generators: [
        {
          merge: { mergeKeys: ['a'], generators: [list(numbered(10_000)), list(numbered(10_000)), list(numbered(9))] },
        },
      ],
      template: template(),
    },
  },
  'a merge by many keys': {
    spec: {
      generators: [
        {
          merge: {
            mergeKeys: some(6_000, (n) => `k${n}`),
            generators: [list(numbered(1_000)), list(numbered(1_000))],
          },
        },
      ],
      template: template(),
    },
  },
  'many elements under a long template': {
    spec: {
      goTemplate,
      generators: [list(numbered(2_500))],
      template: template({ info: some(2_000, (n) => ({ value: `${n}` })) }),
    },
  },
  'many elements under many templates': {
    spec: {
      goTemplate,
      generators: [list(numbered(2_500))],
      template: template({ info: some(3_000, () => ({ value: '{{.a}}' })) }),
    },
  },
  'many elements under many placeholders': {
    spec: {
      generators: [list(numbered(2_500))],
      template: template({ info: [{ value: fill('{{a}}') }] }),
    },
  },
  'many templates over many params': {
    spec: {
      goTemplate,
      generators: [list([Object.fromEntries(some(3_000, (n) => [`k${n}`, 'v']))])],
      template: template({ info: some(3_000, () => ({ value: '{{.a}}' })) }),
    },
  },
  'templates that each take all they may': {
    spec: {
      goTemplate,
      generators: [list(numbered(10))],
      template: template({ info: some(1_000, () => ({ value: '{{ range until 40000 }}{{ end }}' })) }),
    },
  },
  'deep data': {
    spec: {
      goTemplate,
      generators: [list([JSON.parse(`{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`)])],
      template: template(),
    },
  },
  'elements in YAML': {
    spec: { goTemplate, generators: [{ list: { elementsYaml: fill('- {a: b}\n', SIZE) } }], template: template() },
  },
  'a long patch': patched(fill('a: {b: c}\n', 100)),
  'a patch of finalizers': patched(`metadata: {finalizers: [${some(5_000, (n) => `a${n}`)}]}`, {
    metadata: { finalizers: some(5_000, (n) => `b${n}`) },
  }),
  'a path of stars': git(fill('*a', SIZE - 8), [`${fill('a', 4_000)}b`], 'old'),
  'a path of parts': git(`${fill('**/a/', 16_000)}b`, [`${fill('a/', 4_000)}c`], 'new'),
  'a path of stars, new': git(fill('*a', SIZE - 8), [`${fill('a', 4_000)}b`], 'new'),
  'a path of braces': git(`${fill('{a,b}', HALF)}`, ['a'], 'new'),
  'many files': git(
    '**/x*',
    some(5_000, (n) => `d${n}/f`),
    'old',
  ),
  'many files, new': git(
    '**/x*',
    some(5_000, (n) => `d${n}/f`),
    'new',
  ),
  'many files and many paths': {
    spec: {
      goTemplate,
      generators: [{ git: { repoURL: 'r', files: some(2_000, (n) => ({ path: `*${n}*` })) } }],
      template: template(),
    },
    sources: {
      fileGlobbing: 'new',
      repository: () => ({ files: Object.fromEntries(some(2_000, (n) => [`a/f${n}x`, ''])) }),
    },
  },
  'many directories and many paths': {
    spec: {
      goTemplate,
      generators: [{ git: { repoURL: 'r', directories: some(2_000, (n) => ({ path: `*${n}*` })) } }],
      template: template(),
    },
    sources: { repository: () => ({ files: Object.fromEntries(some(2_000, (n) => [`d${n}/f`, ''])) }) },
  },
  'many clusters': {
    spec: {
      goTemplate,
      generators: [
        {
          clusters: { selector: { matchExpressions: some(800, (n) => ({ key: `k${n}`, operator: 'DoesNotExist' })) } },
        },
      ],
      template: template(),
    },
    sources: {
      clusterSecrets: some(500, (n) => ({
        metadata: { name: `c${n}`, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
        stringData: { name: `c${n}`, server: `https://${n}` },
      })),
    },
  },
  'a server of slashes': {
    spec: { goTemplate, generators: [{ clusters: {} }], template: template() },
    sources: {
      clusterSecrets: [
        {
          metadata: { name: 'c', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
          stringData: { name: fill('-A'), server: `${fill('/')}a` },
        },
      ],
    },
  },
};

describe('no ApplicationSet costs much, however it is made', () => {
  test.each(Object.entries(cases))('%s', (_, { spec, sources }) => {
    const around: Sources = { argocdNamespace: 'argocd', ...sources };
    const set = { metadata: { name: 'set', namespace: 'argocd' }, spec };
    expect(cost(() => expandApplicationSet(set, around, '3.2'))).toBeLessThan(TOO_MUCH);
  });
});

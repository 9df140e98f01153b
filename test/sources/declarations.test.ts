import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTHING_DECLARED, readDeclarations } from '../../src/sources/declarations';
import { readRepository } from '../../src/sources/repository';

test('what the page about argosy.yaml shows is read as it says', () => {
  const page = readFileSync(join(__dirname, '../../docs/argosy-yaml.md'), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(readDeclarations(example)).toEqual({
    declarations: {
      argocd: {
        version: '3.2',
        namespace: 'argocd',
        settings: { 'applicationsetcontroller.enable.progressive.syncs': 'true' },
      },
      kubernetes: { version: '1.31', apiVersions: ['monitoring.coreos.com/v1', 'cert-manager.io/v1'] },
      clusters: [{ name: 'edge-1', server: 'https://edge-1.example.com', labels: { tier: 'edge' } }],
      environments: [
        { name: 'dev', namespaces: ['web-dev', 'data-dev'] },
        { name: 'prod', namespaces: ['web', 'data'] },
      ],
      external: [
        { kind: 'Secret', namespace: 'web', name: 'database', keys: ['username', 'password'] },
        { group: 'storage.k8s.io', kind: 'StorageClass', name: 'fast' },
      ],
      repositories: ['https://git.example.com/platform/gitops.git'],
    },
    ignore: ['test/fixtures', '**/*.example.yaml'],
    namesClusters: true,
  });
});

test.each(['', '# nothing yet\n', '---\n', '{}'])('%j declares nothing', (text) => {
  expect(readDeclarations(text)).toEqual(NOTHING_DECLARED);
});

test.each([
  ['- a\n', 'argosy.yaml:1: expected a mapping, got a list'],
  ['argocd:\n- 1\n', 'argosy.yaml:1: argocd: expected a mapping, got a list'],
  ['a: [\n', 'argosy.yaml:2: unexpected end of the stream within a flow collection'],
  ['repositories: []\n---\nclusters: []\n', 'argosy.yaml:3: expected one document, got more'],
  [
    'external:\n  - kind: Secret\n    name: a\n    keys: [1]\n',
    'argosy.yaml:4: external[0].keys[0]: expected a text, got 1; put it into quotes',
  ],
])('%j is said to be wrong', (text, message) => {
  expect(() => readDeclarations(text)).toThrow(message);
});

test('what is to be ignored is not read', async () => {
  const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
  const { manifests } = await readRepository({
    files: {
      'argosy.yaml': "ignore: [test/fixtures, '**/*.example.yaml']\n",
      'test/fixtures/deep/a.yaml': configMap('a'),
      'test/b.yaml': configMap('b'),
      'docs/c.example.yaml': configMap('c'),
    },
  });
  expect(manifests.map(({ name }) => name)).toEqual(['b']);
});

test('a version that nobody can read is refused, as the newest one in its place would be silently wrong', () => {
  expect(() => readDeclarations('argocd:\n  version: stable\nkubernetes: { version: "1.x" }\n')).toThrow(
    [
      'argosy.yaml:2: argocd.version: expected a version, got "stable"; write it as "3.2"',
      'argosy.yaml:3: kubernetes.version: expected a version, got "1.x"; write it as "3.2"',
    ].join('\n'),
  );
});

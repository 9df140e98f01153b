import { readRepository } from '../../src/sources/repository';
import { withOverrides } from '../../src/sources/tool-overrides';
import { inRepository } from './tool-repository';

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec:
  source: { repoURL: https://git.example/shop, targetRevision: main, path: shop }
  destination: { server: https://kubernetes.default.svc, namespace: shop }
`;
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: greeting }\n';

test('files in the folder say more of the tool, the one of the Application last, and nothing of the place', async () => {
  const files = {
    'shop/.argocd-source.yaml': 'helm: { releaseName: everyone, values: a }\npath: elsewhere\n',
    'shop/.argocd-source-web.yaml': 'helm: { values: null, parameters: [{ name: said, value: web }] }\n',
    'shop/.argocd-source-other.yaml': 'helm: { releaseName: other }\n',
  };
  await inRepository(files, async ({ root }) => {
    const written = { repoURL: 'https://git.example/shop', path: 'shop' };
    expect(withOverrides(written, { root, path: 'shop', application: 'web' })).toEqual({
      source: {
        repoURL: 'https://git.example/shop',
        path: 'shop',
        helm: { releaseName: 'everyone', parameters: [{ name: 'said', value: 'web' }] },
      },
    });
  });
});

test('they are seen where no tool is needed, and before it is told which one is', async () => {
  const rendered = async (override: string) => {
    const { applications } = await readRepository({
      files: {
        'apps/web.yaml': APPLICATION,
        'shop/greeting.yaml': CONFIG,
        'shop/below/greeting.yaml': CONFIG,
        'shop/.argocd-source.yaml': override,
      },
    });
    return applications.flatMap(({ content }) => content);
  };
  expect(await rendered('directory: { recurse: true }\n')).toEqual([
    { path: 'shop', manifests: [expect.objectContaining({}), expect.objectContaining({})] },
  ]);
  expect(await rendered('plugin: { name: mine }\n')).toEqual([
    { notKnown: { what: 'what web renders of shop', why: 'a plugin renders it' } },
  ]);
  expect(await rendered('directory: [')).toMatchObject([{ failure: 'shop/.argocd-source.yaml is not YAML' }]);
});

import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { application, configMap, deployment, documents, manifest, project } from '../../src/check/rules/example';
import { readRepository } from '../../src/sources/repository';

async function messagesOf(code: string, files: Readonly<Record<string, string>>) {
  const repository = await readRepository({ files });
  const rules = RULES.filter((rule) => rule.code === code);
  expect(rules).toHaveLength(1);
  const { findings, notKnown } = check({ repository, now: new Date('2026-01-01T00:00:00Z') }, rules);
  return {
    found: findings.map(({ where: { file, line }, message }) => `${file}:${line}: ${message}`),
    notKnown: notKnown.map(({ what, why }) => `${what}: ${why}`),
  };
}

const takesSecret = deployment('shop', ['envFrom: [{ secretRef: { name: database } }]']);

function sealed(namespace: string) {
  return manifest(
    'bitnami.com/v1alpha1',
    'SealedSecret',
    `name: database, namespace: ${namespace}`,
    'spec: { encryptedData: { user: AgA= } }',
  );
}

test('a Secret that is made in another namespace only is missing where it is used', async () => {
  expect(
    await messagesOf('secret/missing-key', {
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web'),
      'shop/deployment.yaml': takesSecret,
      'web/secret.yaml': sealed('web'),
    }),
  ).toEqual({
    found: [
      'shop/deployment.yaml:13: Deployment shop takes Secret database in namespace shop, and it is made in web only',
    ],
    notKnown: [],
  });
});

test('a Secret that a custom resource names is not known rather than missing', async () => {
  expect(
    await messagesOf('secret/missing-key', {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': takesSecret,
      'shop/vault.yaml': manifest(
        'vault.example/v1',
        'VaultSecret',
        'name: credentials, namespace: shop',
        'spec: { destination: { name: database } }',
      ),
    }),
  ).toEqual({
    found: [],
    notKnown: ['whether Secret database is in namespace shop: VaultSecret credentials may make it'],
  });
});

test('a project without a list of repositories permits none, and a global project may', async () => {
  const files = {
    'apps/shop.yaml': application('shop', { project: 'shop' }),
    'projects/shop.yaml': project(
      'shop',
      'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
    ),
    'shop/greeting.yaml': configMap('greeting'),
  };
  expect(await messagesOf('project/source-denied', files)).toEqual({
    found: [
      'apps/shop.yaml:6: project shop does not permit the repository https://git.example/platform of Application shop',
    ],
    notKnown: [],
  });
  const globals = manifest('v1', 'ConfigMap', 'name: argocd-cm, namespace: argocd', 'data: { globalProjects: "[]" }');
  expect(await messagesOf('project/source-denied', { ...files, 'argocd/settings.yaml': globals })).toEqual({
    found: [],
    notKnown: ['whether project shop permits https://git.example/platform: what the global projects of argocd-cm add'],
  });
});

test('a denial in an entry of its own denied everywhere before 2.14, so that without a version it is not known', async () => {
  const files = {
    'apps/shop.yaml': application('shop', { project: 'shop' }),
    'projects/shop.yaml': project(
      'shop',
      'sourceRepos: [https://git.example/platform]',
      'destinations:',
      '  - { server: https://kubernetes.default.svc, namespace: shop }',
      '  - { server: https://edge.example, namespace: "!shop" }',
    ),
    'shop/greeting.yaml': configMap('greeting'),
  };
  expect(await messagesOf('project/destination-denied', files)).toEqual({
    found: [],
    notKnown: [
      'whether project shop permits the namespace shop of https://kubernetes.default.svc: it depends on the release of Argo CD',
    ],
  });
  const declared = 'argocd: { version: "3.2" }\n';
  expect(await messagesOf('project/destination-denied', { ...files, 'argosy.yaml': declared })).toEqual({
    found: [],
    notKnown: [],
  });
});

test('a definition and its objects may be in one sync in any order, and not in Applications of the wrong order', async () => {
  const definition = manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'name: carts.shop.example, annotations: { argocd.argoproj.io/sync-wave: "5" }',
    'spec: { group: shop.example, scope: Namespaced, names: { kind: Cart, plural: carts }, versions: [] }',
  );
  const cart = manifest('shop.example/v1', 'Cart', 'name: cart');
  expect(
    await messagesOf('wave/dependency-order', {
      'apps/shop.yaml': application('shop'),
      'shop/all.yaml': documents(cart, definition),
    }),
  ).toEqual({ found: [], notKnown: [] });
  expect(
    await messagesOf('wave/dependency-order', {
      'root.yaml': application('root', { path: 'apps', namespace: 'argocd' }),
      'apps/shop.yaml': application('shop', { wave: 0 }),
      'apps/definitions.yaml': application('definitions', { wave: 1 }),
      'shop/cart.yaml': cart,
      'definitions/cart.yaml': definition,
    }),
  ).toEqual({
    found: [
      'shop/cart.yaml:2: Cart cart needs the CustomResourceDefinition of Cart, but it comes with Application shop in wave 0 of root, that with definitions in wave 1',
    ],
    notKnown: [],
  });
});

test('a claim with Delete=false alone is still pruned', async () => {
  expect(
    await messagesOf('storage/keep-is-not-protection', {
      'apps/shop.yaml': application('shop', { prune: true }),
      'shop/claim.yaml': manifest(
        'v1',
        'PersistentVolumeClaim',
        'name: data, annotations: { argocd.argoproj.io/sync-options: Delete=false }',
      ),
    }),
  ).toEqual({
    found: ['shop/claim.yaml:3: claim data says Delete=false, and Application shop prunes it all the same'],
    notKnown: [],
  });
});

test('a password in a URL is found and never told, and one that is filled in later is none', async () => {
  const { found } = await messagesOf('secret/credential-in-config', {
    'shop/settings.yaml': manifest(
      'v1',
      'ConfigMap',
      'name: settings',
      'data:',
      '  FIRST: postgresql://shop:hunter2@database/shop',
      '  SECOND: postgresql://shop:$(PASSWORD)@database/shop',
      '  THIRD: https://shop.example/?next=a:b@c',
    ),
  });
  expect(found).toEqual(['shop/settings.yaml:5: ConfigMap settings has a URL with a password in plain text']);
});

test('manifests that a person applies, far from what Applications deliver, are not unreachable', async () => {
  expect(
    await messagesOf('ownership/unreachable', {
      'root/apps/shop.yaml': application('shop', { path: 'content/shop' }),
      'content/shop/greeting.yaml': configMap('greeting'),
      'content/web/greeting.yaml': configMap('web'),
      'test/fixtures/small/greeting.yaml': configMap('small'),
    }),
  ).toEqual({
    found: [
      'content/web/greeting.yaml:3: no Application delivers ConfigMap web: no source has the path content/web, as its neighbours have',
    ],
    notKnown: [],
  });
});

test('an Application that prunes without a finalizer may give its reason', async () => {
  const pruning = application('shop', { prune: true });
  const kept = pruning.replace(
    'name: shop,',
    'name: shop, annotations: { argosy.io/reasons: "deletion: the shop stays" },',
  );
  const files = { 'shop/greeting.yaml': configMap('greeting') };
  const silent = await messagesOf('app/deletion-undefined', { ...files, 'apps/shop.yaml': pruning });
  expect(silent.found).toHaveLength(1);
  expect(await messagesOf('app/deletion-undefined', { ...files, 'apps/shop.yaml': kept })).toEqual({
    found: [],
    notKnown: [],
  });
});

test('a kind that a project permits without need may have its reason', async () => {
  const permits = (annotations: string) =>
    project(
      'shop',
      'sourceRepos: [https://git.example/platform]',
      'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
      "clusterResourceWhitelist: [{ group: '', kind: PersistentVolume }, { group: rbac.authorization.k8s.io, kind: ClusterRole }]",
    ).replace('name: shop', `name: shop${annotations}`);
  const files = {
    'apps/shop.yaml': application('shop', { project: 'shop' }),
    'shop/greeting.yaml': configMap('greeting'),
  };
  const { found } = await messagesOf('project/too-wide', { ...files, 'project.yaml': permits('') });
  expect(found).toHaveLength(2);
  const reasons =
    ', annotations: { argosy.io/reasons: "PersistentVolume: they stay\\nrbac.authorization.k8s.io/ClusterRole: soon" }';
  expect((await messagesOf('project/too-wide', { ...files, 'project.yaml': permits(reasons) })).found).toEqual([]);
});

test('a namespace that a template leaves open is told once, and not by what it would need', async () => {
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shops, namespace: argocd }
spec:
  goTemplate: true
  generators: [{ list: { elements: [{ name: shop }] } }]
  template:
    metadata: { name: '{{.name}}' }
    spec:
      project: shop
      source: { repoURL: https://git.example/platform, targetRevision: main, path: shop }
      destination: { server: https://kubernetes.default.svc, namespace: 'shop-{{.nmae}}' }
      syncPolicy: { syncOptions: [CreateNamespace=true] }
`;
  const permitting = (namespace: string) =>
    project(
      'shop',
      'sourceRepos: [https://git.example/platform]',
      `destinations: [{ server: https://kubernetes.default.svc, namespace: '${namespace}' }]`,
    );
  const files = {
    'apps/shop.yaml': application('shop', { project: 'shop' }),
    'sets/shops.yaml': set,
    'shop/greeting.yaml': configMap('greeting'),
    'project.yaml': permitting('shop-*'),
  };
  expect((await messagesOf('appset/unresolved-param', files)).found).toHaveLength(1);
  expect((await messagesOf('project/create-namespace-denied', files)).found).toEqual([]);
  expect((await messagesOf('project/too-wide', files)).found).toEqual([]);
  expect((await messagesOf('project/too-wide', { ...files, 'project.yaml': permitting('*') })).found).toEqual([
    'project.yaml:6: project shop permits namespace "*" of https://kubernetes.default.svc, and its Applications use https://kubernetes.default.svc shop as far as can be told',
  ]);
});

test('a folder of Jsonnet, or one at another commit, is not known rather than empty or missing', async () => {
  expect(
    await messagesOf('app/path-missing', {
      'argosy.yaml': 'repositories: [https://git.example/platform]\n',
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web').replace('main', '4f2c9d1'),
      'shop/shop.jsonnet': '{}',
    }),
  ).toEqual({
    found: [],
    notKnown: [
      'what shop/shop.jsonnet renders to: Jsonnet is not evaluated',
      'what web renders of web: it is pinned to 4f2c9d1, and that is not what is read',
    ],
  });
});

test('what Jsonnet beside YAML may make is not missing', async () => {
  const files = {
    'apps/shop.yaml': application('shop'),
    'shop/deployment.yaml': deployment('shop', ['envFrom: [{ configMapRef: { name: greeting } }]']),
  };
  expect((await messagesOf('reference/unresolved', files)).found).toHaveLength(1);
  const { found, notKnown } = await messagesOf('reference/unresolved', { ...files, 'shop/more.jsonnet': '{}' });
  expect(found).toEqual([]);
  expect(notKnown).toContain('what shop/more.jsonnet renders to: Jsonnet is not evaluated');
});

test('what stands in every cluster is not asked for', async () => {
  const ingress = manifest(
    'networking.k8s.io/v1',
    'Ingress',
    'name: api, namespace: default',
    'spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: kubernetes, port: { number: 443 } } } }] } }] }',
  );
  const files = {
    'apps/shop.yaml': application('shop', { namespace: 'openshift-monitoring' }),
    'shop/api.yaml': ingress,
  };
  expect(await messagesOf('reference/unresolved', files)).toEqual({ found: [], notKnown: [] });
  expect(await messagesOf('reference/namespace', files)).toEqual({ found: [], notKnown: [] });
});

test('a Secret that a Gateway or an OpenShift Service has made for it is there', async () => {
  expect(
    await messagesOf('secret/missing-key', {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', [
        'envFrom: [{ secretRef: { name: shop-serving } }, { secretRef: { name: shop-tls } }]',
      ]),
      'shop/service.yaml': manifest(
        'v1',
        'Service',
        'name: shop, annotations: { service.beta.openshift.io/serving-cert-secret-name: shop-serving }',
      ),
      'shop/gateway.yaml': manifest(
        'gateway.networking.k8s.io/v1',
        'Gateway',
        'name: shop, annotations: { cert-manager.io/issuer: internal }',
        'spec: { listeners: [{ name: https, tls: { certificateRefs: [{ name: shop-tls }] } }] }',
      ),
      'shop/other.yaml': sealed('shop'),
    }),
  ).toEqual({ found: [], notKnown: [] });
});

test('a Secret in a namespace whose Secrets nobody keeps in Git is not known, and one beside others is missing', async () => {
  const files = {
    'apps/shop.yaml': application('shop'),
    'apps/web.yaml': application('web'),
    'web/greeting.yaml': configMap('greeting'),
  };
  const uses = { ...files, 'shop/deployment.yaml': deployment('shop', ['envFrom: [{ secretRef: { name: mail } }]']) };
  expect(await messagesOf('secret/missing-key', { ...uses, 'web/secret.yaml': sealed('web') })).toEqual({
    found: [],
    notKnown: ['whether Secret mail is in namespace shop: this repository makes no Secret there'],
  });
  expect(await messagesOf('secret/missing-key', { ...uses, 'shop/secret.yaml': sealed('shop') })).toEqual({
    found: ['shop/deployment.yaml:13: Deployment shop takes Secret mail, which nothing makes in namespace shop'],
    notKnown: [],
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type ApiServer, apiServer, type Kept } from './api-server';
import { argosy } from './cert-run';
import { kubeconfig } from './cert-server';
import { type Project, project } from './project';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = installed ? test : test.skip;

jest.setTimeout(180_000);

const definition = (plural: string, kind: string) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.argoproj.io
spec:
  group: argoproj.io
  scope: Namespaced
  names: { plural: ${plural}, kind: ${kind} }
  versions: [{ name: v1alpha1, served: true, storage: true }]
`;
const DEFINITIONS = [
  definition('applications', 'Application'),
  definition('applicationsets', 'ApplicationSet'),
  definition('appprojects', 'AppProject'),
].join('');

const workload = (kind: string, name: string) => `---
apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
  labels: { app.kubernetes.io/part-of: argocd }
spec: { replicas: 1 }
`;
const SETTINGS = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: argocd-cm }\n';
const CONTROLLER_OF_SETS = workload('Deployment', 'argocd-applicationset-controller');
const WORKLOADS = `${CONTROLLER_OF_SETS}${workload('StatefulSet', 'argocd-application-controller')}`;
/** A release of Argo CD in small. What uses a definition stands in front of it, as nothing forbids. */
const DEFAULT_PROJECT = 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: default }\nspec: {}\n';
const ARGO_CD = `${DEFAULT_PROJECT}${DEFINITIONS}${SETTINGS}${WORKLOADS}`;

/** What a cluster has when these manifests were applied: by Argosy, or by somebody else. */
function applied(manifests: string, manager: string): Readonly<Record<string, Kept>> {
  const objects = manifests
    .split(/^---\n/m)
    .filter((text) => text !== '')
    .map((text) => load(text) as Kept);
  return Object.fromEntries(
    objects.map((object) => {
      const metadata = { ...object.metadata, namespace: 'argocd', managedFields: [{ manager, operation: 'Apply' }] };
      return [`${FOLDERS[object.kind]}/${object.metadata.name}`, { ...object, metadata }];
    }),
  );
}

const FOLDERS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  ConfigMap: 'api/v1/namespaces/argocd/configmaps',
  Deployment: 'apis/apps/v1/namespaces/argocd/deployments',
  StatefulSet: 'apis/apps/v1/namespaces/argocd/statefulsets',
  AppProject: 'apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects',
};

function shop(files: Readonly<Record<string, string>> = {}, namespace = 'argocd'): Project {
  const dist = {
    'dist/shop/root.yaml': root('dev'),
    'dist/shop/bootstrap/configmap-argocd-cmd-params-cm.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: argocd-cmd-params-cm, namespace: argocd }\ndata: { a: "true" }\n',
    'dist/shop/dev/apps/appproject.argoproj.io-dev.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: dev, namespace: argocd }\nspec: {}\n',
  };
  const elsewhere = Object.entries(dist).map(([file, text]) => [
    file,
    text.replace('namespace: argocd', `namespace: ${namespace}`),
  ]);
  return project({ ...Object.fromEntries(elsewhere), ...files });
}

const root = (env: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop-${env}, namespace: argocd, labels: { app: root, env: ${env} } }
spec:
  project: shop-roots
  source: { repoURL: https://git.example/shop, path: dist/shop/${env}/apps, targetRevision: main }
  destination: { server: https://kubernetes.default.svc, namespace: argocd }
`;

async function bootstrapped(made: Project, server: ApiServer, timeout = '60s') {
  made.write({ 'config.json': kubeconfig({ it: server.url }) });
  const args = ['bootstrap', '--yes', '--timeout', timeout, '--install', 'argo-cd.yaml'];
  const { code, stderr } = await argosy(made.folder, args, { KUBECONFIG: join(made.folder, 'config.json') });
  const said = stderr.replace(/up after \d+s/, 'up in time');
  return { code, stderr: said.replaceAll(server.url, 'https://cluster') };
}

withKubectl(
  'Argo CD is installed first: definitions, what they define, settings, and the roots when it runs',
  async () => {
    const server = await apiServer({ establishMs: 600 });
    expect(await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }), server)).toEqual({
      code: 0,
      stderr: `shop on https://cluster
ok  API server: Kubernetes v1.31.4
..  Argo CD: it does not know Application, ApplicationSet, AppProject; argo-cd.yaml installs it
..  repository: Git knows nothing of dist/shop, so what Argo CD pulls may differ from it
1.  install Argo CD from argo-cd.yaml in namespace argocd
2.  apply dist/shop/bootstrap: ConfigMap argocd-cmd-params-cm
3.  restart argocd-applicationset-controller, which reads argocd-cmd-params-cm when it starts
4.  wait until Argo CD runs
5.  apply dist/shop/root.yaml: shop-dev
6.  wait until every Application is Synced and Healthy
appproject.argoproj.io/default serverside-applied
customresourcedefinition.apiextensions.k8s.io/applications.argoproj.io serverside-applied
customresourcedefinition.apiextensions.k8s.io/applicationsets.argoproj.io serverside-applied
customresourcedefinition.apiextensions.k8s.io/appprojects.argoproj.io serverside-applied
configmap/argocd-cm serverside-applied
deployment.apps/argocd-applicationset-controller serverside-applied
statefulset.apps/argocd-application-controller serverside-applied
configmap/argocd-cmd-params-cm serverside-applied
restarted argocd-applicationset-controller
Argo CD runs: Deployment argocd-applicationset-controller, StatefulSet argocd-application-controller
application.argoproj.io/shop-dev serverside-applied
dev: all of it is up in time: shop-dev
`,
    });
    const first = (path: string) => server.writes.findIndex((write) => write.endsWith(path));
    const order = [
      'namespaces/argocd',
      'appprojects.argoproj.io',
      '/argocd-cm',
      'appprojects/default',
      'argocd-cmd-params-cm',
    ];
    const places = [...order, 'applications/shop-dev'].map(first);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  },
);

withKubectl(
  'where Argosy installed it already, nothing is installed, and what is its own is applied again',
  async () => {
    const server = await apiServer({ objects: applied(ARGO_CD, 'argosy') });
    const { code, stderr } = await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }), server);
    expect({ code, found: stderr.split('\n')[2] }).toEqual({
      code: 0,
      found: 'ok  Argo CD: 2 workloads ready in namespace argocd',
    });
    expect(server.writes.filter((write) => !write.includes('/applications/'))).toEqual([
      'PATCH v1/namespaces/argocd/configmaps/argocd-cmd-params-cm',
      'PATCH apps/v1/namespaces/argocd/deployments/argocd-applicationset-controller',
    ]);
  },
);

withKubectl('an installation that broke off goes on where it ended', async () => {
  const objects = applied(`${DEFAULT_PROJECT}${DEFINITIONS}${SETTINGS}${CONTROLLER_OF_SETS}`, 'argosy');
  const server = await apiServer({ objects });
  const { code, stderr } = await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }), server);
  expect({ code, found: stderr.split('\n')[2] }).toEqual({
    code: 0,
    found: '..  Argo CD: 1 of 7 objects of argo-cd.yaml are not there; it is applied again',
  });
  expect(server.writes).toContain('PATCH apps/v1/namespaces/argocd/statefulsets/argocd-application-controller');
});

withKubectl('an Argo CD that somebody else installed is left as it is, whatever the manifests say', async () => {
  const server = await apiServer({ objects: applied(`${DEFINITIONS}${SETTINGS}${CONTROLLER_OF_SETS}`, 'helm') });
  const { code, stderr } = await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }), server);
  expect({ code, found: stderr.split('\n')[2] }).toEqual({
    code: 0,
    found: 'ok  Argo CD: 1 workload ready in namespace argocd',
  });
  expect(server.writes.filter((write) => /statefulsets|customresourcedefinitions|argocd-cm$/.test(write))).toEqual([]);
});

withKubectl('a second Argo CD is not put beside one that runs elsewhere', async () => {
  const server = await apiServer({ objects: applied(`${DEFINITIONS}${SETTINGS}${CONTROLLER_OF_SETS}`, 'helm') });
  const { code, stderr } = await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }, 'gitops'), server);
  expect({ code, said: stderr.split('\n').at(-3) }).toEqual({
    code: 1,
    said: "Argo CD: namespace gitops has no argocd-cm, and Argo CD runs in namespace argocd; make the platform for that namespace: instance: { namespace: 'argocd' }",
  });
  expect(server.writes).toEqual([]);
});

withKubectl('what does not start is named, and the roots wait for the next run', async () => {
  const server = await apiServer({
    objects: applied(`${DEFINITIONS}${SETTINGS}`, 'argosy'),
    starts: (name) => name !== 'argocd-application-controller',
  });
  const { code, stderr } = await bootstrapped(shop({ 'argo-cd.yaml': ARGO_CD }), server, '1s');
  expect({ code, said: stderr.split('\n').at(-2) }).toEqual({
    code: 1,
    said: 'Argo CD: not up after 1 s: StatefulSet argocd-application-controller; kubectl --namespace argocd get pods tells more, and the next run goes on from there',
  });
  expect(server.writes.filter((write) => write.includes('/applications/'))).toEqual([]);
});

const DEFINED = 'it holds no Argo CD: it does not define';
const RELEASE = 'give the install.yaml of an Argo CD release';
const BOUND = `---
apiVersion: v1
kind: ServiceAccount
metadata: { name: argocd-server }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: argocd-server }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: argocd-server }
subjects: [{ kind: ServiceAccount, name: argocd-server, namespace: argocd }]
`;

test.each([
  ['none.yaml', {}, 'argocd', `it is not there; ${RELEASE}`],
  [
    'https://example.com/install.yaml',
    {},
    'argocd',
    'expected a file or a folder, got an address; curl -fsSLo argo-cd.yaml https://example.com/install.yaml, and give that file',
  ],
  [
    'argo',
    { 'argo/kustomization.yaml': 'resources: []\n' },
    'argocd',
    'it is a kustomization, which has to be rendered first; kubectl kustomize argo > argo-cd.yaml, and give that file',
  ],
  ['web.yaml', { 'web.yaml': WORKLOADS }, 'argocd', `${DEFINED} Application, ApplicationSet, AppProject; ${RELEASE}`],
  [
    'old',
    { 'old/crds/app.yaml': definition('applications', 'Application') },
    'argocd',
    `${DEFINED} ApplicationSet, AppProject; ${RELEASE}`,
  ],
  [
    'crds.yaml',
    { 'crds.yaml': DEFINITIONS },
    'argocd',
    `it holds no Argo CD: it has definitions, and neither a Deployment nor a StatefulSet; ${RELEASE}`,
  ],
  [
    'argo-cd.yaml',
    { 'argo-cd.yaml': `${ARGO_CD}${BOUND}` },
    'gitops',
    'ClusterRoleBinding argocd-server is made for namespace argocd, and Argo CD is to be in gitops; render the manifests for gitops, or make the platform for argocd',
  ],
])(
  '--install %s, which cannot install Argo CD, is refused before a cluster is asked',
  (path, files, namespace, said) => {
    const { code, stderr } = shop(files, namespace).argosy(['bootstrap', '--install', path], { KUBECONFIG: 'none' });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `--install ${path}: ${said}\n` });
  },
);

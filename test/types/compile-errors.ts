/**
 * What must not compile. Each expected error is one: the compiler reports a directive that expects an error where there
 * is none. The code never runs.
 */
import { Chart, Size } from 'cdk8s';
import {
  Application,
  ApplicationGroup,
  ApplicationSet,
  AppProject,
  Certificate,
  Cluster,
  Environment,
  Generator,
  HealthCustomization,
  Ingress,
  Instance,
  Layer,
  type Namespace,
  NetworkPolicy,
  Notifications,
  nfs,
  Platform,
  pinnedChart,
  Repository,
  SealedSecret,
  Workload as Server,
  ServiceMonitor,
  Source,
  StorageApp,
  storageClass,
  UpstreamChart,
} from 'cdk8s-argosy';
import type { AirflowValues } from '../../envs/mlops/airflow-values';
import { anApp } from '../constructs/builders';
import { Workload } from './workload';

const git = Repository.git('https://git.example.com/mlops', 'main');
const charts = Repository.helm('https://charts.example.com');
const platform = new Platform(anApp(), 'mlops', { repository: git });
const dev = new Environment(platform, 'dev');
const prod = new Environment(platform, 'prod');
const chart = new Chart(dev, 'content');
const source = Source.content(chart);
const size = Size.gibibytes(1);
const logs = new StorageApp(dev, 'logs', {
  namespace: dev.home,
  claims: { logs: { size, access: 'ReadWriteMany', from: nfs('10.0.0.1', '/logs') } },
});
const prodLogs = new StorageApp(prod, 'logs', {
  namespace: prod.home,
  claims: { logs: { size, access: 'ReadWriteMany', from: nfs('10.0.0.1', '/logs') } },
});
const token = new SealedSecret(chart, 'token', { namespace: dev.home, keys: ['RELOAD_SECRET_TOKEN'] });
const prodToken = new SealedSecret(chart, 'token', { namespace: prod.home, keys: ['RELOAD_SECRET_TOKEN'] });
const prodApp = new Application(prod, 'api', { source, namespace: prod.home });
const list = Generator.list([{ app: 'api' }]);

export const namespaces = [
  // @ts-expect-error a prod namespace for a dev Application
  () => new Application(dev, 'api', { source, namespace: prod.home }),
  // @ts-expect-error a prod namespace for dev storage
  () => new StorageApp(dev, 'data', { namespace: prod.home, claims: {} }),
  () =>
    new ApplicationGroup(dev, 'core', {
      delivery: 'applications',
      // @ts-expect-error a prod namespace in a dev group
      applications: { api: { source, namespace: prod.home } },
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: list,
      // @ts-expect-error a prod namespace in a dev set
      template: () => ({ ...TEMPLATE, namespace: prod.home }),
    }),
  // @ts-expect-error a prod namespace for an Application in a dev layer
  () => new Application(new Layer(dev, 'core', { kind: 'core' }), 'api', { source, namespace: prod.home }),
  // @ts-expect-error a name is not a namespace
  () => new Application(dev, 'api', { source, namespace: 'bootstrap-dev' }),
  // @ts-expect-error a namespace exists or is declared, nothing else
  () => dev.namespaceFor('api', { origin: 'external' }),
  // @ts-expect-error an option that namespaces do not have
  () => dev.namespaceFor('api', { label: {} }),
  // @ts-expect-error an environment does not become another one
  () => takesProd(dev),
  // @ts-expect-error a namespace does not become one of another environment
  (): Namespace<'prod'> => dev.home,
];

export const secrets = [
  // @ts-expect-error a key that the secret does not declare
  () => token.key('RELOAD_TOKEN'),
  // @ts-expect-error a secret of prod for a workload of dev
  () => new Workload(chart, 'api', { namespace: dev.home, token: prodToken.key('RELOAD_SECRET_TOKEN') }),
  // @ts-expect-error a name and a key are not a declared key
  () => new Workload(chart, 'api', { namespace: dev.home, token: { secretName: 'token', key: 'TOKEN' } }),
  // @ts-expect-error a scope that the controller does not know
  () => new SealedSecret(chart, 'x', { namespace: dev.home, keys: ['a'], scope: 'cluster' }),
  // @ts-expect-error a type of Secret that is misspelt
  () => new SealedSecret(chart, 'x', { namespace: dev.home, keys: ['a'], type: 'opaque' }),
  // @ts-expect-error ciphertext for some of the keys only
  () => new SealedSecret(chart, 'x', { namespace: dev.home, keys: ['a', 'b'], ciphertext: { a: 'Ag' } }),
  // @ts-expect-error no plaintext, under no name
  () => new SealedSecret(chart, 'x', { namespace: dev.home, keys: ['a'], stringData: { a: 'secret' } }),
];

export const storage = [
  // @ts-expect-error a claim that the storage does not declare
  () => logs.claim('data'),
  // @ts-expect-error a claim of prod for a workload of dev
  () => new Workload(chart, 'api', { namespace: dev.home, data: prodLogs.claim('logs') }),
  // @ts-expect-error when a class binds is one of two moments
  () => storageClass('local-path', 'Later'),
  // @ts-expect-error when a class binds has to be said, because waiting depends on it
  () => storageClass('local-path'),
  () =>
    new StorageApp(dev, 'data', {
      namespace: dev.home,
      // @ts-expect-error an access mode that is misspelt
      claims: { data: { size, access: 'ReadWriteAll', from: nfs('10.0.0.1', '/data') } },
    }),
  () =>
    new StorageApp(dev, 'data', {
      namespace: dev.home,
      // @ts-expect-error a class names its volumes by itself
      claims: { data: { size, access: 'ReadWriteOnce', from: storageClass('local-path', 'Immediate'), volume: 'pv' } },
    }),
  () =>
    new StorageApp(dev, 'data', {
      namespace: dev.home,
      // @ts-expect-error a class has a name already
      claims: { data: { size, access: 'ReadWriteOnce', from: storageClass('fast', 'Immediate'), className: 'slow' } },
    }),
  // @ts-expect-error storage cannot be told to prune
  () => new StorageApp(dev, 'data', { namespace: dev.home, claims: {}, sync: { prune: 'always' } }),
];

export const order = [
  // @ts-expect-error waiting for an Application of another environment
  () => new Application(dev, 'api', { source, namespace: dev.home, after: [prodApp] }),
  // @ts-expect-error waiting for storage of another environment
  () => new Application(dev, 'api', { source, namespace: dev.home, after: [prodLogs] }),
  // @ts-expect-error storage that waits for another environment
  () => new StorageApp(dev, 'data', { namespace: dev.home, claims: {}, after: [prodApp] }),
  // @ts-expect-error a group that waits for another environment
  () => new ApplicationGroup(dev, 'core', { delivery: 'applications', applications: {}, after: [prodApp] }),
  // @ts-expect-error a name is nothing to wait for
  () => new Application(dev, 'api', { source, namespace: dev.home, after: ['logs'] }),
  // @ts-expect-error a secret has no wave
  () => new Application(dev, 'api', { source, namespace: dev.home, after: [token] }),
  // @ts-expect-error a wave is a number
  () => new Application(dev, 'api', { source, namespace: dev.home, wave: '1' }),
];

export const syncing = [
  // @ts-expect-error an option that Argo CD would ignore without a word
  () => new Application(dev, 'api', { source, namespace: dev.home, sync: { options: ['PruneLst=true'] } }),
  // @ts-expect-error the value of an option counts as well
  () => new Application(dev, 'api', { source, namespace: dev.home, sync: { options: ['ServerSideApply=yes'] } }),
  // @ts-expect-error pruning is one of three words
  () => new Environment(platform, 'test', { sync: { prune: true } }),
  // @ts-expect-error an Application leaves or keeps its resources
  () => new Application(dev, 'api', { source, namespace: dev.home, deletion: 'orphan' }),
];

export const sets = [
  () =>
    new ApplicationSet(dev, 'set', {
      generator: list,
      // @ts-expect-error a parameter that the list does not have
      template: ({ application }) => ({ ...TEMPLATE, name: `${application}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.gitDirectories({ repository: git, paths: ['apps/*'] }),
      // @ts-expect-error a folder has a basename
      template: ({ path }) => ({ ...TEMPLATE, name: `${path.baseName}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.gitDirectories({ repository: git, paths: ['apps/*'] }),
      // @ts-expect-error a folder has no file name
      template: ({ path }) => ({ ...TEMPLATE, name: `${path.filename}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.clusters(),
      // @ts-expect-error a cluster has a name and a server
      template: ({ url }) => ({ ...TEMPLATE, name: `${url}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.matrix(list, Generator.clusters()),
      // @ts-expect-error a pair has the parameters of both, and no others
      template: ({ app, server, region }) => ({ ...TEMPLATE, name: `${app}-${server}-${region}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.gitFiles<{ app: string; team?: string }>({ repository: git, paths: ['*.json'] }),
      // @ts-expect-error a parameter that may be absent
      template: ({ app, team }) => ({ ...TEMPLATE, name: `${app}-${team}` }),
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: Generator.merge(['app'], list, Generator.list([{ app: 'api', replicas: 3 }])),
      // @ts-expect-error an override that not every element has
      template: ({ app, replicas }) => ({ ...TEMPLATE, name: `${app}-${replicas}` }),
    }),
  // @ts-expect-error neither a source nor a patch that supplies one
  () => new ApplicationSet(dev, 'set', { generator: list, template: () => ({ name: 'api', namespace: 'api' }) }),
  // @ts-expect-error both sides have the key that they are merged by
  () => Generator.merge(['app'], list, Generator.list([{ name: 'api' }])),
  // @ts-expect-error a repository of Helm charts has no folders
  () => Generator.gitDirectories({ repository: charts, paths: ['*'] }),
  // @ts-expect-error at least one pattern
  () => Generator.gitDirectories({ repository: git, paths: [] }),
  // @ts-expect-error an order has at least one step
  () => new ApplicationSet(dev, 'set', { generator: list, template: () => TEMPLATE, order: [] }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: list,
      template: () => TEMPLATE,
      // @ts-expect-error a step selects at least one value
      order: [{ label: 'app', in: [] }],
    }),
  () =>
    new ApplicationSet(dev, 'set', {
      generator: list,
      template: () => TEMPLATE,
      // @ts-expect-error a share is a percentage
      order: [{ label: 'app', in: ['api'], maxUpdate: 'half' }],
    }),
  // @ts-expect-error a policy that the controller does not know
  () => new ApplicationSet(dev, 'set', { generator: list, template: () => TEMPLATE, policy: 'delete' }),
  // @ts-expect-error a group is delivered in one of two ways
  () => new ApplicationGroup(dev, 'core', { delivery: 'helm', applications: {} }),
];

export const layers = [
  // @ts-expect-error a core layer cannot be switched
  () => new Layer(dev, 'core', { kind: 'core', enabled: false }),
  // @ts-expect-error an optional layer is on or off
  () => new Layer(dev, 'monitoring', { kind: 'optional' }),
  // @ts-expect-error a layer is core or optional
  () => new Layer(dev, 'monitoring', { kind: 'extra', enabled: true }),
  // @ts-expect-error a layer lies in an environment
  () => new Layer(platform, 'core', { kind: 'core' }),
];

export const platforms = [
  // @ts-expect-error a version is major.minor
  () => new Instance(chart, 'argocd', { version: '2' }),
  // @ts-expect-error a version that this cannot know
  () => new Instance(chart, 'argocd', { version: '4.0' }),
  // @ts-expect-error a version is not written with a v
  () => new Platform(anApp(), 'mlops', { repository: git, instance: { version: 'v2.13' } }),
  // @ts-expect-error a platform lies in a Git repository
  () => new Platform(anApp(), 'mlops', { repository: charts }),
  // @ts-expect-error a repository is an object, not a URL
  () => new Platform(anApp(), 'mlops', { repository: 'https://git.example.com/mlops' }),
  // @ts-expect-error a repository is followed at a revision that is said
  () => Repository.git('https://git.example.com/mlops'),
  // @ts-expect-error a cluster is an object, not an address
  () => new Environment(platform, 'edge', { cluster: 'https://edge:6443' }),
  // @ts-expect-error another cluster has a server
  () => new Cluster(chart, 'edge', { namespace: dev.home }),
  // @ts-expect-error the local cluster is the platform's, and made by no one else
  () => new Cluster(chart, 'edge', undefined),
  // @ts-expect-error health belongs to an instance
  () => new HealthCustomization(platform, 'claim', { group: '', kind: 'PersistentVolumeClaim', lua: '' }),
];

export const projects = [
  // @ts-expect-error a foreign repository needs a reason
  () => new AppProject(chart, 'team', { ...PROJECT, repositories: [{ repository: charts }] }),
  // @ts-expect-error a destination is a cluster and a namespace
  () => new AppProject(chart, 'team', { ...PROJECT, destinations: [{ cluster: 'in-cluster', namespace: '*' }] }),
  // @ts-expect-error lists are stated, and none is left out by accident
  () => new AppProject(chart, 'team', { repositories: [git], destinations: [] }),
  // @ts-expect-error an Application's project is an object
  () => new Application(dev, 'api', { source, namespace: dev.home, project: 'dev' }),
];

export const sources = [
  // @ts-expect-error a chart has a version
  () => Source.helm({ repository: charts, chart: 'postgresql' }),
  // @ts-expect-error a chart in a Git repository has a path
  () => Source.helm({ repository: git, chart: 'postgresql', version: '16.4.0' }),
  // @ts-expect-error values are of their type
  () => Source.helm<{ replicas: number }>({ repository: git, path: 'chart', values: { replicas: '3' } }),
  // @ts-expect-error a path lies in a Git repository
  () => Source.path({ repository: charts, path: 'x' }),
  // @ts-expect-error content is a chart
  () => Source.content(dev.home),
];

export const notifications = [
  () =>
    new Notifications(chart, 'n', {
      ...HEARD,
      // @ts-expect-error a template that is not there
      triggers: { failed: { when: 'true', send: ['tmpl'] } },
    }),
  () =>
    new Notifications(chart, 'n', {
      ...HEARD,
      // @ts-expect-error a trigger that is not there
      subscriptions: [{ recipients: ['slack'], triggers: ['lost'] }],
    }),
  () =>
    new Notifications(chart, 'n', {
      ...HEARD,
      // @ts-expect-error a service that is not there
      subscriptions: [{ recipients: ['mail:me'], triggers: ['failed'] }],
    }),
  () =>
    new Notifications(chart, 'n', {
      ...HEARD,
      services: { 'webhook.alerts': '' },
      // @ts-expect-error a service with a name of its own, told by its key
      subscriptions: [{ recipients: ['webhook.alerts'], triggers: ['failed'] }],
    }),
  () =>
    new Notifications(chart, 'n', {
      ...HEARD,
      // @ts-expect-error a trigger that sends nothing
      triggers: { failed: { when: 'true', send: [] } },
    }),
];

export const certificates = [
  // @ts-expect-error at least one name
  () => new Certificate(chart, 'tls', { namespace: dev.home, dnsNames: [], issuer: { kind: 'Issuer', name: 'a' } }),
  () =>
    new Certificate(chart, 'tls', {
      namespace: dev.home,
      dnsNames: ['api.local'],
      // @ts-expect-error an issuer is of the cluster or of a namespace
      issuer: { kind: 'Clusterissuer', name: 'a' },
    }),
];

export const upstreamCharts = [
  // @ts-expect-error a value at a place that the chart does not read
  () => new UpstreamChart(dev, 'logs', { chart: LOGS, namespace: dev.home, values: { storagePath: '/var/lib/logs' } }),
  // @ts-expect-error no values, of which one is needed
  () => new UpstreamChart(dev, 'logs', { chart: LOGS, namespace: dev.home, values: {} }),
  // @ts-expect-error a prod namespace for a chart in dev
  () => new UpstreamChart(dev, 'logs', { chart: LOGS, namespace: prod.home, values: { logs: { storagePath: '/' } } }),
  // @ts-expect-error a wrong value in a source
  () => LOGS.source({ values: { logs: { storagePath: 1 } } }),
];

export const monitoring = [
  () =>
    new ServiceMonitor(chart, 'api', {
      prometheus: { namespace: dev.home, selector: {} },
      service: { name: 'api', namespace: dev.home, labels: {} },
      // @ts-expect-error seconds, minutes, hours or days
      endpoint: { port: 'http', interval: '15' },
    }),
];

const LOGS = pinnedChart<{ readonly logs: { readonly storagePath: string } }>({
  repository: charts,
  chart: 'logs',
  version: '1.2.3',
});
const TEMPLATE = { name: 'api', namespace: 'api', source: { repoURL: git.url, path: 'api' } };
const PROJECT = { repositories: [git], destinations: [], clusterResources: [] };
const HEARD = {
  services: { slack: '' },
  templates: { text: '' },
  triggers: { failed: { when: 'true', send: ['text'] } },
  subscriptions: [{ recipients: ['slack:alerts'], triggers: ['failed'] }],
} as const;

function takesProd(environment: Environment<'prod'>): Environment<'prod'> {
  return environment;
}

const SERVER = {
  namespace: dev.home,
  image: { repository: 'example/api', tag: '1' },
  ports: { http: 8000 },
  probes: { readiness: { path: '/', port: 'http' }, liveness: { path: '/', port: 'http' } },
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  runAs: 'image',
} as const;
const issuer = { kind: 'ClusterIssuer', name: 'internal' } as const;
const prodTls = new Certificate(chart, 'tls', { namespace: prod.home, dnsNames: ['api.prod'], issuer });

export const servers = [
  // @ts-expect-error the key of a prod secret in a dev workload
  () => new Server(chart, 'api', { ...SERVER, env: { TOKEN: prodToken.key('RELOAD_SECRET_TOKEN') } }),
  // @ts-expect-error all keys of a prod secret in a dev workload
  () => new Server(chart, 'api', { ...SERVER, envFrom: [prodToken] }),
  // @ts-expect-error a prod claim in a dev workload
  () => new Server(chart, 'api', { ...SERVER, volumes: { logs: { claim: prodLogs.claim('logs'), path: '/logs' } } }),
  // @ts-expect-error a probe of a port that the container does not have
  () => new Server(chart, 'api', { ...SERVER, probes: { ...SERVER.probes, liveness: { path: '/', port: 'grpc' } } }),
  // @ts-expect-error a port that the Service does not have
  () => new Server(chart, 'api', SERVER).url('grpc'),
  // @ts-expect-error a digest names its algorithm
  () => new Server(chart, 'api', { ...SERVER, image: { repository: 'example/api', tag: '1', digest: 'abc' } }),
  () =>
    new Ingress(chart, 'web', {
      namespace: dev.home,
      host: 'api.prod',
      // @ts-expect-error a prod certificate for a dev Ingress
      certificate: prodTls,
      backend: { service: 'api', port: 'http' },
    }),
  // @ts-expect-error prod calls dev
  () => new NetworkPolicy(chart, 'p', { namespace: dev.home, pods: {}, open: [{ to: [prod.home], ports: [80] }] }),
  // @ts-expect-error an opening has a caller
  () => new NetworkPolicy(chart, 'p', { namespace: dev.home, pods: {}, open: [{ to: [], ports: [80] }] }),
];

export const airflow = [
  // @ts-expect-error a key that the chart does not have
  (): Pick<AirflowValues, 'statsd'> => ({ statsd: { enable: false } }),
  // @ts-expect-error a variable where the chart wants a section
  (): Pick<AirflowValues, 'config'> => ({ config: { AIRFLOW__CORE__LOAD_EXAMPLES: { value: 'False' } } }),
  // @ts-expect-error hooks of Helm
  (): Pick<AirflowValues['createUserJob'], 'useHelmHooks'> => ({ useHelmHooks: true }),
];

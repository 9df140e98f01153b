import { coreServices, readyEndpoints } from '../../src/operations/core-probes';
import { contractMounts, PROOFS, type Seen } from '../../src/operations/proofs';
import { manifestOf } from '../../src/sources/manifest-files';

type Object = Readonly<Record<string, unknown>>;

const manifest = (object: Object) => manifestOf(object, { file: 'a.yaml', line: 1, lineOf: () => undefined });
const namespace = (environment: string, label = environment) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: `web-${environment}`, labels: { env: label } },
});
const contract = (data: Object = { 'orders.json': '{}' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'contract', namespace: 'web-dev', labels: { 'shop.example/env': 'dev' } },
  data,
});
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'web-dev' },
  spec: {
    containers: [{ volumeMounts: [{ name: 'contract', mountPath: '/contract' }] }],
    volumes: [{ name: 'contract', configMap: { name: 'contract' } }],
  },
};

/** A cluster that has all that its files want, and whatever else is given. */
function seen(more: Partial<Seen> = {}): Seen {
  const application = (environment: string, content: readonly Object[]) => ({
    manifest: manifest({ kind: 'Application', metadata: { name: environment } }),
    environment,
    content: content.map(manifest),
    notKnown: [],
  });
  return {
    files: {
      from: 'dist',
      applications: [application('dev', [namespace('dev'), contract()]), application('prod', [namespace('prod')])],
    },
    environments: ['dev'],
    namespaces: [namespace('dev'), namespace('prod')],
    objects: [contract(), pod].map(manifest),
    applications: [],
    listings: new Map([['web-dev/web-1 /contract', ['orders.json']]]),
    ...more,
  };
}

function shown(code: string, what: Seen) {
  return PROOFS.find((each) => each.code === code)?.judge(what);
}

test('environments are apart when their namespaces are there and carry their name', () => {
  expect(shown('environments-apart', seen())).toEqual({ is: 'held', seen: 'web-dev' });
  expect(shown('environments-apart', seen({ namespaces: [] }))).toEqual({
    is: 'broken',
    problems: ['namespace web-dev of dev is not there'],
  });
  expect(shown('environments-apart', seen({ namespaces: [namespace('dev', 'prod')] }))).toEqual({
    is: 'broken',
    problems: ['namespace web-dev has the label env=prod, and is of dev'],
  });
});

test('the contract is in the cluster as Git has it, key by key', () => {
  expect(shown('contract-in-git', seen())).toEqual({ is: 'held', seen: 'ConfigMap web-dev/contract' });
  expect(shown('contract-in-git', seen({ objects: [] }))).toEqual({
    is: 'broken',
    problems: ['ConfigMap web-dev/contract is not there'],
  });
  const drifted = [manifest(contract({ 'orders.json': '[]', 'more.json': '' }))];
  expect(shown('contract-in-git', seen({ objects: drifted }))).toEqual({
    is: 'broken',
    problems: [
      'ConfigMap web-dev/contract: orders.json is not as in Git',
      'ConfigMap web-dev/contract: more.json is not as in Git',
    ],
  });
});

test('the contract is where a Pod looks for it', () => {
  expect(contractMounts(seen()).map(({ path }) => path)).toEqual(['/contract']);
  expect(shown('contract-mounted', seen())).toEqual({
    is: 'held',
    seen: 'Pod web-dev/web-1: /contract has orders.json',
  });
  const empty = new Map([['web-dev/web-1 /contract', []]]);
  expect(shown('contract-mounted', seen({ listings: empty }))).toEqual({
    is: 'broken',
    problems: ['Pod web-dev/web-1: /contract lacks orders.json'],
  });
});

test('where nobody can look into a Pod the proof says so, and claims nothing', () => {
  const unseen = new Map([['web-dev/web-1 /contract', { unseen: 'nobody can look into it: no shell' }]]);
  expect(shown('contract-mounted', seen({ listings: unseen }))).toEqual({
    is: 'not known',
    why: 'Pod web-dev/web-1 mounts it at /contract, and nobody can look into it: no shell',
  });
  expect(shown('contract-mounted', seen({ objects: [manifest(contract())] }))).toEqual({
    is: 'not known',
    why: 'no Pod mounts ConfigMap web-dev/contract',
  });
});

test('every Application has to be settled', () => {
  const state = {
    name: 'api-dev',
    place: { is: 'root' },
    sync: 'Synced',
    health: 'Healthy',
    since: undefined,
  } as const;
  const up = { ...state, settled: true, trouble: undefined };
  expect(shown('all-in-sync', seen({ applications: [up] }))).toEqual({ is: 'held', seen: 'api-dev' });
  expect(shown('all-in-sync', seen({ applications: [{ ...up, settled: false, trouble: 'no Pod' }] }))).toEqual({
    is: 'broken',
    problems: ['api-dev: no Pod'],
  });
});

const service = (ports: readonly Object[]) =>
  manifest({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'web-dev' },
    spec: { selector: { app: 'api' }, ports },
  });
const deployment = (readinessProbe: Object, port: Object = { name: 'http', containerPort: 8080 }) =>
  manifest({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'web-dev' },
    spec: {
      template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ ports: [port], readinessProbe }] } },
    },
  });
const path = (...objects: ReturnType<typeof manifest>[]) => coreServices(objects)[0]?.proxyPath;

test('a Service is asked what the readiness probe of its Pods asks, by the port that leads there', () => {
  const health = { httpGet: { path: '/health', port: 'http' } };
  const expected = '/api/v1/namespaces/web-dev/services/http:api:web/proxy/health';
  expect(path(service([{ name: 'web', port: 80, targetPort: 'http' }]), deployment(health))).toBe(expected);
  expect(path(service([{ name: 'web', port: 80, targetPort: 8080 }]), deployment(health))).toBe(expected);
  expect(path(service([{ port: 8080 }]), deployment({ httpGet: { port: 8080, scheme: 'HTTPS' } }))).toBe(
    '/api/v1/namespaces/web-dev/services/https:api:8080/proxy/',
  );
});

test('without an HTTP probe, or without its port in the Service, there is nothing to ask', () => {
  expect(path(service([{ port: 80, targetPort: 'http' }]), deployment({ exec: {} }))).toBeUndefined();
  expect(path(service([{ port: 9090 }]), deployment({ httpGet: { port: 'http' } }))).toBeUndefined();
});

test('only addresses that are ready count, and only those of the Service', () => {
  const slice = (of: string, ready: boolean | undefined, addresses: readonly string[]) => ({
    metadata: { namespace: 'web-dev', labels: { 'kubernetes.io/service-name': of } },
    endpoints: [{ addresses, conditions: ready === undefined ? {} : { ready } }],
  });
  const slices = [
    slice('api', true, ['a', 'b']),
    slice('api', false, ['c']),
    slice('web', true, ['d']),
    slice('api', undefined, ['e']),
  ];
  expect(readyEndpoints(slices, { namespace: 'web-dev', name: 'api', proxyPath: undefined })).toBe(3);
});

import { join } from 'node:path';
import { OPERATING_CHECKLIST, type Verdict } from '../../src/operations/checklist';
import { called, type Operated, operatedIn } from '../../src/operations/operated';
import { manifestOf } from '../../src/sources/manifest-files';
import { readRepository } from '../../src/sources/repository';

type Object = Readonly<Record<string, unknown>>;

const manifest = (object: Object) => manifestOf(object, { file: 'a.yaml', line: 1, lineOf: () => undefined });

/** One Application of dev, beside one of prod that has nothing. */
function platform(
  content: readonly Object[],
  { from = 'dist' as Operated['from'], spec = {}, has = true } = {},
): Operated {
  const application = (environment: string, more: object) =>
    manifest({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: `app-${environment}`, labels: { env: environment } },
      spec: { source: { path: `dist/${environment}/app` }, ...more },
    });
  return {
    from,
    has: () => has,
    applications: [
      { manifest: application('dev', spec), environment: 'dev', content: content.map(manifest), notKnown: [] },
      { manifest: application('prod', {}), environment: 'prod', content: [], notKnown: [] },
    ],
  };
}

function asked(code: string, operated: Operated): Verdict {
  const check = OPERATING_CHECKLIST.find((each) => each.code === code);
  if (!check) throw new Error(`no check ${code}`);
  return check.judge(operated);
}

const broken = (...problems: readonly string[]): Verdict => ({ is: 'broken', problems });
const held = (seen: string): Verdict => ({ is: 'held', seen });

const deployment = (pod: Object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'api-dev' },
  spec: { template: { spec: pod } },
});
const address = (value: string) => deployment({ containers: [{ name: 'api', env: [{ name: 'LOGS', value }] }] });

const object = [
  ['s3://bucket/dev/logs', held('1 address')],
  [
    's3://bucket/prod/logs',
    broken(
      "Deployment api-dev/api: spec.template.spec.containers.0.env.0.value is s3://bucket/prod/logs, which is prod's",
    ),
  ],
  [
    's3://bucket/logs',
    broken('Deployment api-dev/api: spec.template.spec.containers.0.env.0.value is s3://bucket/logs, without dev'),
  ],
  ['bucket/logs', { is: 'not known', why: 'nothing here names an address that begins with s3://' }],
] as const;
for (const [value, verdict] of object) {
  test(`object storage: ${value} is ${verdict.is}`, () => {
    expect(asked('object-storage', platform([address(value)]))).toEqual(verdict);
  });
}

test('an address among the values of a chart is looked at too', () => {
  const spec = { source: { chart: 'airflow', helm: { valuesObject: { logs: 's3://bucket/prod' } } } };
  expect(asked('object-storage', platform([], { spec }))).toEqual(
    broken("Application app-dev: spec.source.helm.valuesObject.logs is s3://bucket/prod, which is prod's"),
  );
});

const volume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'logs' },
  spec: { nfs: { server: '192.0.2.1', path: '/logs' }, claimRef: { namespace: 'api-dev', name: 'logs' } },
};
const mounting = (securityContext: Object, mount: Object = {}) =>
  deployment({
    securityContext,
    containers: [{ name: 'api', volumeMounts: [{ name: 'logs', mountPath: '/logs', ...mount }] }],
    volumes: [{ name: 'logs', persistentVolumeClaim: { claimName: 'logs' } }],
  });

test('who writes to NFS runs as the group that owns its files', () => {
  expect(asked('nfs-owner', platform([volume, mounting({ runAsUser: 2001, fsGroup: 2001 })]))).toEqual(held('1 mount'));
  expect(asked('nfs-owner', platform([volume, mounting({ runAsUser: 50000, runAsGroup: 0, fsGroup: 0 })]))).toEqual(
    held('1 mount'),
  );
  expect(asked('nfs-owner', platform([volume, mounting({ runAsUser: 2001 })]))).toEqual(
    broken('Deployment api-dev/api: runAsUser 2001, runAsGroup none and fsGroup none, and mounts logs'),
  );
});

test('who only reads from NFS may be anybody', () => {
  const why = 'no workload here mounts a claim on NFS';
  expect(asked('nfs-owner', platform([volume, mounting({}, { readOnly: true })]))).toEqual({ is: 'not known', why });
});

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'api', namespace: 'api-dev' },
  spec: { tls: [{ hosts: ['api.local'], secretName: 'api-tls' }] },
};
const certificate = (dnsNames: readonly string[], status: Object = {}) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'api-tls', namespace: 'api-dev' },
  spec: { secretName: 'api-tls', dnsNames },
  status,
});

test('a Certificate issues the secret of an Ingress, for its hosts', () => {
  expect(asked('tls-issued', platform([ingress, certificate(['api.local'])]))).toEqual(held('1 TLS secret'));
  expect(asked('tls-issued', platform([ingress]))).toEqual(
    broken('Ingress api-dev/api: no Certificate makes its secret api-tls'),
  );
  expect(asked('tls-issued', platform([ingress, certificate(['api.prod'])]))).toEqual(
    broken('Certificate api-dev/api-tls: it is not for api.local, which Ingress api-dev/api serves'),
  );
});

test('in a cluster the Certificate has to be Ready', () => {
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
  const waiting = { conditions: [{ type: 'Ready', status: 'False', message: 'no such issuer' }] };
  const judged = (status: Object) =>
    asked('tls-issued', platform([ingress, certificate(['api.local'], status)], { from: 'cluster' }));
  expect(judged(ready)).toEqual(held('1 TLS secret'));
  expect(judged(waiting)).toEqual(broken('Certificate api-dev/api-tls: it is not Ready: no such issuer'));
});

const sealed = (encryptedData: Object, status: Object = {}) => ({
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  metadata: { name: 'token', namespace: 'api-dev' },
  spec: { encryptedData },
  status,
});

test('a sealed secret has a value for each key, and in a cluster it is opened', () => {
  expect(asked('secrets-unsealed', platform([sealed({ TOKEN: 'AgB' })]))).toEqual(held('1 sealed secret'));
  expect(asked('secrets-unsealed', platform([sealed({ TOKEN: '' })]))).toEqual(
    broken('SealedSecret api-dev/token: its TOKEN is empty; seal it: argosy secret seal'),
  );
  const status = { conditions: [{ type: 'Synced', status: 'False', message: 'no key could decrypt secret' }] };
  expect(asked('secrets-unsealed', platform([sealed({ TOKEN: 'AgB' }, status)], { from: 'cluster' }))).toEqual(
    broken('SealedSecret api-dev/token: it is not Synced: no key could decrypt secret'),
  );
});

test('an Application pulls a path of its own environment, and one that is there', () => {
  expect(asked('set-paths', platform([]))).toEqual(held('2 paths'));
  expect(asked('set-paths', platform([], { spec: { source: { path: 'dist/prod/app' } } }))).toEqual(
    broken("Application app-dev: its path dist/prod/app is prod's"),
  );
  expect(asked('set-paths', platform([], { has: false }))).toEqual(
    broken(
      'Application app-dev: its path dist/dev/app does not exist',
      'Application app-prod: its path dist/prod/app does not exist',
    ),
  );
});

const notifications = (data: Object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
  data,
});
const COMPLETE = {
  'service.webhook.slack': 'url: $slack-webhook',
  'template.failed': 'message: failed',
  'trigger.on-failed': '[{"when":"true","send":["failed"]}]',
  subscriptions: '[{"recipients":["slack"],"triggers":["on-failed"]}]',
};

test('triggers send templates that are there, and somebody hears of them', () => {
  const judged = (data: Object) => asked('notifications', platform([notifications(data)]));
  expect(judged(COMPLETE)).toEqual(held('1 trigger'));
  expect(judged({ ...COMPLETE, subscriptions: '[]' })).toEqual(
    broken('ConfigMap argocd/argocd-notifications-cm: nobody hears of its trigger on-failed; subscribe somebody'),
  );
  expect(judged({ ...COMPLETE, 'trigger.on-failed': '[{"send":["gone"]}]' })).toEqual(
    broken('ConfigMap argocd/argocd-notifications-cm: its trigger on-failed sends no template that is there'),
  );
  expect(judged({})).toEqual(
    broken(
      'ConfigMap argocd/argocd-notifications-cm: it has no service to tell anybody with',
      'ConfigMap argocd/argocd-notifications-cm: it has no trigger',
    ),
  );
});

const claim = (annotations: Object) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'logs', namespace: 'api-dev', annotations },
});
const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

test('an Application with storage neither prunes nor replaces it', () => {
  const judged = (spec: object, annotations: Object = KEPT) =>
    asked('storage-kept', platform([claim(annotations)], { spec }));
  expect(judged({})).toEqual(held('1 Application'));
  expect(judged({ syncPolicy: { automated: { prune: true }, syncOptions: ['Replace=true'] } })).toEqual(
    broken(
      'Application app-dev: it prunes, and holds PersistentVolumeClaim api-dev/logs',
      'Application app-dev: it replaces, and holds PersistentVolumeClaim api-dev/logs',
    ),
  );
  expect(judged({}, {})).toEqual(
    broken('PersistentVolumeClaim api-dev/logs: it does not say Prune=false,Delete=false'),
  );
});

test('the platform of this repository holds the checklist, as far as files can tell', async () => {
  const repository = await readRepository({ folder: join(__dirname, '../../dist/mlops') });
  const operated = operatedIn(repository);
  const broke = OPERATING_CHECKLIST.map(({ code, judge }) => ({ code, verdict: judge(operated) })).filter(
    ({ verdict }) => verdict.is === 'broken',
  );
  expect(broke).toEqual([]);
  expect(asked('storage-kept', operated).is).toBe('held');
  expect(asked('tls-issued', operated).is).toBe('held');
  expect(asked('set-paths', operated).is).toBe('held');
});

test('an object is called by its kind, namespace and name', () => {
  expect(called(manifest(volume))).toBe('PersistentVolume logs');
});

import { Chart, Size } from 'cdk8s';
import { type Environment, nfs, SealedSecret, StorageApp, Workload, type WorkloadProps } from 'cdk8s-argosy';
import type { JsonObject } from '../../src/synth/manifest';
import { anApp, aPlatform, dev, findings, inChart, prod, spec } from './builders';

test('a workload is a Deployment of one container that may do as little as possible, and its Service', () => {
  const env = dev();
  const { made } = workload(env);
  expect(made).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api-dev', namespace: 'serving-dev', labels: LABELS },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 2001,
              runAsGroup: 2002,
              fsGroup: 2002,
              fsGroupChangePolicy: 'OnRootMismatch',
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name: 'api',
                image: 'example/api:1.2.3',
                ports: [
                  { name: 'http', containerPort: 8000 },
                  { name: 'metrics', containerPort: 8002 },
                ],
                readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
                livenessProbe: { httpGet: { path: '/live', port: 'http' } },
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api-dev', namespace: 'serving-dev', labels: LABELS },
      spec: {
        type: 'ClusterIP',
        selector: LABELS,
        ports: [
          { name: 'http', port: 8000, targetPort: 'http' },
          { name: 'metrics', port: 8002, targetPort: 'metrics' },
        ],
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('a workload answers at its Service, under the name and on the port that it is given', () => {
  const { workload: made } = workload(dev(), { service: { name: 'front', ports: { http: 80 } } });
  expect(made.url('http')).toBe('http://front.serving-dev.svc.cluster.local:80');
  expect(made.url('metrics')).toBe('http://front.serving-dev.svc.cluster.local:8002');
  expect(made.backend('http')).toEqual({ service: 'front', port: 'http' });
});

test('an image with a digest runs that digest, and the tag stays for people', () => {
  const digest = `sha256:${'a1'.repeat(32)}` as const;
  const { container } = workload(dev(), { image: { repository: 'example/api', tag: '1.2.3', digest } });
  expect(container.image).toBe(`example/api:1.2.3@${digest}`);
});

test('a digest that no registry gives is an error', () => {
  const env = dev();
  workload(env, { image: { repository: 'example/api', tag: '1.2.3', digest: 'sha256:abc' } });
  expect(findings(env)).toEqual([
    'mlops/dev/content/api: the digest of example/api is "sha256:abc"; ' +
      'expected sha256: and 64 hexadecimal digits, as a registry gives it',
  ]);
});

test('variables are text, a key of a secret, or every key of one', () => {
  const env = dev(aPlatform({ app: anApp({ 'in-cluster/serving-dev/db': { encryptedData: { password: 'Ag==' } } }) }));
  const namespace = env.namespaceFor('serving');
  const db = new SealedSecret(new Chart(env, 'secrets'), 'db', { namespace, keys: ['password'] });
  const { container } = workload(env, { env: { MODE: 'fast', PASSWORD: db.key('password') }, envFrom: [db] });
  expect(container.env).toEqual([
    { name: 'MODE', value: 'fast' },
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
  ]);
  expect(container.envFrom).toEqual([{ secretRef: { name: 'db' } }]);
});

test('a claim is mounted where it is wanted, and owned by the group that is named', () => {
  const env = dev();
  const { container, pod } = workload(env, {
    volumes: { logs: { claim: logs(env, 'serving').claim('logs'), path: '/logs' } },
    runAs: { user: 2001, group: 0, fsGroup: 3000 },
  });
  expect(container.volumeMounts).toEqual([{ name: 'logs', mountPath: '/logs' }]);
  expect(pod.volumes).toEqual([{ name: 'logs', persistentVolumeClaim: { claimName: 'serving-logs-dev' } }]);
  expect(pod.securityContext).toMatchObject({ runAsUser: 2001, runAsGroup: 0, fsGroup: 3000 });
});

test('a workload that runs as its image says keeps the profile of the runtime', () => {
  expect(workload(dev(), { runAs: 'image' }).pod.securityContext).toEqual({
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('a workload may have its own name, command, replicas, and be recreated instead of rolled', () => {
  const {
    made,
    container,
    workload: one,
  } = workload(dev(), {
    name: 'server',
    command: ['serve'],
    args: ['--fast'],
    replicas: 3,
    rollout: 'recreate',
  });
  expect(one.name).toBe('server');
  expect(made[0]).toMatchObject({
    metadata: { name: 'server' },
    spec: { replicas: 3, strategy: { type: 'Recreate' } },
  });
  expect(container).toMatchObject({ command: ['serve'], args: ['--fast'] });
});

test('what lies in another namespace of the environment is an error, as the Pods could not see it', () => {
  const store = { 'in-cluster/other-dev/db': { encryptedData: { password: 'Ag==' } } };
  const env = dev(aPlatform({ app: anApp(store) }));
  const db = new SealedSecret(new Chart(env, 'secrets'), 'db', {
    namespace: env.namespaceFor('other'),
    keys: ['password'],
  });
  workload(env, {
    env: { PASSWORD: db.key('password') },
    envFrom: [db],
    volumes: { logs: { claim: logs(env, 'other').claim('logs'), path: '/logs' } },
  });
  const where = 'mlops/dev/content/api: it uses';
  const rest =
    'of namespace other-dev, and runs in serving-dev, where it cannot see it; declare one in its own namespace';
  expect(findings(env)).toEqual([
    `${where} Secret db ${rest}`,
    `${where} Secret db ${rest}`,
    `${where} claim other-logs-dev ${rest}`,
  ]);
});

test('a workload for another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  const chart = new Chart(dev(platform), 'content');
  new Workload(chart, 'api', { ...PROPS, namespace: prod(platform).namespaceFor('serving') });
  expect(findings(platform)).toEqual([
    'mlops/dev/content/api: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

const LABELS = { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'api-dev' };

const PROPS = {
  image: { repository: 'example/api', tag: '1.2.3' },
  ports: { http: 8000, metrics: 8002 },
  probes: {
    readiness: { path: '/ready', port: 'http', periodSeconds: 5 },
    liveness: { path: '/live', port: 'http' },
  },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  runAs: { user: 2001, group: 2002 },
} as const;

function workload(env: Environment<'dev'>, props: Partial<WorkloadProps<'dev', 'http' | 'metrics'>> = {}) {
  const chart = new Chart(env, 'content', { disableResourceNameHashes: true });
  const made = new Workload(chart, 'api', { ...PROPS, namespace: env.namespaceFor('serving'), ...props });
  const objects = inChart(chart);
  const pod = podOf(objects[0]);
  const [container = {}] = Array.isArray(pod.containers) ? pod.containers : [];
  return { workload: made, made: objects, pod, container };
}

function podOf(deployment: JsonObject = {}): Readonly<Record<string, unknown>> {
  return spec(Object(spec(deployment).template));
}

function logs(env: Environment<'dev'>, namespace: string) {
  return new StorageApp(env, `${namespace}-storage`, {
    namespace: env.namespaceFor(namespace),
    claims: {
      logs: {
        name: `${namespace}-logs-dev`,
        size: Size.gibibytes(1),
        access: 'ReadWriteMany',
        from: nfs('10.0.0.1', '/logs'),
      },
    },
  });
}

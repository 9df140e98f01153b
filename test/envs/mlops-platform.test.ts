import { mlops } from '../../envs/mlops/platform';
import { renderGoTemplate } from '../../src/argocd/go-template/render';
import { applicationsOf, one, wave } from './delivered';
import { made, manifests as read } from './made';

const manifests = read(made(mlops));
const applications = applicationsOf(manifests, 'platform');

test('the platform root delivers controllers, then their configuration, then what uses both', () => {
  const delivered = applications.map((app) => [wave(app), app.metadata.name, app.spec.destination.namespace]);
  expect(delivered.sort()).toEqual([
    [0, 'platform-namespaces', 'bootstrap-platform'],
    [1, 'cert-manager-platform', 'cert-manager'],
    [1, 'metallb-platform', 'metallb-system'],
    [1, 'prometheus-operator-crds-platform', 'bootstrap-platform'],
    [1, 'sealed-secrets-platform', 'kube-system'],
    [2, 'internal-authority-platform', 'cert-manager'],
    [2, 'metallb-config-platform', 'metallb-system'],
    [2, 'notifications-platform', 'argocd'],
    [3, 'ingress-nginx-platform', 'ingress-nginx'],
    [4, 'argocd-ingress-platform', 'argocd'],
  ]);
});

test('every upstream chart is pinned to one version of one repository', () => {
  const charts = applications
    .filter(({ spec }) => spec.source.chart)
    .map(({ spec: { source } }) => [source.chart, source.targetRevision, source.repoURL]);
  expect(charts.sort()).toEqual([
    ['cert-manager', 'v1.16.2', 'https://charts.jetstack.io'],
    ['ingress-nginx', '4.12.1', 'https://kubernetes.github.io/ingress-nginx'],
    ['metallb', '0.14.9', 'https://metallb.github.io/metallb'],
    ['prometheus-operator-crds', '15.0.0', 'https://prometheus-community.github.io/helm-charts'],
    ['sealed-secrets', '2.16.2', 'https://bitnami-labs.github.io/sealed-secrets'],
  ]);
});

test('everything of the platform is in project `platform`, which permits its repository and its namespace', () => {
  const { sourceRepos, destinations } = one(manifests, 'AppProject', 'platform').spec;
  for (const { metadata, spec } of applications) {
    const namespaces = destinations.map(({ namespace }: { namespace: string }) =>
      namespace.replace('*-platform', 'bootstrap-platform'),
    );
    expect([metadata.name, spec.project]).toEqual([metadata.name, 'platform']);
    expect(sourceRepos).toContain(spec.source.repoURL);
    expect(namespaces).toContain(spec.destination.namespace);
  }
});

test('a controller that goes leaves what it made running', () => {
  const cascading = applications.filter(({ metadata }) => metadata.finalizers);
  expect(cascading.map(({ metadata }) => metadata.name).sort()).toEqual([
    'argocd-ingress-platform',
    'metallb-config-platform',
  ]);
});

test('MetalLB announces the eleven addresses of the LAN', () => {
  expect(one(manifests, 'IPAddressPool', 'default-pool', 'metallb-system').spec).toEqual({
    addresses: ['192.168.18.240-192.168.18.250'],
  });
  expect(one(manifests, 'L2Advertisement', 'default', 'metallb-system').spec).toEqual({
    ipAddressPools: ['default-pool'],
  });
  expect(one(manifests, 'Namespace', 'metallb-system').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'privileged',
  });
});

test('the issuer that every certificate names signs with an internal CA, which a root signs first', () => {
  const root = one(manifests, 'ClusterIssuer', 'selfsigned-issuer-root');
  const authority = one(manifests, 'Certificate', 'mlops-internal-ca', 'cert-manager');
  const issuer = one(manifests, 'ClusterIssuer', 'selfsigned-issuer');
  expect(root.spec).toEqual({ selfSigned: {} });
  expect(authority.spec).toMatchObject({
    isCA: true,
    secretName: 'mlops-internal-ca',
    issuerRef: { kind: 'ClusterIssuer', name: 'selfsigned-issuer-root' },
  });
  expect(issuer.spec).toEqual({ ca: { secretName: 'mlops-internal-ca' } });
  expect([root, authority, issuer].map(wave)).toEqual([0, 1, 2]);
  const others = manifests.filter(
    ({ kind, metadata }) => kind === 'Certificate' && metadata.name !== 'mlops-internal-ca',
  );
  const issuers = others.map(({ spec }) => [spec.issuerRef.kind, spec.issuerRef.name].join(' '));
  expect([...new Set(issuers)]).toEqual(['ClusterIssuer selfsigned-issuer']);
});

test("Argo CD's own host is as the record has it", () => {
  const { metadata, spec } = one(manifests, 'Ingress', 'argocd-server', 'argocd');
  expect(metadata.annotations).toEqual({
    'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
    'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    'nginx.ingress.kubernetes.io/proxy-body-size': '10m',
    'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8,192.168.0.0/16',
  });
  expect(spec).toEqual({
    ingressClassName: 'nginx',
    tls: [{ hosts: ['argocd.local'], secretName: 'argocd-tls' }],
    rules: [
      {
        host: 'argocd.local',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'argocd-server', port: { number: 443 } } } },
          ],
        },
      },
    ],
  });
  expect(one(manifests, 'Certificate', 'argocd-tls', 'argocd').spec.dnsNames).toEqual(['argocd.local']);
});

describe('notifications', () => {
  const { data } = one(manifests, 'ConfigMap', 'argocd-notifications-cm', 'argocd');
  const parsed = (key: string) => JSON.parse(data[key]);

  test('are three templates, three triggers and one subscription to the sealed webhook', () => {
    expect(Object.keys(data).sort()).toEqual([
      'context',
      'service.webhook.slack_webhook',
      'subscriptions',
      'template.send-slack-degraded',
      'template.send-slack-failed',
      'template.send-slack-status',
      'trigger.on-health-degraded',
      'trigger.on-sync-failed',
      'trigger.on-sync-status-change',
    ]);
    expect(parsed('context')).toEqual({ argocdUrl: 'https://argocd.local' });
    expect(parsed('service.webhook.slack_webhook').url).toBe('$slack-webhook');
    expect(parsed('subscriptions')).toEqual([
      { recipients: ['slack_webhook'], triggers: ['on-sync-status-change', 'on-sync-failed', 'on-health-degraded'] },
    ]);
    const secret = one(manifests, 'SealedSecret', 'argocd-notifications-secret', 'argocd');
    expect(Object.keys(secret.spec.encryptedData)).toEqual(['slack-webhook']);
  });

  test.each([
    ['on-sync-status-change', 'send-slack-status', /sync\.status in \['Synced', 'OutOfSync'\]/],
    ['on-sync-failed', 'send-slack-failed', /phase in \['Error', 'Failed'\]/],
    ['on-health-degraded', 'send-slack-degraded', /health\.status == 'Degraded'/],
  ])('%s sends %s', (trigger, template, when) => {
    const [condition, ...others] = parsed(`trigger.${trigger}`);
    expect(others).toEqual([]);
    expect(condition.send).toEqual([template]);
    expect(condition.when).toMatch(when);
  });

  test('a change of sync is told once for each revision, because its condition never becomes false', () => {
    expect(parsed('trigger.on-sync-status-change')[0].oncePer).toContain('app.status.sync.revision');
  });

  test('a quote in what Argo CD reports does not break the JSON that Slack reads', () => {
    const app = {
      metadata: { name: 'mlflow-dev' },
      status: {
        sync: { status: 'OutOfSync' },
        health: { status: 'Degraded' },
        operationState: { phase: 'Failed', message: 'cannot parse "\\n" <a>' },
      },
    };
    const text = (template: string) => {
      const { body } = parsed(`template.${template}`).webhook.slack_webhook;
      return JSON.parse(rendered(body, { app, context: { argocdUrl: 'https://argocd.local' } })).text;
    };
    const link = '<https://argocd.local/applications/mlflow-dev|Open in Argo CD>';
    expect(text('send-slack-status')).toBe(`*mlflow-dev*: sync OutOfSync, health Degraded\n${link}`);
    expect(text('send-slack-failed')).toBe(
      `*mlflow-dev*: sync failed in phase Failed: cannot parse "\\n" <a>\n${link}`,
    );
    expect(text('send-slack-degraded')).toBe(`*mlflow-dev*: health Degraded, sync OutOfSync\n${link}`);
  });

  test('the installation hands its own empty Secret over, without a value, so that Sealed Secrets may fill it', () => {
    const { metadata, data, stringData } = one(manifests, 'Secret', 'argocd-notifications-secret', 'argocd');
    expect(metadata.annotations).toEqual({ 'sealedsecrets.bitnami.com/managed': 'true' });
    expect([data, stringData]).toEqual([undefined, undefined]);
  });
});

test('Argo CD is told what a healthy Application is, or waves between them would wait for nothing', () => {
  const { data } = one(manifests, 'ConfigMap', 'argocd-cm', 'argocd');
  expect(Object.keys(data)).toContain('resource.customizations.health.argoproj.io_Application');
});

function rendered(template: string, values: Parameters<typeof renderGoTemplate>[1]): string {
  const made = renderGoTemplate(template, values);
  if (!('text' in made)) throw new Error(JSON.stringify(made));
  return made.text;
}

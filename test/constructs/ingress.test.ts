import { Chart } from 'cdk8s';
import { Certificate, type Environment, Ingress, type IngressProps } from 'cdk8s-argosy';
import { annotations, aPlatform, dev, findings, inChart, prod, spec } from './builders';

test('an Ingress takes everything that comes for its host over TLS', () => {
  const env = dev();
  expect(ingress(env)).toEqual({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'web',
      namespace: 'api-dev',
      annotations: { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' },
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['api.local'], secretName: 'tls' }],
      rules: [
        {
          host: 'api.local',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'api', port: { name: 'http' } } } }],
          },
        },
      ],
    },
  });
  expect(findings(env)).toEqual([]);
});

test('callers, the size of a body and the protocol of the backend are for nginx to know', () => {
  const made = ingress(dev(), {
    callers: ['10.0.0.0/8', '192.168.0.0/16'],
    bodySize: '10m',
    protocol: 'HTTPS',
    backend: { service: 'api', port: 443 },
  });
  expect(annotations(made)).toEqual({
    'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8,192.168.0.0/16',
    'nginx.ingress.kubernetes.io/proxy-body-size': '10m',
    'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
  });
  expect(spec(made).rules).toMatchObject([
    { http: { paths: [{ backend: { service: { name: 'api', port: { number: 443 } } } }] } },
  ]);
});

test('a regular expression is matched as one', () => {
  const made = ingress(dev(), { path: { regex: '/variant/[^/]+/reload' } });
  expect(annotations(made)).toMatchObject({ 'nginx.ingress.kubernetes.io/use-regex': 'true' });
  expect(spec(made).rules).toMatchObject([
    { http: { paths: [{ path: '/variant/[^/]+/reload', pathType: 'ImplementationSpecific' }] } },
  ]);
});

test('a host that the certificate is not for is an error', () => {
  const env = dev();
  ingress(env, { host: 'other.local' });
  expect(findings(env)).toEqual([
    'mlops/dev/content/web: it serves other.local with the certificate tls, which is for api.local; ' +
      'add the host to its dnsNames',
  ]);
});

test('a certificate of another namespace is an error, as nginx would serve its own instead', () => {
  const env = dev();
  ingress(env, { namespace: env.namespaceFor('web') });
  expect(findings(env)).toEqual([
    'mlops/dev/content/web: its certificate tls lies in namespace api-dev, and an Ingress reads Secrets of its own ' +
      'only; issue one in web-dev',
  ]);
});

test('an Ingress for another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  const namespace = prod(platform).namespaceFor('api');
  const certificate = new Certificate(new Chart(namespace.environment, 'tls-content'), 'tls', tls(namespace));
  new Ingress(new Chart(dev(platform), 'content'), 'web', { namespace, certificate, ...PROPS });
  expect(findings(platform)).toEqual([
    'mlops/dev/content/web: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

const PROPS = { host: 'api.local', backend: { service: 'api', port: 'http' } } as const;

function tls<N>(namespace: N) {
  const issuer = { kind: 'ClusterIssuer', name: 'internal' } as const;
  return { namespace, dnsNames: ['api.local'], issuer } as const;
}

function ingress(env: Environment<'dev'>, props: Partial<IngressProps<'dev'>> = {}) {
  const namespace = env.namespaceFor('api');
  const certificate = new Certificate(new Chart(env, 'tls-content'), 'tls', tls(namespace));
  const chart = new Chart(env, 'content');
  new Ingress(chart, 'web', { namespace, certificate, ...PROPS, ...props });
  const [made = {}] = inChart(chart);
  return made;
}

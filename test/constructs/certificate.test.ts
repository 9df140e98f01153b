import { Chart } from 'cdk8s';
import { Certificate } from 'cdk8s-argosy';
import { annotations, aPlatform, dev, findings, inChart, manifest, prod, spec } from './builders';

test('a certificate is issued into a Secret of its name', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  const certificate = new Certificate(chart, 'tls', {
    namespace: env.namespaceFor('api'),
    name: 'api-tls',
    dnsNames: ['api.example.com', 'www.example.com'],
    issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' },
  });
  expect(certificate.secretName).toBe('api-tls');
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'api-tls', namespace: 'api-dev' },
      spec: {
        secretName: 'api-tls',
        dnsNames: ['api.example.com', 'www.example.com'],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
      },
    },
  ]);
  expect(findings(env)).toEqual([]);
});

test('a certificate is named after its id', () => {
  const env = dev();
  const issuer = { kind: 'Issuer', name: 'own' } as const;
  const certificate = new Certificate(new Chart(env, 'content'), 'tls', {
    namespace: env.home,
    dnsNames: ['api.local'],
    issuer,
  });
  expect(certificate.secretName).toBe('tls');
});

test('the project ignores the Secret that cert-manager writes, and says why', () => {
  const env = dev();
  new Certificate(new Chart(env, 'content'), 'tls', {
    namespace: env.home,
    dnsNames: ['api.local'],
    issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' },
  });
  const project = manifest(env, 'AppProject', 'dev');
  expect(spec(project).orphanedResources).toEqual({ warn: true, ignore: [{ kind: 'Secret', name: 'tls' }] });
  expect(annotations(project)['argosy.io/reasons']).toBe(
    'PersistentVolume: those of storage that is gone stay in sight of Argo CD only while they are permitted\n' +
      'orphans Secret tls: written and renewed by cert-manager, which leaves it without an owner\n',
  );
});

test('a certificate for another environment is an error where the compiler cannot see it', () => {
  const platform = aPlatform();
  new Certificate(new Chart(dev(platform), 'content'), 'tls', {
    namespace: prod(platform).home,
    dnsNames: ['api.local'],
    issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' },
  });
  expect(findings(platform)).toEqual([
    'mlops/dev/content/tls: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

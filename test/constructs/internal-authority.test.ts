import { Chart } from 'cdk8s';
import { InternalAuthority } from 'cdk8s-argosy';
import { aPlatform, dev, findings, inChart, prod } from './builders';

test('a root signs a CA, and an issuer signs with it, one after the other', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  const authority = new InternalAuthority(chart, 'internal', {
    namespace: env.namespaceFor('cert-manager'),
    commonName: 'Example CA',
  });
  const wave = (at: number) => ({ 'argocd.argoproj.io/sync-wave': String(at) });
  expect(inChart(chart)).toEqual([
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'internal-root', annotations: wave(0) },
      spec: { selfSigned: {} },
    },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'internal-ca', namespace: 'cert-manager-dev', annotations: wave(1) },
      spec: {
        isCA: true,
        commonName: 'Example CA',
        secretName: 'internal-ca',
        privateKey: { algorithm: 'ECDSA', size: 256 },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'internal-root' },
      },
    },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'internal', annotations: wave(2) },
      spec: { ca: { secretName: 'internal-ca' } },
    },
  ]);
  expect(authority.issuer).toEqual({ kind: 'ClusterIssuer', name: 'internal' });
  expect(findings(env)).toEqual([]);
});

test('its namespace is one of the environment that it lies in', () => {
  const platform = aPlatform();
  const [env, other] = [dev(platform), prod(platform)];
  const namespace = other.namespaceFor('cert-manager');
  new InternalAuthority(new Chart(env, 'content'), 'internal', { namespace, commonName: 'Example CA' });
  expect(findings(env)).toEqual([
    'mlops/dev/content/internal: it lies in mlops/dev and names a thing of mlops/prod; ' +
      'use one environment for both, or make it in the other',
  ]);
});

import { Chart } from 'cdk8s';
import { Application, Certificate, type Environment, Ingress, type Namespace, Source } from 'cdk8s-argosy';
import { ISSUER } from '../issuer';

const HOST = 'argocd.local';

/** Argo CD's own web interface, for the networks of the office and of home. */
export function argoCdIngress(
  platform: Environment<'platform'>,
  props: { readonly namespace: Namespace<'platform'>; readonly after: readonly Application<'platform'>[] },
) {
  const { namespace, after } = props;
  const content = new Chart(platform, 'argocd-ingress-content');
  new Ingress(content, 'argocd-server', {
    namespace,
    host: HOST,
    certificate: new Certificate(content, 'argocd-tls', { namespace, dnsNames: [HOST], issuer: ISSUER }),
    // The installation makes the Service, and Argo CD speaks TLS itself.
    backend: { service: 'argocd-server', port: 443 },
    protocol: 'HTTPS',
    callers: ['10.0.0.0/8', '192.168.0.0/16'],
    bodySize: '10m',
  });
  return new Application(platform, 'argocd-ingress', { source: Source.content(content), namespace, after });
}

import { Chart } from 'cdk8s';
import { Application, Certificate, type Environment, type Namespace, Source } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import { ISSUER } from '../issuer';

const HOST = 'argocd.local';

/** Argo CD's own web interface, for the networks of the office and of home. */
export function argoCdIngress(
  platform: Environment<'platform'>,
  props: { readonly namespace: Namespace<'platform'>; readonly after: readonly Application<'platform'>[] },
) {
  const { namespace, after } = props;
  const content = new Chart(platform, 'argocd-ingress-content');
  const certificate = new Certificate(content, 'argocd-tls', { namespace, dnsNames: [HOST], issuer: ISSUER });
  new k8s.KubeIngress(content, 'ingress', {
    metadata: {
      name: 'argocd-server',
      namespace: namespace.name,
      annotations: {
        // Argo CD speaks TLS itself.
        'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
        'nginx.ingress.kubernetes.io/proxy-body-size': '10m',
        'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
        'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8,192.168.0.0/16',
      },
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [HOST], secretName: certificate.secretName }],
      rules: [
        {
          host: HOST,
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'argocd-server', port: { number: 443 } } } },
            ],
          },
        },
      ],
    },
  });
  return new Application(platform, 'argocd-ingress', { source: Source.content(content), namespace, after });
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Certificate } from './certificate';
import type { Namespace } from './namespace';
import { placeProblems } from './same-environment';
import type { Backend } from './workload';

export interface IngressProps<E extends string> {
  readonly namespace: Namespace<E>;
  /** @default the construct's id */
  readonly name?: string;
  readonly host: string;
  /** Must be issued for the host. */
  readonly certificate: Certificate<NoInfer<E>>;
  readonly backend: Backend;
  /** What it takes: everything below a prefix, or what a regular expression matches. @default everything */
  readonly path?: { readonly prefix: string } | { readonly regex: string };
  /** Networks that may call it, as CIDR. @default everybody */
  readonly callers?: readonly [string, ...string[]];
  /** The largest request body, such as `10m`. @default nginx's, one megabyte */
  readonly bodySize?: string;
  /** How nginx speaks to the backend. @default HTTP */
  readonly protocol?: 'HTTP' | 'HTTPS';
}

/**
 * What reaches a Service from outside, over TLS only, through the ingress-nginx controller.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export class Ingress<E extends string> extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngressProps<E>,
  ) {
    super(scope, id);
    const { namespace, host, certificate } = props;
    new ApiObject(this, 'Default', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: props.name ?? id, namespace: namespace.name, annotations: this.annotations() },
      spec: {
        ingressClassName: CLASS,
        tls: [{ hosts: [host], secretName: certificate.secretName }],
        rules: [{ host, http: { paths: [this.path()] } }],
      },
    });
    this.node.addValidation({
      validate: () => [...placeProblems(this, namespace.environment), ...this.certificateProblems()],
    });
  }

  private annotations(): Record<string, string> {
    const { callers, bodySize, protocol, path } = this.props;
    return {
      [`${NGINX}/ssl-redirect`]: 'true',
      ...(callers ? { [`${NGINX}/whitelist-source-range`]: callers.join(',') } : {}),
      ...(bodySize ? { [`${NGINX}/proxy-body-size`]: bodySize } : {}),
      ...(protocol ? { [`${NGINX}/backend-protocol`]: protocol } : {}),
      ...(path && 'regex' in path ? { [`${NGINX}/use-regex`]: 'true' } : {}),
    };
  }

  private path(): object {
    const { path = { prefix: '/' }, backend } = this.props;
    const port = typeof backend.port === 'string' ? { name: backend.port } : { number: backend.port };
    return {
      ...('regex' in path
        ? { path: path.regex, pathType: 'ImplementationSpecific' }
        : { path: path.prefix, pathType: 'Prefix' }),
      backend: { service: { name: backend.service, port } },
    };
  }

  private certificateProblems(): string[] {
    const { namespace, host, certificate } = this.props;
    const elsewhere =
      certificate.namespace === namespace
        ? []
        : [
            `its certificate ${certificate.secretName} lies in namespace ${certificate.namespace.name}, and an Ingress ` +
              `reads Secrets of its own only; issue one in ${namespace.name}`,
          ];
    if (certificate.dnsNames.includes(host)) return elsewhere;
    return [
      ...elsewhere,
      `it serves ${host} with the certificate ${certificate.secretName}, which is for ` +
        `${certificate.dnsNames.join(', ')}; add the host to its dnsNames`,
    ];
  }
}

const CLASS = 'nginx';
const NGINX = 'nginx.ingress.kubernetes.io';

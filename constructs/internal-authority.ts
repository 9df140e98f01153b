import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CertificateSpec, ClusterIssuerSpec } from '../imports/cert-manager.io';
import type { Namespace } from './namespace';
import { declareOrphan } from './orphan';
import { placeProblems } from './same-environment';

export interface InternalAuthorityProps<E extends string> {
  /** Where cert-manager looks for the Secrets of its ClusterIssuers: its own namespace. */
  readonly namespace: Namespace<E>;
  /** Name of the ClusterIssuer that signs. @default the construct's id */
  readonly issuer?: string;
  /** What people see as the issuer of a certificate. */
  readonly commonName: string;
  /** Name of the CA's certificate and of its Secret. @default `<issuer>-ca` */
  readonly secretName?: string;
}

/**
 * A certificate authority of one's own, for hosts that no public one can see: a self-signed root, the CA certificate that
 * it signs, and the ClusterIssuer that signs everything else with it. Who trusts the CA trusts all of them.
 *
 * Waves order the three, because a ClusterIssuer whose Secret is not there yet is Degraded, and that ends a sync.
 * @see https://cert-manager.io/docs/configuration/selfsigned/#bootstrapping-ca-issuers
 */
export class InternalAuthority<E extends string> extends Construct {
  /** What a Certificate names. */
  readonly issuer: { readonly kind: 'ClusterIssuer'; readonly name: string };

  constructor(scope: Construct, id: string, props: InternalAuthorityProps<E>) {
    super(scope, id);
    const name = props.issuer ?? id;
    const secretName = props.secretName ?? `${name}-ca`;
    const root = `${name}-root`;
    this.issuer = { kind: 'ClusterIssuer', name };
    this.clusterIssuer('root', root, 0, { selfSigned: {} });
    const spec: CertificateSpec = {
      isCA: true,
      commonName: props.commonName,
      secretName,
      privateKey: { algorithm: 'ECDSA', size: 256 },
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: root },
    };
    new ApiObject(this, 'certificate', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: secretName, namespace: props.namespace.name, annotations: wave(1) },
      spec,
    });
    this.clusterIssuer('issuer', name, 2, { ca: { secretName } });
    declareOrphan(this, {
      group: '',
      kind: 'Secret',
      name: secretName,
      reason: 'the CA, written and renewed by cert-manager, which leaves it without an owner',
    });
    this.node.addValidation({ validate: () => placeProblems(this, props.namespace.environment) });
  }

  private clusterIssuer(id: string, name: string, at: number, spec: ClusterIssuerSpec): void {
    new ApiObject(this, id, {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name, annotations: wave(at) },
      spec,
    });
  }
}

function wave(at: number): { readonly 'argocd.argoproj.io/sync-wave': string } {
  return { 'argocd.argoproj.io/sync-wave': String(at) };
}

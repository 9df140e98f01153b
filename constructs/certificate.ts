import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CertificateSpec } from '../imports/cert-manager.io';
import type { Namespace } from './namespace';
import { declareOrphan } from './orphan';
import { placeProblems } from './same-environment';

export interface CertificateProps<E extends string> {
  readonly namespace: Namespace<E>;
  /** @default the construct's id; also the name of the Secret that cert-manager writes */
  readonly name?: string;
  readonly dnsNames: readonly [string, ...string[]];
  readonly issuer: { readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string };
}

/**
 * A TLS certificate that cert-manager issues and renews into the Secret `secretName`. That Secret has no owner and no
 * Application tracks it, so it is declared as an orphan that is meant.
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export class Certificate<E extends string> extends Construct {
  readonly secretName: string;
  readonly namespace: Namespace<E>;
  readonly dnsNames: readonly string[];

  constructor(scope: Construct, id: string, props: CertificateProps<E>) {
    super(scope, id);
    const name = props.name ?? id;
    this.secretName = name;
    this.namespace = props.namespace;
    this.dnsNames = props.dnsNames;
    const spec: CertificateSpec = {
      secretName: name,
      dnsNames: [...props.dnsNames],
      issuerRef: { group: 'cert-manager.io', kind: props.issuer.kind, name: props.issuer.name },
    };
    new ApiObject(this, 'Default', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name, namespace: props.namespace.name },
      spec,
    });
    declareOrphan(this, {
      group: '',
      kind: 'Secret',
      name,
      reason: 'written and renewed by cert-manager, which leaves it without an owner',
    });
    this.node.addValidation({ validate: () => placeProblems(this, props.namespace.environment) });
  }
}

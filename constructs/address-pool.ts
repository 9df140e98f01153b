import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IPAddressPoolSpec, L2AdvertisementSpec } from '../imports/metallb.io';
import type { Namespace } from './namespace';
import { placeProblems } from './same-environment';

export interface AddressPoolProps<E extends string> {
  /** Where MetalLB runs; it reads its configuration nowhere else. */
  readonly namespace: Namespace<E>;
  /** @default the construct's id */
  readonly name?: string;
  /** Ranges (`192.0.2.10-192.0.2.20`) or networks (`192.0.2.0/28`) of which Services get an address. */
  readonly addresses: readonly [string, ...string[]];
  /** Name of the advertisement. @default the pool's */
  readonly advertisement?: string;
}

/**
 * Addresses that MetalLB gives to Services of type LoadBalancer, and their announcement on the local network by ARP and
 * NDP. Without an announcement a Service has an address that nobody reaches.
 * @see https://metallb.universe.tf/configuration/
 */
export class AddressPool<E extends string> extends Construct {
  constructor(scope: Construct, id: string, props: AddressPoolProps<E>) {
    super(scope, id);
    const name = props.name ?? id;
    const pool: IPAddressPoolSpec = { addresses: props.addresses };
    const advertisement: L2AdvertisementSpec = { ipAddressPools: [name] };
    const metadata = { namespace: props.namespace.name };
    new ApiObject(this, 'pool', {
      apiVersion: 'metallb.io/v1beta1',
      kind: 'IPAddressPool',
      metadata: { ...metadata, name },
      spec: pool,
    });
    new ApiObject(this, 'advertisement', {
      apiVersion: 'metallb.io/v1beta1',
      kind: 'L2Advertisement',
      metadata: { ...metadata, name: props.advertisement ?? name },
      spec: advertisement,
    });
    this.node.addValidation({ validate: () => placeProblems(this, props.namespace.environment) });
  }
}

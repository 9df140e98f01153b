import type { Caller } from 'cdk8s-argosy';

/** Where requests through an Ingress come from. */
export const INGRESS_CONTROLLER: readonly [Caller<never>, ...Caller<never>[]] = [
  { foreign: 'ingress-nginx' },
  // nginx runs in the host network: its requests arrive from the nodes' tunnel addresses, not from a namespace.
  { cidr: '192.168.194.64/32' },
  { cidr: '192.168.126.0/32' },
];

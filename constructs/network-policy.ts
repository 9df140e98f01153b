import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Namespace } from './namespace';
import { placeProblems } from './same-environment';

/** Who calls: all Pods of a namespace, of one that somebody else makes by its name, or addresses as CIDR. */
export type Caller<E extends string> = Namespace<E> | { readonly foreign: string } | { readonly cidr: string };

/** Callers, and the container's ports that are open to them. */
export interface Opening<E extends string> {
  readonly to: readonly [Caller<E>, ...Caller<E>[]];
  readonly ports: readonly [number, ...number[]];
}

export interface NetworkPolicyProps<E extends string> {
  readonly namespace: Namespace<E>;
  /** @default the construct's id */
  readonly name?: string;
  /** The labels of the Pods that it protects. */
  readonly pods: Readonly<Record<string, string>>;
  readonly open: readonly Opening<NoInfer<E>>[];
}

/**
 * Who may call the Pods, on which ports; nobody else may. What goes out is not restricted. A namespace of another
 * environment does not compile as a caller.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkPolicy<E extends string> extends Construct {
  constructor(scope: Construct, id: string, { namespace, name, pods, open }: NetworkPolicyProps<E>) {
    super(scope, id);
    new ApiObject(this, 'Default', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: name ?? id, namespace: namespace.name },
      spec: {
        podSelector: { matchLabels: pods },
        policyTypes: ['Ingress'],
        ingress: open.map(({ to, ports }) => ({
          from: to.map(peer),
          ports: ports.map((port) => ({ protocol: 'TCP', port })),
        })),
      },
    });
    this.node.addValidation({ validate: () => placeProblems(this, namespace.environment) });
  }
}

function peer(caller: Caller<string>): object {
  if ('cidr' in caller) return { ipBlock: { cidr: caller.cidr } };
  const name = 'foreign' in caller ? caller.foreign : caller.name;
  // Kubernetes itself puts this label on every namespace.
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

import type { Namespace } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

export interface IngressPolicy {
  readonly app: string;
  readonly namespace: Namespace<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** Namespaces whose Pods may call it, beside ingress-nginx. */
  readonly clients: readonly Namespace<string>[];
}

/** Lets the ingress controller and the named namespaces in, and nobody else. What goes out is not restricted. */
export function allowIngress(scope: Construct, { app, namespace, labels, port, clients }: IngressPolicy): void {
  const inNamespace = (name: string): k8s.NetworkPolicyPeer => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });
  new k8s.KubeNetworkPolicy(scope, 'policy', {
    metadata: { name: `${app}-ingress`, namespace: namespace.name },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            inNamespace('ingress-nginx'),
            ...HOST_NETWORK_NGINX.map((cidr) => ({ ipBlock: { cidr } })),
            ...clients.map(({ name }) => inNamespace(name)),
          ],
          ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }],
        },
      ],
    },
  });
}

/** nginx runs in the host network: its requests arrive from the nodes' tunnel addresses, not from a namespace. */
const HOST_NETWORK_NGINX = ['192.168.194.64/32', '192.168.126.0/32'];

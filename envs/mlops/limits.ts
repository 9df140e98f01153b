import type { Chart } from 'cdk8s';
import type { Namespace } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

export interface Limits {
  readonly cpu: Range;
  readonly memory: Range;
  readonly pods: number;
  readonly claims: number;
  /** What a container gets that says nothing of its own. */
  readonly container: { readonly cpu: Range; readonly memory: Range };
}

interface Range {
  readonly requests: string;
  readonly limits: string;
}

/** How much a namespace may use in all, and what a container gets that asks for nothing. */
export function limitNamespace(
  scope: Construct | Chart,
  app: string,
  namespace: Namespace<string>,
  limits: Limits,
): void {
  const { cpu, memory, container } = limits;
  new k8s.KubeResourceQuota(scope, 'quota', {
    metadata: { name: `${app}-quota`, namespace: namespace.name },
    spec: {
      hard: {
        'requests.cpu': k8s.Quantity.fromString(cpu.requests),
        'limits.cpu': k8s.Quantity.fromString(cpu.limits),
        'requests.memory': k8s.Quantity.fromString(memory.requests),
        'limits.memory': k8s.Quantity.fromString(memory.limits),
        pods: k8s.Quantity.fromNumber(limits.pods),
        persistentvolumeclaims: k8s.Quantity.fromNumber(limits.claims),
      },
    },
  });
  new k8s.KubeLimitRange(scope, 'limits', {
    metadata: { name: `${app}-limits`, namespace: namespace.name },
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: {
            cpu: k8s.Quantity.fromString(container.cpu.requests),
            memory: k8s.Quantity.fromString(container.memory.requests),
          },
          default: {
            cpu: k8s.Quantity.fromString(container.cpu.limits),
            memory: k8s.Quantity.fromString(container.memory.limits),
          },
        },
      ],
    },
  });
}

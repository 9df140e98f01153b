import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Namespace } from './namespace';
import type { Resources } from './resources';
import { placeProblems } from './same-environment';

export interface QuotaProps<E extends string> {
  readonly namespace: Namespace<E>;
  /** What all Pods together may reserve and use. A Pod that would exceed it is not made. */
  readonly total: Resources;
  readonly pods: number;
  /** How many PersistentVolumeClaims. */
  readonly claims: number;
  /** What a container gets that asks for nothing; under a quota it would not be made otherwise. */
  readonly container: Resources;
}

/**
 * How much a namespace may use in all, and what a container gets that says nothing of its own: `<namespace>-quota` and
 * `<namespace>-limits`.
 */
export class Quota<E extends string> extends Construct {
  constructor(scope: Construct, id: string, { namespace, total, pods, claims, container }: QuotaProps<E>) {
    super(scope, id);
    const { name } = namespace;
    new ApiObject(this, 'ResourceQuota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: `${name}-quota`, namespace: name },
      spec: {
        hard: {
          'requests.cpu': total.requests.cpu,
          'limits.cpu': total.limits.cpu,
          'requests.memory': total.requests.memory,
          'limits.memory': total.limits.memory,
          pods: String(pods),
          persistentvolumeclaims: String(claims),
        },
      },
    });
    new ApiObject(this, 'LimitRange', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: `${name}-limits`, namespace: name },
      spec: { limits: [{ type: 'Container', defaultRequest: container.requests, default: container.limits }] },
    });
    this.node.addValidation({ validate: () => placeProblems(this, namespace.environment) });
  }
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Image, imageProblems, imageReference } from './image';
import type { Namespace } from './namespace';
import type { Resources } from './resources';
import { placeProblems } from './same-environment';
import type { SealedSecret, SecretKey } from './sealed-secret';
import type { MonitoredService } from './service-monitor';
import type { Claim } from './storage-app';

/** An HTTP request that answers with a 2xx or 3xx status where all is well. Times in seconds. */
export interface Probe<P extends string> {
  readonly path: string;
  readonly port: P;
  /** @default 0 */
  readonly initialDelaySeconds?: number;
  /** @default 10 */
  readonly periodSeconds?: number;
  /** @default 1 */
  readonly timeoutSeconds?: number;
  /** How many failures in a row count. @default 3 */
  readonly failureThreshold?: number;
}

/** Whom the container runs as. Files on a volume that others write must be theirs too. */
export interface RunAs {
  readonly user: number;
  readonly group: number;
  /** Owner of the volumes. @default the group */
  readonly fsGroup?: number;
}

export interface WorkloadProps<E extends string, P extends string> {
  readonly namespace: Namespace<E>;
  /** Name of the Deployment. @default `<id>-<environment>` */
  readonly name?: string;
  readonly image: Image;
  /** @default the image's */
  readonly command?: readonly string[];
  /** @default the image's */
  readonly args?: readonly string[];
  /** Where the container listens, by the name of the port. */
  readonly ports: Readonly<Record<P, number>>;
  readonly service?: {
    /** @default the name of the Deployment */
    readonly name?: string;
    /** Where the Service listens instead. @default where the container does */
    readonly ports?: Readonly<Partial<Record<NoInfer<P>, number>>>;
  };
  /** Variables, as text or as the key of a Secret. */
  readonly env?: Readonly<Record<string, string | SecretKey<NoInfer<E>>>>;
  /** Secrets of which every key becomes a variable. */
  readonly envFrom?: readonly SealedSecret<NoInfer<E>, string>[];
  readonly probes: {
    /** Whether requests may come. */
    readonly readiness: Probe<NoInfer<P>>;
    /** Whether it must be started anew. */
    readonly liveness: Probe<NoInfer<P>>;
  };
  readonly resources: Resources;
  /** `image`: as the image says, where nobody knows whether another user could run it. */
  readonly runAs: RunAs | 'image';
  /** Claims by the name of the volume, and where the container sees them. */
  readonly volumes?: Readonly<Record<string, { readonly claim: Claim<NoInfer<E>>; readonly path: string }>>;
  /** @default 1 */
  readonly replicas?: number;
  /**
   * `rolling`: the new Pods are ready before the old ones go. `recreate`: the old ones go first, where two at a time
   * would be in each other's way.
   * @default rolling
   */
  readonly rollout?: 'rolling' | 'recreate';
}

/** A Service and one of its ports, as an Ingress sends requests to it. */
export interface Backend {
  readonly service: string;
  readonly port: string | number;
}

/**
 * A server: a Deployment of one container, and its Service. Probes, resources and whom it runs as are asked for; what
 * nobody needs is taken away: capabilities, escalation, the token of the Kubernetes API.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class Workload<E extends string, const P extends string> extends Construct {
  /** What its Pods are selected by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  /** Its Service, as an Ingress or a monitor finds it. */
  readonly service: MonitoredService;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkloadProps<E, P>,
  ) {
    super(scope, id);
    const instance = `${id}-${props.namespace.environment.name}`;
    this.labels = { 'app.kubernetes.io/name': id, 'app.kubernetes.io/instance': instance };
    this.name = props.name ?? instance;
    this.service = { name: props.service?.name ?? this.name, namespace: props.namespace, labels: this.labels };
    new ApiObject(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: this.name, namespace: props.namespace.name, labels: this.labels },
      spec: this.deploymentSpec(),
    });
    new ApiObject(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: this.service.name, namespace: props.namespace.name, labels: this.labels },
      spec: {
        type: 'ClusterIP',
        selector: this.labels,
        ports: entries(props.ports).map(([name]) => ({ name, port: this.servicePort(name), targetPort: name })),
      },
    });
    this.node.addValidation({
      validate: () => [
        ...placeProblems(this, props.namespace.environment),
        ...imageProblems(props.image),
        ...this.strangers(),
      ],
    });
  }

  /** Where it answers inside the cluster. */
  url(port: P): string {
    return `http://${this.service.name}.${this.props.namespace.name}.svc.cluster.local:${this.servicePort(port)}`;
  }

  backend(port: P): Backend {
    return { service: this.service.name, port };
  }

  private servicePort(port: P): number {
    return this.props.service?.ports?.[port] ?? this.props.ports[port];
  }

  private deploymentSpec(): object {
    const { replicas, rollout, volumes = {}, runAs } = this.props;
    const claims = Object.entries(volumes);
    return {
      replicas: replicas ?? 1,
      ...(rollout === 'recreate' ? { strategy: { type: 'Recreate' } } : {}),
      selector: { matchLabels: this.labels },
      template: {
        metadata: { labels: this.labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            ...(runAs === 'image' ? {} : identity(runAs)),
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [this.container()],
          ...(claims.length > 0
            ? {
                volumes: claims.map(([name, { claim }]) => ({
                  name,
                  persistentVolumeClaim: { claimName: claim.claimName },
                })),
              }
            : {}),
        },
      },
    };
  }

  private container(): object {
    const { image, command, args, ports, env = {}, envFrom = [], probes, resources, volumes = {} } = this.props;
    const mounts = Object.entries(volumes).map(([name, { path }]) => ({ name, mountPath: path }));
    return {
      name: this.node.id,
      image: imageReference(image),
      ...(command ? { command } : {}),
      ...(args ? { args } : {}),
      ports: entries<P, number>(ports).map(([name, containerPort]) => ({ name, containerPort })),
      ...(Object.keys(env).length > 0 ? { env: Object.entries(env).map(variable) } : {}),
      ...(envFrom.length > 0 ? { envFrom: envFrom.map(({ name }) => ({ secretRef: { name } })) } : {}),
      readinessProbe: httpGet(probes.readiness),
      livenessProbe: httpGet(probes.liveness),
      resources,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    };
  }

  /** Secrets and claims of other namespaces, which a Pod cannot reach; the compiler sees the environment only. */
  private strangers(): string[] {
    const { namespace, env = {}, envFrom = [], volumes = {} } = this.props;
    const used = [
      ...Object.values(env).flatMap((value) =>
        typeof value === 'string' ? [] : [{ what: `Secret ${value.secretName}`, namespace: value.namespace }],
      ),
      ...envFrom.map((secret) => ({ what: `Secret ${secret.name}`, namespace: secret.namespace })),
      ...Object.values(volumes).map(({ claim }) => ({ what: `claim ${claim.claimName}`, namespace: claim.namespace })),
    ];
    return used
      .filter((one) => one.namespace !== namespace)
      .map(
        (one) =>
          `it uses ${one.what} of namespace ${one.namespace.name}, and runs in ${namespace.name}, where it cannot see ` +
          'it; declare one in its own namespace',
      );
  }
}

function identity({ user, group, fsGroup }: RunAs): object {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: fsGroup ?? group,
    fsGroupChangePolicy: 'OnRootMismatch',
  };
}

function variable([name, value]: [string, string | SecretKey<string>]): object {
  if (typeof value === 'string') return { name, value };
  return { name, valueFrom: { secretKeyRef: { name: value.secretName, key: value.key } } };
}

function httpGet<P extends string>({ path, port, ...times }: Probe<P>): object {
  return { httpGet: { path, port }, ...times };
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}

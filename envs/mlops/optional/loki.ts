import { type Claim, type Namespace, pinnedChart } from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';
import { GRAFANA } from '../projects';
import type { LokiSettings } from '../settings';
import { BUCKETS, minioUrl } from './minio';
import type { OptionalSecrets } from './secrets';

interface Replicas {
  readonly replicas: number;
}

interface Switch {
  readonly enabled: boolean;
}

export interface LokiValues {
  readonly deploymentMode: 'SingleBinary' | 'SimpleScalable' | 'Distributed';
  readonly loki: {
    /** Tenants, of which there is one. */
    readonly auth_enabled: boolean;
    readonly commonConfig: { readonly path_prefix: string; readonly replication_factor: number };
    readonly storage: {
      readonly type: 's3' | 'filesystem';
      readonly bucketNames: Readonly<Record<'chunks' | 'ruler' | 'admin', string>>;
      readonly s3: { readonly endpoint: string; readonly s3ForcePathStyle: boolean; readonly insecure: boolean };
    };
    readonly schemaConfig: {
      readonly configs: readonly {
        readonly from: LokiSettings['schemaFrom'];
        readonly store: 'tsdb';
        readonly object_store: 's3';
        readonly schema: 'v13';
        readonly index: { readonly prefix: string; readonly period: '24h' };
      }[];
    };
    readonly compactor: { readonly retention_enabled: boolean; readonly delete_request_store: 's3' };
    readonly limits_config: {
      readonly retention_period: `${number}h`;
      readonly reject_old_samples: boolean;
      readonly reject_old_samples_max_age: `${number}h`;
      readonly volume_enabled: boolean;
    };
  };
  readonly singleBinary: Replicas & {
    readonly persistence: Switch;
    readonly extraVolumes: readonly {
      readonly name: string;
      readonly persistentVolumeClaim: { readonly claimName: string };
    }[];
    readonly extraVolumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    readonly extraEnvFrom: readonly { readonly secretRef: { readonly name: string } }[];
    readonly resources: ContainerResources;
  };
  readonly read: Replicas;
  readonly write: Replicas;
  readonly backend: Replicas;
  readonly gateway: Switch;
  readonly chunksCache: Switch;
  readonly resultsCache: Switch;
  readonly lokiCanary: Switch;
  readonly test: Switch;
}

export const LOKI = pinnedChart<LokiValues>({ repository: GRAFANA, chart: 'loki', version: '6.52.0' });

/** Where Loki answers inside the cluster, when it is released as `loki-<environment>`. */
export function lokiUrl(namespace: Namespace<string>): string {
  return `http://loki-${namespace.environment.name}.${namespace.name}.svc.cluster.local:3100`;
}

/** One Loki, which keeps its chunks in MinIO for a week, and what it has not written yet in a claim. */
export function lokiValues<E extends string>(props: {
  readonly namespace: Namespace<E>;
  readonly secret: OptionalSecrets<E>['loki'];
  readonly data: Claim<E>;
  readonly schemaFrom: LokiSettings['schemaFrom'];
}): LokiValues {
  const { namespace, secret, data, schemaFrom } = props;
  return {
    deploymentMode: 'SingleBinary',
    loki: {
      auth_enabled: false,
      commonConfig: { path_prefix: DATA, replication_factor: 1 },
      storage: {
        type: 's3',
        bucketNames: BUCKETS,
        // The keys come from the environment, as AWS's libraries look for them there.
        s3: { endpoint: minioUrl(namespace), s3ForcePathStyle: true, insecure: true },
      },
      schemaConfig: {
        configs: [
          {
            from: schemaFrom,
            store: 'tsdb',
            object_store: 's3',
            schema: 'v13',
            index: { prefix: 'loki_index_', period: '24h' },
          },
        ],
      },
      compactor: { retention_enabled: true, delete_request_store: 's3' },
      limits_config: {
        retention_period: '168h',
        reject_old_samples: true,
        reject_old_samples_max_age: '168h',
        volume_enabled: true,
      },
    },
    singleBinary: {
      replicas: 1,
      // A claim of the chart's lies on one node's disk in the record, and goes with the chart.
      persistence: { enabled: false },
      extraVolumes: [{ name: 'data', persistentVolumeClaim: { claimName: data.claimName } }],
      extraVolumeMounts: [{ name: 'data', mountPath: DATA }],
      extraEnvFrom: [{ secretRef: { name: secret.name } }],
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    },
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    gateway: { enabled: false },
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    lokiCanary: { enabled: false },
    test: { enabled: false },
  };
}

const DATA = '/var/loki';

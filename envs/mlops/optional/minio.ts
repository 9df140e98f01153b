import { type Claim, type Layer, type Namespace, type Ordered, pinnedChart, UpstreamChart } from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';
import { BITNAMI } from '../projects';
import type { OptionalSecrets } from './secrets';

interface MinioValues {
  readonly global: {
    /** The chart refuses images that are not from Docker Hub, where this one no longer is. */
    readonly security: { readonly allowInsecureImages: boolean };
  };
  readonly image: { readonly registry: string; readonly repository: string; readonly tag: string };
  readonly auth: {
    readonly existingSecret: string;
    readonly rootUserSecretKey: string;
    readonly rootPasswordSecretKey: string;
  };
  /** Buckets that are made at the start, with commas. */
  readonly defaultBuckets: string;
  readonly persistence: { readonly enabled: boolean; readonly existingClaim: string };
  readonly console: { readonly enabled: boolean };
  readonly resources: ContainerResources;
}

const CHART = pinnedChart<MinioValues>({ repository: BITNAMI, chart: 'minio', version: '17.0.21' });

/** The buckets of Loki. */
export const BUCKETS = { chunks: 'loki-chunks', ruler: 'loki-ruler', admin: 'loki-admin' } as const;

/** Where MinIO answers inside the cluster. */
export function minioUrl(namespace: Namespace<string>): string {
  return `http://minio-${namespace.environment.name}.${namespace.name}.svc.cluster.local:9000`;
}

/** MinIO, which keeps what Loki writes. */
export function minio<E extends string>(
  layer: Layer<E>,
  props: {
    readonly namespace: Namespace<E>;
    readonly secret: OptionalSecrets<E>['minio'];
    readonly data: Claim<E>;
    readonly after: readonly Ordered<E>[];
  },
) {
  const { namespace, secret, data, after } = props;
  return new UpstreamChart<E, MinioValues>(layer, 'minio', {
    chart: CHART,
    values: {
      global: { security: { allowInsecureImages: true } },
      image: { registry: 'public.ecr.aws', repository: 'bitnami/minio', tag: '2025.7.23-debian-12-r3' },
      auth: {
        existingSecret: secret.name,
        rootUserSecretKey: secret.key('root-user').key,
        rootPasswordSecretKey: secret.key('root-password').key,
      },
      defaultBuckets: Object.values(BUCKETS).join(','),
      persistence: { enabled: true, existingClaim: data.claimName },
      console: { enabled: false },
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    },
    namespace,
    after,
  });
}

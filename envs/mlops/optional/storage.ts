import { Size } from 'cdk8s';
import { type Environment, nfs, StorageApp } from 'cdk8s-argosy';
import type { Namespaces } from '../namespaces';
import type { Settings } from '../settings';

/** What the optional layer keeps. It lies outside of the layer, so that switching that off takes no claim along. */
export function optionalStorage<E extends string>(
  env: Environment<E>,
  { monitoring, baseline }: Namespaces<E>,
  { server, root }: Settings['nfs'],
) {
  const { name } = env;
  return {
    // In the record nothing mounts this pair, and Grafana has a claim of its chart's, which goes with the chart.
    monitoring: new StorageApp(env, 'monitoring', {
      namespace: monitoring,
      claims: {
        data: {
          name: `pvc-monitoring-${name}`,
          volume: `pv-monitoring-${name}`,
          className: 'nfs-monitoring',
          size: Size.gibibytes(50),
          access: 'ReadWriteMany',
          from: nfs(server, `${root}/monitoring/${name}/data`),
        },
      },
    }),
    // The record has it in `observability-<env>`, where Loki no longer runs, its volume without a class and its claim
    // with one, so that they never meet.
    loki: new StorageApp(env, 'loki', {
      namespace: baseline,
      claims: {
        data: {
          name: `loki-${name}-pvc`,
          volume: `loki-${name}-pv`,
          className: 'nfs-observability',
          size: Size.gibibytes(100),
          access: 'ReadWriteMany',
          from: nfs(server, `${root}/observability/loki/${name}`),
        },
      },
    }),
    // The record leaves it to the chart, which takes it along when it goes.
    minio: new StorageApp(env, 'minio', {
      namespace: baseline,
      claims: {
        data: {
          name: `minio-${name}-pvc`,
          volume: `minio-${name}-pv`,
          className: 'nfs-core',
          size: Size.gibibytes(10),
          access: 'ReadWriteMany',
          from: nfs(server, `${root}/minio/${name}`),
        },
      },
    }),
  };
}

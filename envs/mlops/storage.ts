import { Size } from 'cdk8s';
import { type Environment, nfs, StorageApp } from 'cdk8s-argosy';
import type { Namespaces } from './namespaces';
import type { Settings } from './settings';

/** What must outlive its workloads: claims on the NFS server, each in an Application that deletes nothing. */
export function declareStorage<E extends string>(
  env: Environment<E>,
  { fastapi, triton, airflow }: Namespaces<E>,
  { server, root }: Settings['nfs'],
) {
  const { name } = env;
  // Airflow writes models where Triton reads them: two volumes on one path, because a claim cannot cross namespaces.
  const models = {
    name: 'triton-model-repo-pvc',
    size: Size.gibibytes(5),
    access: 'ReadWriteMany',
    from: nfs(server, `${root}/triton/model-repo/${name}`),
  } as const;
  return {
    logs: new StorageApp(env, 'fastapi-logs', {
      namespace: fastapi,
      claims: {
        logs: {
          name: `fastapi-logs-pvc-${name}`,
          volume: `fastapi-logs-pv-${name}`,
          labels: { pv: `fastapi-logs-${name}` },
          size: Size.gibibytes(5),
          access: 'ReadWriteMany',
          from: nfs(server, `${root}/fastapi/logs/${name}`),
        },
      },
    }),
    served: new StorageApp(env, 'triton-model-repo', {
      namespace: triton,
      claims: { models: { ...models, volume: `triton-model-repo-${name}-pv`, className: 'nfs-core' } },
    }),
    trained: new StorageApp(env, 'airflow-triton-model-repo', {
      namespace: airflow,
      claims: { models: { ...models, volume: `airflow-triton-model-repo-${name}-pv` } },
    }),
  };
}

export type Storage<E extends string> = ReturnType<typeof declareStorage<E>>;

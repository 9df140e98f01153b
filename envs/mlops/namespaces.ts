import type { Environment } from 'cdk8s-argosy';

/**
 * The namespaces that several files speak of. `env.home` stands beside them, and `core` makes one for each of its
 * Applications. Those of the optional layer are here: whoever switched it off would otherwise delete the claims in them.
 */
export function declareNamespaces<E extends string>(env: Environment<E>) {
  return {
    mlflow: env.namespaceFor('mlflow'),
    airflow: env.namespaceFor('airflow'),
    triton: env.namespaceFor('triton'),
    fastapi: env.namespaceFor('fastapi'),
    featureStore: env.namespaceFor('feature-store'),
    storage: env.namespaceFor('storage'),
    monitoring: env.namespaceFor('monitoring'),
    baseline: env.namespaceFor('baseline'),
  };
}

export type Namespaces<E extends string> = ReturnType<typeof declareNamespaces<E>>;

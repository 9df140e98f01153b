import type { Environment } from 'cdk8s-argosy';

/**
 * All namespaces of an environment, beside the one it starts from (`env.home`). Those of optional layers are among
 * them: whoever switched a layer off would otherwise delete the claims in it.
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

import { Chart } from 'cdk8s';
import { Application, type Environment, Source } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import type { Namespaces } from './namespaces';

/** The ConfigMap that pipelines find the contract in. */
export const FEATURE_STORE_RESOURCES = 'feature-store-resources';

/**
 * What feature pipelines and models agree on, where Airflow's Pods mount it, and the right of those Pods to start
 * others in the feature store's namespace. It is there with the feature store or without.
 */
export function featureStoreContract<E extends string>(
  env: Environment<E>,
  { airflow, featureStore }: Namespaces<E>,
): Application<E> {
  const content = new Chart(env, 'feature-store-contract-content');
  new k8s.KubeConfigMap(content, 'resources', {
    metadata: {
      name: FEATURE_STORE_RESOURCES,
      namespace: airflow.name,
      labels: {
        'app.kubernetes.io/part-of': 'mlops-platform',
        'app.kubernetes.io/component': FEATURE_STORE_RESOURCES,
        'mlops.keonho.io/env': env.name,
        // What selects by it expects this name; who delivers the object stands in Argo CD's own tracking.
        'mlops.keonho.io/owner-app': `${env.name}-namespaces`,
      },
    },
    data: { 'user_features.schema.json': json(USER_FEATURES), 'metadata.json.j2': json(METADATA) },
  });
  new k8s.KubeRole(content, 'launcher', {
    metadata: { name: LAUNCHER, namespace: featureStore.name },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['create', 'list', 'get', 'patch', 'watch', 'delete'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'get', 'watch'] },
    ],
  });
  new k8s.KubeRoleBinding(content, 'launchers', {
    metadata: { name: `${LAUNCHER}-binding`, namespace: featureStore.name },
    // The chart of Airflow makes the account and calls it after its release.
    subjects: [{ kind: 'ServiceAccount', name: `airflow-${env.name}-worker`, namespace: airflow.name }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: LAUNCHER },
  });
  return new Application(env, 'feature-store-contract', { source: Source.content(content), namespace: env.home });
}

const LAUNCHER = 'airflow-pod-launcher';

const USER_FEATURES = {
  feature_set: 'user_features',
  version: 'v1',
  columns: [
    { name: 'user_id', type: 'int64' },
    { name: 'f_total_events_7d', type: 'int64' },
    { name: 'f_avg_session_sec_7d', type: 'float64' },
    { name: 'f_last_event_age_sec', type: 'int64' },
  ],
  primary_keys: ['user_id'],
  description: 'How a user behaved in the last seven days',
};

/** A Jinja template: a pipeline fills it in when it has made the features. */
const METADATA = {
  feature_set: USER_FEATURES.feature_set,
  version: '{{ version }}',
  generated_at: '{{ generated_at }}',
  source: '{{ source }}',
  pipeline: '{{ pipeline }}',
  schema_hash: '{{ schema_hash }}',
  feature_uri: '{{ feature_uri }}',
  description: 'Features for training and inference',
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { type AppProjectProps, type Platform, Repository } from 'cdk8s-argosy';
import { FEATURE_STORE_RESOURCES } from './feature-store-contract';

/** The charts that dev and prod may take from elsewhere. */
export const BITNAMI = Repository.helm('https://charts.bitnami.com/bitnami');
export const PROMETHEUS_COMMUNITY = Repository.helm('https://prometheus-community.github.io/helm-charts');
export const GRAFANA = Repository.helm('https://grafana.github.io/helm-charts');
const BITNAMI_OCI = Repository.helm('oci://registry-1.docker.io/bitnamicharts');
export const AIRFLOW = Repository.helm('https://airflow.apache.org');

/**
 * The policy of dev and prod: what an environment's Applications may use, and why where that is wide.
 *
 * The record once let both reach Argo CD's own namespace, too. Whoever may write there is an administrator of Argo CD,
 * and the policy's document does not ask for it.
 */
export function environmentProject(platform: Platform, name: string): AppProjectProps {
  return {
    description: `The ${name} environment of the MLOps platform.`,
    repositories: [
      platform.repository,
      { repository: BITNAMI, reason: 'PostgreSQL, Redis and MinIO charts of the optional layers' },
      { repository: PROMETHEUS_COMMUNITY, reason: 'kube-prometheus-stack of the monitoring layer' },
      { repository: GRAFANA, reason: 'Loki and Alloy of the logging layer' },
      {
        repository: BITNAMI_OCI,
        reason: 'kept as it was stated; of a registry Argo CD takes charts by its bare host, without oci://',
      },
      { repository: AIRFLOW, reason: 'the upstream Airflow chart of the core' },
    ],
    destinations: [{ cluster: platform.localCluster, namespace: `*-${name}` }],
    clusterResources: [
      {
        group: '*',
        kind: '*',
        reason: 'charts of the optional layers bring ClusterRoles and webhooks; narrow it once the layers are settled',
      },
    ],
    // What else is ignored follows from what is declared: certificates, sealed secrets, claims, Secrets of charts'
    // admission webhooks.
    orphans: {
      warn: true,
      ignore: [
        {
          group: '',
          kind: 'ConfigMap',
          name: FEATURE_STORE_RESOURCES,
          reason: `kept as it was stated; it is no orphan, as feature-store-contract-${name} tracks it`,
        },
      ],
    },
  };
}

import type { Image, Resources } from 'cdk8s-argosy';

/**
 * The values that we set of Airflow's own chart, 1.18.0, at the places where its `values.yaml` has them. Helm ignores a
 * key that a chart does not have; this type does not compile with one.
 * @see https://airflow.apache.org/docs/helm-chart/1.18.0/parameters-ref.html
 */
export interface AirflowValues {
  /** What the chart decides by, as the image is ours. */
  readonly airflowVersion: `3.${number}.${number}`;
  readonly executor: 'KubernetesExecutor';
  readonly images: { readonly airflow: Image & { readonly pullPolicy: 'IfNotPresent' } };
  readonly securityContexts: {
    readonly pod: {
      readonly runAsNonRoot: boolean;
      readonly runAsUser: number;
      readonly runAsGroup: number;
      readonly fsGroup: number;
      readonly seccompProfile: { readonly type: 'RuntimeDefault' };
    };
    readonly containers: {
      readonly allowPrivilegeEscalation: boolean;
      readonly capabilities: { readonly drop: readonly 'ALL'[] };
    };
  };
  /** `airflow.cfg`, by section. */
  readonly config: {
    readonly core: {
      readonly load_examples: Flag;
      readonly dags_are_paused_at_creation: Flag;
      readonly execution_api_server_url: string;
    };
    readonly api: { readonly base_url: string };
    readonly logging: {
      readonly remote_logging: Flag;
      readonly remote_base_log_folder: `s3://${string}`;
      readonly remote_log_conn_id: string;
    };
  };
  /** Secrets that are there; each must have the key that the chart reads. */
  readonly data: { readonly metadataSecretName: string };
  readonly fernetKeySecretName: string;
  readonly apiSecretKeySecretName: string;
  readonly jwtSecretName: string;
  readonly dags: { readonly gitSync: GitSync };
  readonly scheduler: Component;
  readonly dagProcessor: Component;
  /** The Pods of tasks. */
  readonly workers: Component;
  readonly triggerer: Component & { readonly persistence: Switch };
  readonly apiServer: Component;
  readonly migrateDatabaseJob: Job;
  readonly createUserJob: Job & { readonly args: readonly string[] };
  readonly logs: { readonly persistence: Switch };
  readonly postgresql: Switch;
  readonly statsd: Switch;
}

/** How Python's configuration files write it. */
type Flag = 'True' | 'False';

interface Switch {
  readonly enabled: boolean;
}

interface GitSync extends Switch {
  readonly repo: string;
  /** git-sync 3 takes `branch` and `rev`, git-sync 4 `ref`; the chart hands all of them on. */
  readonly branch: string;
  readonly rev: string;
  readonly ref: string;
  readonly subPath: string;
  readonly depth: number;
  /** Seconds. */
  readonly wait: number;
  readonly sshKeySecret: string;
  /** Without it any host that answers is taken for the right one. */
  readonly knownHosts: string;
}

export interface Component {
  readonly env?: readonly Variable[];
  readonly resources: Resources;
  readonly extraVolumes?: readonly Volume[];
  readonly extraVolumeMounts?: readonly Mount[];
}

export type Variable =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
    };

type Volume =
  | { readonly name: string; readonly secret: { readonly secretName: string } }
  | { readonly name: string; readonly configMap: { readonly name: string } }
  | { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } };

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

interface Job {
  /** As Helm hooks Argo CD would run them after everything is healthy, which waits for them. */
  readonly useHelmHooks: false;
  readonly jobAnnotations: {
    readonly 'argocd.argoproj.io/hook': 'Sync' | 'PostSync';
    readonly 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded';
  };
  readonly resources: Resources;
}

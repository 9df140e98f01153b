import type { ApplicationGroupProps, Image, Resources } from 'cdk8s-argosy';
import type { Day } from './day';

/** All in which dev and prod differ. */
export interface Settings {
  /**
   * How the core is delivered: one rolling set, which orders every revision, or Applications with waves. Chosen at
   * the beginning: changing it later recreates every Application and all that it owns, claims included.
   */
  readonly delivery: ApplicationGroupProps<string>['delivery'];
  /** Monitoring, logging and the feature store. `argosy toggle optional on|off --env <name>` changes it. */
  readonly optional: 'on' | 'off';
  /** The top-level domain of every host. */
  readonly domain: string;
  /** Where the NFS server keeps what must outlive the cluster. */
  readonly nfs: { readonly server: string; readonly root: string };
  readonly mlflow: MlflowSettings;
  readonly airflow: AirflowSettings;
  readonly triton: TritonSettings;
  readonly fastapi: FastApiSettings;
  readonly loki: LokiSettings;
}

export interface MlflowSettings {
  readonly image: Image;
  readonly replicas: number;
  readonly database: { readonly host: string; readonly name: string };
  /** What all of its Pods together may use. */
  readonly quota: Resources;
}

export interface AirflowSettings {
  /** Airflow 3.0.2 and what the DAGs import. */
  readonly image: Image;
  /** The repository of the DAGs, over SSH. */
  readonly dags: string;
  /** Of each of its components, and of each task. */
  readonly resources: Resources;
}

export interface TritonSettings {
  readonly image: Image;
  readonly replicas: number;
  readonly resources: Resources;
}

export interface FastApiSettings {
  readonly image: Image;
  readonly replicas: number;
  /** Who may call the model. */
  readonly callers: readonly [string, ...string[]];
  /** Who may swap the model. */
  readonly reloaders: readonly [string, ...string[]];
  /** How a request finds its model, and the share of the canary in percent. */
  readonly aliases: { readonly mode: 'blue_green' | 'ab_test'; readonly canaryPercent: number };
}

export interface LokiSettings {
  /** The first day of its schema. Lines are read by the schema that they were written under, so it never changes. */
  readonly schemaFrom: Day;
}

const LAN = '192.168.18.0/24';
const NFS = { server: '192.168.18.141', root: '/mnt/nfs_share/mlops' };
const TRITON: TritonSettings = {
  image: { repository: 'nvcr.io/nvidia/tritonserver', tag: '24.08-py3' },
  replicas: 1,
  resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
};

export const dev: Settings = {
  delivery: 'applicationset',
  optional: 'on',
  domain: 'local',
  nfs: NFS,
  mlflow: {
    image: { repository: 'hoizz/mlflow-custom', tag: 'v1.3.0' },
    replicas: 1,
    database: { host: '192.168.18.142', name: 'mlflow_dev' },
    quota: { requests: { cpu: '2', memory: '8Gi' }, limits: { cpu: '3', memory: '12Gi' } },
  },
  airflow: {
    image: { repository: 'hoizz/airflow-custom', tag: 'v1.3.3' },
    dags: 'git@github.com:keonhoban/airflow-dags-dev.git',
    resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  },
  triton: TRITON,
  fastapi: {
    image: { repository: 'hoizz/fastapi-custom', tag: 'v1.3.7' },
    replicas: 1,
    callers: [LAN],
    reloaders: [LAN],
    aliases: { mode: 'blue_green', canaryPercent: 20 },
  },
  loki: { schemaFrom: '2026-01-01' },
};

export const prod: Settings = {
  delivery: 'applicationset',
  optional: 'on',
  domain: 'prod',
  nfs: NFS,
  mlflow: {
    image: { repository: 'hoizz/mlflow-custom', tag: 'v1.3.0' },
    replicas: 1,
    database: { host: '192.168.18.143', name: 'mlflow_prod' },
    quota: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '3', memory: '6Gi' } },
  },
  airflow: {
    image: { repository: 'hoizz/airflow-custom', tag: 'sha-2b143b1' },
    dags: 'git@github.com:keonhoban/airflow-dags.git',
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } },
  },
  triton: TRITON,
  fastapi: {
    image: { repository: 'hoizz/fastapi-custom', tag: 'v1.3.4' },
    replicas: 1,
    callers: ['0.0.0.0/0'],
    reloaders: [LAN],
    aliases: { mode: 'ab_test', canaryPercent: 10 },
  },
  loki: { schemaFrom: '2024-01-01' },
};

import type { ApplicationGroupProps } from 'cdk8s-argosy';

/** All in which dev and prod differ. */
export interface Settings {
  /**
   * How the core is delivered: one rolling set, which orders every revision, or Applications with waves. Chosen at
   * the beginning: changing it later recreates every Application and all that it owns, claims included.
   */
  readonly delivery: ApplicationGroupProps<string>['delivery'];
  /** The top-level domain of every host. */
  readonly domain: string;
  /** Where the NFS server keeps what must outlive the cluster. */
  readonly nfs: { readonly server: string; readonly root: string };
  readonly fastapi: FastApiSettings;
  readonly mlflow: MlflowSettings;
}

export interface FastApiSettings {
  readonly image: string;
  /** Who may call the model. */
  readonly callers: readonly string[];
  /** Who may swap the model. */
  readonly reloaders: readonly string[];
  /** How a request finds its model, and the share of the canary in percent. */
  readonly aliases: { readonly mode: 'blue_green' | 'ab_test'; readonly canaryPercent: number };
}

export interface MlflowSettings {
  /** The registry's only tag moves; pin a version or a digest as soon as one is published. */
  readonly image: string;
  readonly database: { readonly host: string; readonly name: string };
  readonly memory: { readonly requests: string; readonly limits: string };
}

const LAN = '192.168.18.0/24';
const NFS = { server: '192.168.18.141', root: '/mnt/nfs_share/mlops' };

export const dev: Settings = {
  delivery: 'applicationset',
  domain: 'local',
  nfs: NFS,
  fastapi: {
    image: 'hoizz/fastapi-custom:v1.3.7',
    callers: [LAN],
    reloaders: [LAN],
    aliases: { mode: 'blue_green', canaryPercent: 20 },
  },
  mlflow: {
    image: 'hoizz/mlflow-custom:v1.3.0',
    database: { host: '192.168.18.142', name: 'mlflow_dev' },
    memory: { requests: '8Gi', limits: '12Gi' },
  },
};

export const prod: Settings = {
  delivery: 'applicationset',
  domain: 'prod',
  nfs: NFS,
  fastapi: {
    image: 'hoizz/fastapi-custom:v1.3.4',
    callers: ['0.0.0.0/0'],
    reloaders: [LAN],
    aliases: { mode: 'ab_test', canaryPercent: 10 },
  },
  mlflow: {
    image: 'hoizz/mlflow-custom:v1.3.0',
    database: { host: '192.168.18.143', name: 'mlflow_prod' },
    memory: { requests: '4Gi', limits: '6Gi' },
  },
};

import { Certificate, Ingress, type Namespace, NetworkPolicy, Quota, type SealedSecret, Workload } from 'cdk8s-argosy';
import { Construct } from 'constructs';
import { INGRESS_CONTROLLER } from './ingress-controller';
import { ISSUER } from './issuer';
import type { MlflowSettings } from './settings';

export interface MlflowProps<E extends string> extends MlflowSettings {
  readonly namespace: Namespace<E>;
  readonly host: string;
  /** The S3 prefix that artifacts go to. */
  readonly artifacts: string;
  readonly aws: SealedSecret<NoInfer<E>, string>;
  readonly credentials: SealedSecret<NoInfer<E>, 'username' | 'password'>;
  readonly clients: readonly Namespace<NoInfer<E>>[];
}

/** MLflow's tracking server and registry, on PostgreSQL outside of the cluster and S3. */
export class Mlflow<E extends string> extends Construct {
  /** Where it answers inside the cluster. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: MlflowProps<E>) {
    super(scope, id);
    const { namespace, host, database, credentials } = props;
    const app = namespace.name;
    const health = { path: '/health', port: 'http' } as const;
    const server = new Workload(this, 'mlflow', {
      namespace,
      name: `${app}-server`,
      image: props.image,
      replicas: props.replicas,
      command: ['mlflow', 'server'],
      args: [
        // The kubelet fills `$(…)` in from the variables, so that no credential stands in the manifest.
        '--backend-store-uri=postgresql://$(DB_USER):$(DB_PASSWORD)@$(DB_HOST):$(DB_PORT)/$(DB_NAME)',
        `--default-artifact-root=${props.artifacts}`,
        '--host=0.0.0.0',
        `--port=${PORT}`,
        '--serve-artifacts',
      ],
      ports: { http: PORT },
      service: { name: `${app}-service` },
      env: {
        DB_USER: credentials.key('username'),
        DB_PASSWORD: credentials.key('password'),
        DB_HOST: database.host,
        DB_PORT: '5432',
        DB_NAME: database.name,
      },
      envFrom: [props.aws],
      probes: {
        readiness: { ...health, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 6 },
        liveness: { ...health, initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 3 },
      },
      resources: RESOURCES,
      runAs: 'image',
    });
    this.url = server.url('http');
    const certificate = new Certificate(this, 'tls', {
      namespace,
      name: `${app}-tls`,
      dnsNames: [host],
      issuer: ISSUER,
    });
    new Ingress(this, 'ingress', {
      namespace,
      name: app,
      host,
      certificate,
      backend: server.backend('http'),
      bodySize: '10m',
    });
    new NetworkPolicy(this, 'policy', {
      namespace,
      name: `${app}-ingress`,
      pods: server.labels,
      open: [{ to: [...INGRESS_CONTROLLER, ...props.clients], ports: [PORT] }],
    });
    new Quota(this, 'quota', { namespace, total: props.quota, pods: 4, claims: 2, container: RESOURCES });
  }
}

const PORT = 5000;
const RESOURCES = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } };

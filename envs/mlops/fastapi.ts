import {
  Certificate,
  type Claim,
  Ingress,
  type Namespace,
  NetworkPolicy,
  Quota,
  type SealedSecret,
  Workload,
} from 'cdk8s-argosy';
import { Construct } from 'constructs';
import { INGRESS_CONTROLLER } from './ingress-controller';
import { ISSUER } from './issuer';
import type { FastApiSettings } from './settings';

export interface FastApiProps<E extends string> extends FastApiSettings {
  readonly namespace: Namespace<E>;
  readonly host: string;
  /** Where MLflow answers. */
  readonly tracking: string;
  /** Where Triton answers. */
  readonly triton: string;
  readonly logs: Claim<NoInfer<E>>;
  /** Secrets whose keys become environment variables. */
  readonly secrets: readonly SealedSecret<NoInfer<E>, string>[];
  readonly clients: readonly Namespace<NoInfer<E>>[];
}

/** The API in front of the models: `/predict`, `/variant/{alias}/predict`, and `/variant/{alias}/reload` to swap one. */
export class FastApi<E extends string> extends Construct {
  /** Where it answers inside the cluster. */
  readonly url: string;
  /** Whose metrics are read. */
  readonly service: Workload<E, string>['service'];

  constructor(scope: Construct, id: string, props: FastApiProps<E>) {
    super(scope, id);
    const { namespace, host, aliases } = props;
    const app = namespace.name;
    const health = { path: '/health', port: 'http' } as const;
    const server = new Workload(this, 'fastapi', {
      namespace,
      image: props.image,
      replicas: props.replicas,
      ports: { http: PORT },
      service: { name: `${app}-service`, ports: { http: 80 } },
      env: {
        MLFLOW_TRACKING_URI: props.tracking,
        MODEL_NAME: MODEL,
        DEFAULT_ALIAS: 'B',
        ALIAS_SELECTION_MODE: aliases.mode,
        CANARY_PERCENT: String(aliases.canaryPercent),
        LOG_TO_STDOUT: 'true',
        LOG_LEVEL: 'info',
        TRITON_HTTP_URL: props.triton,
        TRITON_MODEL_NAME: MODEL,
      },
      envFrom: props.secrets,
      probes: {
        readiness: { ...health, initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 5 },
        liveness: { ...health, initialDelaySeconds: 30, periodSeconds: 10, failureThreshold: 5 },
      },
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      // The owner of the directory on the NFS server.
      runAs: { user: 2001, group: 2001 },
      volumes: { logs: { claim: props.logs, path: '/app/logs' } },
    });
    this.url = server.url('http');
    this.service = server.service;
    const certificate = new Certificate(this, 'tls', {
      namespace,
      name: `${app}-tls`,
      dnsNames: [host],
      issuer: ISSUER,
    });
    const entry = { namespace, host, certificate, backend: server.backend('http') };
    new Ingress(this, 'serving', { ...entry, name: `${app}-serving`, callers: props.callers });
    new Ingress(this, 'reload', {
      ...entry,
      name: `${app}-reload`,
      callers: props.reloaders,
      path: { regex: '/variant/[^/]+/reload' },
    });
    new NetworkPolicy(this, 'policy', {
      namespace,
      name: `${app}-ingress`,
      pods: server.labels,
      open: [{ to: [...INGRESS_CONTROLLER, ...props.clients], ports: [PORT] }],
    });
    new Quota(this, 'quota', {
      namespace,
      total: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
      pods: 8,
      claims: 3,
      container: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
    });
  }
}

const PORT = 8000;
const MODEL = 'best_model';

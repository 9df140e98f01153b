import { type Claim, type Namespace, NetworkPolicy, Quota, Workload } from 'cdk8s-argosy';
import { Construct } from 'constructs';
import type { TritonSettings } from './settings';

export interface TritonProps<E extends string> extends TritonSettings {
  readonly namespace: Namespace<E>;
  readonly models: Claim<NoInfer<E>>;
  /** Who asks for inference. */
  readonly callers: Namespace<NoInfer<E>>;
  /** Who loads and unloads models. */
  readonly loaders: Namespace<NoInfer<E>>;
  /** Who reads metrics. */
  readonly monitors: Namespace<NoInfer<E>>;
}

/** Triton Inference Server on CPUs. It loads what Airflow tells it to, and nothing by itself. */
export class Triton<E extends string> extends Construct {
  /** Where it takes inference requests inside the cluster. */
  readonly url: string;
  /** Whose metrics are read. */
  readonly service: Workload<E, string>['service'];

  constructor(scope: Construct, id: string, props: TritonProps<E>) {
    super(scope, id);
    const { namespace, image, replicas, resources } = props;
    const server = new Workload(this, 'triton', {
      namespace,
      name: 'triton',
      image,
      replicas,
      args: [
        'tritonserver',
        `--model-repository=${MODELS}`,
        '--model-control-mode=explicit',
        `--http-port=${PORTS.http}`,
        `--grpc-port=${PORTS.grpc}`,
        `--metrics-port=${PORTS.metrics}`,
      ],
      ports: PORTS,
      probes: {
        readiness: { path: '/v2/health/ready', port: 'http', initialDelaySeconds: 10, periodSeconds: 5 },
        liveness: {
          path: '/v2/health/live',
          port: 'http',
          initialDelaySeconds: 30,
          periodSeconds: 10,
          failureThreshold: 5,
        },
      },
      resources,
      // As Airflow's image, which writes the files that are read here.
      runAs: { user: 50000, group: 0 },
      volumes: { models: { claim: props.models, path: MODELS } },
      // Two at a time would be told twice to load a model, and one could read it while it is being written.
      rollout: 'recreate',
    });
    this.url = server.url('http');
    this.service = server.service;
    // The record lets prod's FastAPI call dev's Triton, too, to mirror traffic. Environments are closed to each other,
    // says the policy of their projects, and that is the safer of the two.
    new NetworkPolicy(this, 'policy', {
      namespace,
      name: `${namespace.name}-ingress`,
      pods: server.labels,
      open: [
        { to: [props.callers], ports: [PORTS.http, PORTS.grpc] },
        { to: [props.loaders], ports: [PORTS.http] },
        { to: [props.monitors], ports: [PORTS.metrics] },
      ],
    });
    new Quota(this, 'quota', {
      namespace,
      total: { requests: { cpu: '6', memory: '12Gi' }, limits: { cpu: '8', memory: '16Gi' } },
      pods: 4,
      claims: 3,
      container: resources,
    });
  }
}

const PORTS = { http: 8000, grpc: 8001, metrics: 8002 } as const;
const MODELS = '/models';

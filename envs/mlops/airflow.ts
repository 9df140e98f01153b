import {
  Certificate,
  type Claim,
  Ingress,
  type Namespace,
  NetworkPolicy,
  pinnedChart,
  type SecretKey,
  type Source,
} from 'cdk8s-argosy';
import { Construct } from 'constructs';
import type { AirflowValues, Component, Variable } from './airflow-values';
import { AWS_REGION } from './aws-region';
import { FEATURE_STORE_RESOURCES } from './feature-store-contract';
import { INGRESS_CONTROLLER } from './ingress-controller';
import { ISSUER } from './issuer';
import { AIRFLOW } from './projects';
import type { Secrets } from './secrets';
import type { AirflowSettings } from './settings';

export interface AirflowProps<E extends string> extends AirflowSettings {
  readonly namespace: Namespace<E>;
  readonly host: string;
  /** The S3 prefix that the logs of tasks go to. */
  readonly logs: `s3://${string}`;
  /** Where MLflow answers. */
  readonly tracking: string;
  /** Where FastAPI answers. */
  readonly serving: string;
  readonly secrets: Secrets<NoInfer<E>>['airflow'];
  /** Where models are written for Triton. */
  readonly models: Claim<NoInfer<E>>;
  /** Who reads metrics. */
  readonly monitors: Namespace<NoInfer<E>>;
}

/**
 * Airflow, which trains, registers and rolls models back: its own chart, and in `scope` the way in from outside.
 * PostgreSQL and the DAGs are elsewhere; each task is a Pod.
 */
export class Airflow<E extends string> extends Construct {
  readonly chart: Source;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AirflowProps<E>,
  ) {
    super(scope, id);
    const { namespace, host, monitors } = props;
    const release = namespace.name;
    this.chart = CHART.source({ values: this.values(), name: release });
    const certificate = new Certificate(this, 'tls', {
      namespace,
      name: `${release}-tls`,
      dnsNames: [host],
      issuer: ISSUER,
    });
    new Ingress(this, 'ingress', {
      namespace,
      name: `${release}-ingress`,
      host,
      certificate,
      backend: { service: `${release}-api-server`, port: PORT },
    });
    new NetworkPolicy(this, 'policy', {
      namespace,
      name: `${release}-ingress`,
      // The record selects `webserver`, which Airflow 3 does not have any more, so that it protected nothing.
      pods: { tier: 'airflow', component: 'api-server', release },
      // In Airflow 3 the other components and every task speak to the API server, too.
      open: [{ to: [...INGRESS_CONTROLLER, monitors, namespace], ports: [PORT] }],
    });
  }

  private values(): AirflowValues {
    const { image, dags, resources, secrets, namespace, host, logs } = this.props;
    const worker = this.worker();
    const { extraVolumes, extraVolumeMounts } = aws(secrets.aws.name);
    // Remote logs are read and written with the same credentials.
    const logging: Component = { resources, extraVolumes, extraVolumeMounts };
    return {
      airflowVersion: '3.0.2',
      executor: 'KubernetesExecutor',
      images: { airflow: { ...image, pullPolicy: 'IfNotPresent' } },
      securityContexts: {
        pod: {
          runAsNonRoot: true,
          runAsUser: 50000,
          runAsGroup: 0,
          fsGroup: 0,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
      // The record writes variables (AIRFLOW__CORE__…) where the chart wants sections, so that none of them had an
      // effect. Its EXPOSE_CONFIG stays without: it would show credentials to every user.
      config: {
        core: {
          load_examples: 'False',
          dags_are_paused_at_creation: 'False',
          execution_api_server_url: `http://${namespace.name}-api-server.${namespace.name}.svc.cluster.local:${PORT}/execution/`,
        },
        api: { base_url: `https://${host}` },
        logging: { remote_logging: 'True', remote_base_log_folder: logs, remote_log_conn_id: 'aws_default' },
      },
      data: { metadataSecretName: secrets.database.name },
      fernetKeySecretName: secrets.fernet.name,
      apiSecretKeySecretName: secrets.apiSecretKey.name,
      jwtSecretName: secrets.jwt.name,
      dags: {
        gitSync: {
          enabled: true,
          repo: dags,
          branch: 'main',
          rev: 'HEAD',
          ref: 'main',
          subPath: 'dags',
          depth: 1,
          wait: 10,
          sshKeySecret: secrets.git.name,
          knownHosts: GITHUB,
        },
      },
      scheduler: worker,
      dagProcessor: worker,
      workers: worker,
      triggerer: { ...logging, persistence: { enabled: false } },
      apiServer: logging,
      // With everything else, as the Pods of this sync wait for it in their init containers.
      migrateDatabaseJob: { ...hook('Sync'), resources },
      // The chart's own arguments hold a password that everybody knows. This one nobody knows: whoever administers
      // Airflow sets it with `airflow users reset-password`. A user who is there stays as he is.
      createUserJob: {
        ...hook('PostSync'),
        resources,
        args: [
          'bash',
          '-c',
          'exec airflow users create --role Admin --username admin --email admin@example.com --firstname admin ' +
            '--lastname user --use-random-password',
        ],
      },
      logs: { persistence: { enabled: false } },
      postgresql: { enabled: false },
      // Nothing here reads what it would collect.
      statsd: { enabled: false },
    };
  }

  /** What runs DAGs, or reads them. */
  private worker(): Component {
    const { resources, secrets, tracking, serving, models } = this.props;
    const { extraVolumes, extraVolumeMounts } = aws(secrets.aws.name);
    return {
      env: [
        { name: 'PYTHONPATH', value: '/opt/airflow/dags/repo/dags' },
        fromSecret('RELOAD_SECRET_TOKEN', secrets.token.key('RELOAD_SECRET_TOKEN')),
        fromSecret('SLACK_WEBHOOK_URL', secrets.slack.key('SLACK_WEBHOOK_URL')),
        { name: 'MLFLOW_TRACKING_URI', value: tracking },
        { name: 'FASTAPI_BASE_URL', value: serving },
        { name: 'AWS_REGION', value: AWS_REGION },
        { name: 'AWS_DEFAULT_REGION', value: AWS_REGION },
      ],
      resources,
      extraVolumes: [
        ...extraVolumes,
        { name: 'triton-model-repo', persistentVolumeClaim: { claimName: models.claimName } },
        { name: FEATURE_STORE_RESOURCES, configMap: { name: FEATURE_STORE_RESOURCES } },
      ],
      extraVolumeMounts: [
        ...extraVolumeMounts,
        { name: 'triton-model-repo', mountPath: '/models', readOnly: false },
        { name: FEATURE_STORE_RESOURCES, mountPath: '/opt/airflow/feature-store', readOnly: true },
      ],
    };
  }
}

const CHART = pinnedChart<AirflowValues>({ repository: AIRFLOW, chart: 'airflow', version: '1.18.0' });
const PORT = 8080;

/** https://docs.github.com/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints */
const GITHUB = 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n';

function aws(secretName: string) {
  const name = 'aws-credentials';
  return {
    extraVolumes: [{ name, secret: { secretName } }],
    extraVolumeMounts: [{ name, mountPath: '/home/airflow/.aws', readOnly: true }],
  };
}

/** A Job of Argo CD, which takes it away as soon as it has succeeded. */
function hook(phase: 'Sync' | 'PostSync') {
  return {
    useHelmHooks: false,
    jobAnnotations: {
      'argocd.argoproj.io/hook': phase,
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded',
    },
  } as const;
}

function fromSecret(name: string, { secretName, key }: SecretKey<string>): Variable {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}

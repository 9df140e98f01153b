import { Chart } from 'cdk8s';
import { Application, type Layer, type Namespace, type Ordered, type SealedSecret, Source } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import { AWS_REGION } from '../aws-region';

const FEAST = { image: 'hoizz/feast-server:0.40.1-s3fs', port: 6566, folder: '/feast-repo' };
const REDIS = { image: 'redis:7.2-alpine', port: 6379 };
const BUCKET = 's3://datapipeline-raw-data-keonho';

/** Feast: a server of features, Redis for what is asked online, and the repository that says which features there are. */
export function feast<E extends string>(
  layer: Layer<E>,
  props: {
    readonly namespace: Namespace<E>;
    readonly credentials: SealedSecret<E, 'credentials'>;
    readonly after: readonly Ordered<E>[];
  },
) {
  const { namespace, after } = props;
  const content = new Chart(layer, 'feast-content');
  redis(content, namespace.name);
  server(content, namespace, props.credentials);
  return new Application(layer, 'feast', { source: Source.content(content), namespace, after });
}

function server<E extends string>(
  content: Chart,
  { name: namespace, environment }: Namespace<E>,
  credentials: SealedSecret<E, 'credentials'>,
): void {
  const repository = new k8s.KubeConfigMap(content, 'repository', {
    metadata: { name: 'feast-repo', namespace },
    data: { 'feature_store.yaml': featureStore(environment.name, namespace), 'repo.py': features(environment.name) },
  });
  const ready = { tcpSocket: { port: k8s.IntOrString.fromString('http') } };
  deployment(content, 'feast-server', namespace, {
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'feast-server',
        image: FEAST.image,
        workingDir: FEAST.folder,
        command: ['/bin/sh', '-c'],
        // What is online is what is in Git: a start that cannot register it fails.
        args: [`feast apply && exec feast serve --host 0.0.0.0 --port ${FEAST.port}`],
        ports: [{ name: 'http', containerPort: FEAST.port }],
        env: [
          { name: 'AWS_SHARED_CREDENTIALS_FILE', value: `/aws/${credentials.key('credentials').key}` },
          { name: 'AWS_REGION', value: AWS_REGION },
          { name: 'AWS_DEFAULT_REGION', value: AWS_REGION },
          { name: 'AWS_PROFILE', value: `rotator-${environment.name}` },
        ],
        readinessProbe: { ...ready, initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 12 },
        livenessProbe: { ...ready, initialDelaySeconds: 60, periodSeconds: 10, failureThreshold: 6 },
        resources: resources({ cpu: '100m', memory: '256Mi' }, { cpu: '500m', memory: '1Gi' }),
        securityContext: CONFINED,
        volumeMounts: [
          // Single files, because Feast writes beside them.
          ...['feature_store.yaml', 'repo.py'].map((file) => ({
            name: 'repository',
            mountPath: `${FEAST.folder}/${file}`,
            subPath: file,
            readOnly: true,
          })),
          { name: 'aws', mountPath: '/aws', readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'repository', configMap: { name: repository.name } },
      { name: 'aws', secret: { secretName: credentials.name } },
    ],
  });
  service(content, 'feast-server', namespace, FEAST.port);
}

/** A cache: what is in it comes from S3 and is materialized anew when the Pod goes. */
function redis(content: Chart, namespace: string): void {
  const user = 999;
  const ready = { tcpSocket: { port: k8s.IntOrString.fromString('http') } };
  deployment(content, 'redis', namespace, {
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'redis',
        image: REDIS.image,
        args: ['--appendonly', 'yes'],
        ports: [{ name: 'http', containerPort: REDIS.port }],
        readinessProbe: { ...ready, initialDelaySeconds: 3, periodSeconds: 5 },
        livenessProbe: { ...ready, initialDelaySeconds: 10, periodSeconds: 10 },
        resources: resources({ cpu: '50m', memory: '128Mi' }, { cpu: '250m', memory: '256Mi' }),
        securityContext: CONFINED,
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
  });
  service(content, 'redis', namespace, REDIS.port);
}

const CONFINED: k8s.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function deployment(content: Chart, name: string, namespace: string, spec: k8s.PodSpec): void {
  const labels = labelsOf(name);
  new k8s.KubeDeployment(content, `${name}-deployment`, {
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { automountServiceAccountToken: false, ...spec } },
    },
  });
}

function service(content: Chart, name: string, namespace: string, port: number): void {
  const labels = labelsOf(name);
  new k8s.KubeService(content, `${name}-service`, {
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromString('http') }] },
  });
}

function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'feast' };
}

interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

function resources(requests: Amounts, limits: Amounts): k8s.ResourceRequirements {
  const quantities = ({ cpu, memory }: Amounts) => ({
    cpu: k8s.Quantity.fromString(cpu),
    memory: k8s.Quantity.fromString(memory),
  });
  return { requests: quantities(requests), limits: quantities(limits) };
}

/** JSON is YAML, and says the same to every reader. */
function featureStore(environment: string, namespace: string): string {
  const settings = {
    project: `feature_store_${environment}`,
    provider: 'local',
    registry: { path: `${BUCKET}/feast/${environment}/registry.pb` },
    offline_store: { type: 'file' },
    online_store: { type: 'redis', connection_string: `redis.${namespace}.svc.cluster.local:${REDIS.port}` },
    entity_key_serialization_version: 2,
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** The features of the contract that Airflow mounts, as Feast declares them. */
function features(environment: string): string {
  return `from datetime import timedelta

from feast import Entity, FeatureView, Field
from feast.infra.offline_stores.file_source import FileSource
from feast.types import Float64, Int64

user = Entity(name="user", join_keys=["user_id"])

user_features = FeatureView(
    name="user_features",
    entities=[user],
    ttl=timedelta(days=7),
    online=True,
    source=FileSource(
        path="${BUCKET}/feature-store/${environment}/user_features/latest/features.parquet",
        timestamp_field="event_timestamp",
    ),
    schema=[
        Field(name="f_total_events_7d", dtype=Int64),
        Field(name="f_avg_session_sec_7d", dtype=Float64),
        Field(name="f_last_event_age_sec", dtype=Int64),
    ],
)
`;
}

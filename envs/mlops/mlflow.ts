import { Certificate, type Namespace, type SealedSecret, type SecretKey } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { allowIngress } from './ingress-policy';
import { ISSUER } from './issuer';
import { limitNamespace } from './limits';
import type { MlflowSettings } from './settings';

export interface MlflowProps<E extends string> extends MlflowSettings {
  readonly namespace: Namespace<E>;
  readonly host: string;
  /** The S3 prefix that artifacts go to. */
  readonly artifacts: string;
  readonly aws: SealedSecret<NoInfer<E>, string>;
  readonly user: SecretKey<NoInfer<E>>;
  readonly password: SecretKey<NoInfer<E>>;
  readonly clients: readonly Namespace<NoInfer<E>>[];
}

/** MLflow's tracking server and registry, on PostgreSQL outside of the cluster and S3. */
export class Mlflow<E extends string> extends Construct {
  /** Where it answers inside the cluster. */
  readonly url: string;
  private readonly labels: Record<string, string>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MlflowProps<E>,
  ) {
    super(scope, id);
    const { namespace, host, clients, memory } = props;
    const app = namespace.name;
    this.labels = { 'app.kubernetes.io/name': 'mlflow', 'app.kubernetes.io/instance': app };
    this.deployment();
    const service = new k8s.KubeService(this, 'service', {
      metadata: { name: `${app}-service`, namespace: app, labels: this.labels },
      spec: {
        type: 'ClusterIP',
        selector: this.labels,
        ports: [{ name: 'http', port: PORT, targetPort: k8s.IntOrString.fromString('http') }],
      },
    });
    this.url = `http://${service.name}.${app}.svc.cluster.local:${PORT}`;
    const certificate = new Certificate(this, 'tls', {
      namespace,
      name: `${app}-tls`,
      dnsNames: [host],
      issuer: ISSUER,
    });
    this.ingress(service.name, certificate.secretName);
    allowIngress(this, { app, namespace, labels: this.labels, port: PORT, clients });
    limitNamespace(this, app, namespace, {
      cpu: { requests: '2', limits: '3' },
      memory,
      pods: 4,
      claims: 2,
      container: { cpu: { requests: '100m', limits: '500m' }, memory: { requests: '256Mi', limits: '512Mi' } },
    });
  }

  private deployment(): void {
    const { namespace, image, aws } = this.props;
    const app = namespace.name;
    const health = { httpGet: { path: '/health', port: k8s.IntOrString.fromString('http') } };
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: { name: `${app}-server`, namespace: app, labels: this.labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: this.labels },
        template: {
          metadata: { labels: this.labels },
          spec: {
            securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                name: 'mlflow',
                image,
                command: ['mlflow', 'server'],
                args: this.args(),
                ports: [{ name: 'http', containerPort: PORT }],
                env: this.env(),
                envFrom: [{ secretRef: { name: aws.name } }],
                readinessProbe: { ...health, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 6 },
                livenessProbe: { ...health, initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 3 },
                resources: {
                  requests: { cpu: k8s.Quantity.fromString('500m'), memory: k8s.Quantity.fromString('1Gi') },
                  limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('2Gi') },
                },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              },
            ],
          },
        },
      },
    });
  }

  /** The kubelet fills `$(…)` in from the environment, so that no credential stands in the manifest. */
  private args(): string[] {
    return [
      '--backend-store-uri=postgresql://$(DB_USER):$(DB_PASSWORD)@$(DB_HOST):$(DB_PORT)/$(DB_NAME)',
      `--default-artifact-root=${this.props.artifacts}`,
      '--host=0.0.0.0',
      `--port=${PORT}`,
      '--serve-artifacts',
    ];
  }

  private env(): k8s.EnvVar[] {
    const { database, user, password } = this.props;
    return [
      { name: 'DB_USER', valueFrom: { secretKeyRef: { name: user.secretName, key: user.key } } },
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: password.secretName, key: password.key } } },
      { name: 'DB_HOST', value: database.host },
      { name: 'DB_PORT', value: '5432' },
      { name: 'DB_NAME', value: database.name },
    ];
  }

  private ingress(service: string, secretName: string): void {
    const { namespace, host } = this.props;
    new k8s.KubeIngress(this, 'ingress', {
      metadata: {
        name: namespace.name,
        namespace: namespace.name,
        annotations: {
          'nginx.ingress.kubernetes.io/proxy-body-size': '10m',
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
        },
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [host], secretName }],
        rules: [
          {
            host,
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { name: 'http' } } } },
              ],
            },
          },
        ],
      },
    });
  }
}

const PORT = 5000;

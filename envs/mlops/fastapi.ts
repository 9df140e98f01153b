import { Certificate, type Claim, type Namespace, type SealedSecret } from 'cdk8s-argosy';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { allowIngress } from './ingress-policy';
import { ISSUER } from './issuer';
import { limitNamespace } from './limits';
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
  private readonly labels: Record<string, string>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FastApiProps<E>,
  ) {
    super(scope, id);
    const { namespace, host, clients, callers, reloaders } = props;
    const app = namespace.name;
    this.labels = { 'app.kubernetes.io/name': 'fastapi', 'app.kubernetes.io/instance': app };
    this.deployment();
    const service = new k8s.KubeService(this, 'service', {
      metadata: { name: `${app}-service`, namespace: app, labels: this.labels },
      spec: {
        type: 'ClusterIP',
        selector: this.labels,
        ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }],
      },
    });
    const certificate = new Certificate(this, 'tls', {
      namespace,
      name: `${app}-tls`,
      dnsNames: [host],
      issuer: ISSUER,
    });
    this.ingress('serving', service.name, certificate.secretName, callers, { path: '/', pathType: 'Prefix' });
    this.ingress('reload', service.name, certificate.secretName, reloaders, {
      path: '/variant/[^/]+/reload',
      pathType: 'ImplementationSpecific',
    });
    allowIngress(this, { app, namespace, labels: this.labels, port: PORT, clients });
    limitNamespace(this, app, namespace, {
      cpu: { requests: '2', limits: '4' },
      memory: { requests: '4Gi', limits: '8Gi' },
      pods: 8,
      claims: 3,
      container: { cpu: { requests: '100m', limits: '500m' }, memory: { requests: '256Mi', limits: '512Mi' } },
    });
  }

  private deployment(): void {
    const { namespace, image, secrets, logs } = this.props;
    const app = namespace.name;
    const health = { httpGet: { path: '/health', port: k8s.IntOrString.fromString('http') } };
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: { name: app, namespace: app, labels: this.labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: this.labels },
        template: {
          metadata: { labels: this.labels },
          spec: {
            securityContext: {
              runAsNonRoot: true,
              runAsUser: USER,
              runAsGroup: USER,
              fsGroup: USER,
              fsGroupChangePolicy: 'OnRootMismatch',
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name: 'fastapi',
                image,
                ports: [{ name: 'http', containerPort: PORT }],
                env: this.env(),
                envFrom: secrets.map(({ name }) => ({ secretRef: { name } })),
                readinessProbe: { ...health, initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 5 },
                livenessProbe: { ...health, initialDelaySeconds: 30, periodSeconds: 10, failureThreshold: 5 },
                resources: {
                  requests: { cpu: k8s.Quantity.fromString('250m'), memory: k8s.Quantity.fromString('512Mi') },
                  limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('1Gi') },
                },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                volumeMounts: [{ name: 'logs', mountPath: '/app/logs' }],
              },
            ],
            volumes: [{ name: 'logs', persistentVolumeClaim: { claimName: logs.claimName } }],
          },
        },
      },
    });
  }

  private env(): k8s.EnvVar[] {
    const { tracking, triton, aliases } = this.props;
    return [
      { name: 'MLFLOW_TRACKING_URI', value: tracking },
      { name: 'MODEL_NAME', value: MODEL },
      { name: 'DEFAULT_ALIAS', value: 'B' },
      { name: 'ALIAS_SELECTION_MODE', value: aliases.mode },
      { name: 'CANARY_PERCENT', value: String(aliases.canaryPercent) },
      { name: 'LOG_TO_STDOUT', value: 'true' },
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'TRITON_HTTP_URL', value: triton },
      { name: 'TRITON_MODEL_NAME', value: MODEL },
    ];
  }

  private ingress(
    purpose: 'serving' | 'reload',
    service: string,
    secretName: string,
    sources: readonly string[],
    path: { readonly path: string; readonly pathType: string },
  ): void {
    const { namespace, host } = this.props;
    new k8s.KubeIngress(this, `ingress-${purpose}`, {
      metadata: {
        name: `${namespace.name}-${purpose}`,
        namespace: namespace.name,
        annotations: {
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'nginx.ingress.kubernetes.io/whitelist-source-range': sources.join(','),
          ...(path.pathType === 'ImplementationSpecific' ? { 'nginx.ingress.kubernetes.io/use-regex': 'true' } : {}),
        },
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [host], secretName }],
        rules: [
          { host, http: { paths: [{ ...path, backend: { service: { name: service, port: { name: 'http' } } } }] } },
        ],
      },
    });
  }
}

const USER = 2001;
const PORT = 8000;
const MODEL = 'best_model';

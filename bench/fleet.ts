import { ApiObject, type App, Chart } from 'cdk8s';
import { place } from '../constructs/placement';

/** Trees of Argo CD Applications, 53 lines and 1.3 KB of YAML each, as one team's generator would make them. */
export const fleets = {
  oneChart: (app: App, size: number) => {
    members(new Chart(app, 'fleet'), size);
  },
  oneFolder: (app: App, size: number) => {
    const chart = new Chart(app, 'fleet');
    place(chart, { folder: 'fleet' });
    members(chart, size);
  },
  oneObjectCharts: (app: App, size: number) => {
    for (let n = 0; n < size; n += 1) member(new Chart(app, `fleet-${n}`), n);
  },
  /** Each chart depends on the one before it, as layers do. */
  fiveDependentCharts: (app: App, size: number) => {
    let before: Chart | undefined;
    for (let layer = 0; layer < 5; layer += 1) {
      const chart = new Chart(app, `layer-${layer}`);
      members(chart, size / 5, layer * size);
      if (before) chart.addDependency(before);
      before = chart;
    }
  },
  /** Each object depends on the one before it. */
  chain: (app: App, size: number) => {
    members(new Chart(app, 'fleet'), size).reduce((before, object) => {
      object.addDependency(before);
      return object;
    });
  },
} as const;

export type Fleet = keyof typeof fleets;

function members(chart: Chart, size: number, from = 0): ApiObject[] {
  return Array.from({ length: size }, (_, n) => member(chart, from + n));
}

function member(chart: Chart, n: number): ApiObject {
  return new ApiObject(chart, `app-${n}`, application(n));
}

/** The n-th Application of a fleet. */
export function application(n: number) {
  const team = turn(TEAMS, n);
  const region = turn(REGIONS, n);
  const environment = n % 3 === 0 ? 'prod' : 'dev';
  const name = `${team}-service-${n}-${environment}`;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      labels: {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/part-of': `${team}-platform`,
        environment,
        region,
      },
      annotations: {
        'argocd.argoproj.io/sync-wave': String(n % 7),
        'notifications.argoproj.io/subscribe.on-sync-failed.slack': `${team}-alerts`,
      },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: `${team}-${environment}`,
      source: {
        repoURL: `https://github.com/example/${team}-gitops.git`,
        targetRevision: environment === 'prod' ? `v1.${n % 40}.${n % 9}` : 'main',
        path: `deploy/${environment}/${region}/service-${n}`,
        helm: {
          releaseName: `service-${n}`,
          valueFiles: ['values.yaml', `values-${environment}.yaml`],
          parameters: [
            { name: 'image.tag', value: `1.${n % 40}.${n % 100}` },
            { name: 'replicaCount', value: String((n % 5) + 1), forceString: true },
          ],
          values: `ingress:\n  host: service-${n}.${region}.example.com\n  tls: ${n % 2 === 0}\n`,
        },
      },
      destination: { server: `https://${region}.clusters.example.com:6443`, namespace: `${team}-${environment}` },
      syncPolicy: {
        automated: { prune: environment === 'dev', selfHeal: true },
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
      },
      revisionHistoryLimit: 5 + (n % 6),
    },
  };
}

const TEAMS = ['payments', 'search', 'checkout', 'identity', 'catalog', 'shipping', 'mlops'];
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-northeast-2'];

function turn(names: readonly string[], n: number): string {
  return names[n % names.length] ?? '';
}

export function isFleet(name: string): name is Fleet {
  return name in fleets;
}

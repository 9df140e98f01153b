import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { content, madeOnce, moduleFile, tool } from '../tools/cache';

/** A chart of a repository that cannot be reached, and what is served in its place. */
export interface ChartStandIn {
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** The folder of a chart: the real one, of a module that has it, or one of ours. @default a chart that makes a ConfigMap of its values */
  readonly folder?: string;
  /**
   * Definitions that others wait for, by their files. Of all that the chart brings only those that the platforms have
   * objects of: at each change of a definition Argo CD reads the whole OpenAPI of the cluster anew and stops the rest,
   * which is the most of a first day when the definitions are megabytes.
   */
  readonly definitions?: readonly string[];
}

const PROMETHEUS_COMMUNITY = 'https://prometheus-community.github.io/helm-charts';
const GRAFANA = 'https://grafana.github.io/helm-charts';

export const chartStandIns: readonly ChartStandIn[] = [
  {
    repository: 'https://bitnami-labs.github.io/sealed-secrets',
    chart: 'sealed-secrets',
    version: '2.16.2',
    folder: moduleFile('sealed-secrets', 'helm/sealed-secrets'),
  },
  { repository: 'https://charts.jetstack.io', chart: 'cert-manager', version: 'v1.16.2' },
  {
    repository: 'https://metallb.github.io/metallb',
    chart: 'metallb',
    version: '0.14.9',
    definitions: ['ipaddresspools', 'l2advertisements'].map((kind) => {
      return moduleFile('metallb', `config/crd/bases/metallb.io_${kind}.yaml`);
    }),
  },
  { repository: 'https://kubernetes.github.io/ingress-nginx', chart: 'ingress-nginx', version: '4.12.1' },
  {
    repository: PROMETHEUS_COMMUNITY,
    chart: 'prometheus-operator-crds',
    version: '15.0.0',
    definitions: ['podmonitors', 'prometheusrules', 'servicemonitors'].map((kind) => {
      return moduleFile('prometheus-operator', `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`);
    }),
  },
  {
    repository: 'https://airflow.apache.org',
    chart: 'airflow',
    version: '1.18.0',
    folder: join(__dirname, 'charts/airflow'),
  },
  { repository: PROMETHEUS_COMMUNITY, chart: 'kube-prometheus-stack', version: '65.5.0' },
  { repository: GRAFANA, chart: 'loki', version: '6.52.0' },
  { repository: GRAFANA, chart: 'alloy', version: '1.5.3' },
  { repository: 'https://charts.bitnami.com/bitnami', chart: 'minio', version: '17.0.21' },
];

export const chartHosts: ReadonlySet<string> = new Set(
  chartStandIns.map(({ repository }) => new URL(repository).hostname),
);

/** A folder of hosts with the packed charts, as their repositories serve them. */
export function packedCharts(): string {
  const modules = chartStandIns.map(({ folder, definitions }) => [folder, definitions]);
  const ours = content(join(__dirname, 'charts')) + readFileSync(__filename, 'utf8');
  // Every checkout has the same charts, wherever it is.
  const key = `${tool('helm')} ${JSON.stringify(modules).replaceAll(__dirname, '')} ${ours}`;
  return madeOnce('charts', key, (folder) => {
    for (const standIn of chartStandIns) pack(standIn, folder);
  });
}

function pack(standIn: ChartStandIn, folder: string): void {
  const { repository, chart, version } = standIn;
  const { hostname, pathname } = new URL(repository);
  const served = join(folder, hostname, pathname);
  const copy = join(folder, chart);
  mkdirSync(served, { recursive: true });
  if (standIn.folder) cpSync(standIn.folder, copy, { recursive: true });
  else writeStandIn(copy, standIn);
  execFileSync(tool('helm'), ['package', copy, '--version', version, '--destination', served], { stdio: 'pipe' });
  execFileSync(tool('helm'), ['repo', 'index', served, '--url', repository], { stdio: 'pipe' });
  rmSync(copy, { recursive: true });
}

/** A chart that shows what values it was given, and brings what others wait for. */
function writeStandIn(folder: string, { chart, version, definitions = [] }: ChartStandIn): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name: chart, version }));
  writeFileSync(
    join(folder, 'templates/values.yaml'),
    [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: {{ .Release.Name }}-values',
      'data:',
      '  values.yaml: |',
      '    {{- toYaml .Values | nindent 4 }}',
      '',
    ].join('\n'),
  );
  for (const file of definitions) cpSync(file, join(folder, 'crds', basename(file)));
}

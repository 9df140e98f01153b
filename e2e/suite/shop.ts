import type { GitRepository } from './repository';

/**
 * A small platform with all that a first day meets: waves, a contract that is mounted, a layer that can be switched off,
 * and a claim that has to survive that.
 *
 * @param pods whether workloads run: nobody has their images, and nobody serves the volume
 */
export function writeShop(git: GitRepository, pods: boolean): void {
  git.write('envs/main.ts', entry(git));
  git.write('envs/shop/settings.ts', pods ? SETTINGS : SETTINGS.replaceAll(/replicas: \d/g, 'replicas: 0'));
  git.write('envs/shop/environment.ts', ENVIRONMENT);
}

function entry({ url, branch }: GitRepository): string {
  return `import { App, Platform, Repository } from 'cdk8s-argosy';
import { environment } from './shop/environment';
import { dev, prod } from './shop/settings';

const app = new App();
const repository = Repository.git(${JSON.stringify(url)}, ${JSON.stringify(branch)});
const shop = new Platform(app, 'shop', { repository });
environment(shop, 'dev', dev);
environment(shop, 'prod', prod);
app.synth();
`;
}

const SETTINGS = `export interface Settings {
  readonly replicas: number;
  /** Reports, which nothing else needs. */
  readonly optional: boolean;
}

export const dev: Settings = { replicas: 1, optional: true };
export const prod: Settings = { replicas: 2, optional: true };
`;

const ENVIRONMENT = `import { ApiObject, Chart, Size } from 'cdk8s';
import { Application, Environment, Layer, nfs, type Platform, Source, StorageApp } from 'cdk8s-argosy';
import type { Settings } from './settings';

export function environment<const E extends string>(platform: Platform, name: E, settings: Settings): void {
  const env = new Environment(platform, name);
  const web = env.namespaceFor('web');
  const reports = env.namespaceFor('reports');

  const content = new Chart(env, 'web-content');
  object(content, 'contract', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'contract', namespace: web.name, labels: { 'shop.example/env': name } }, data: { 'orders.json': '{}' } });
  workload(content, 'web', web.name, settings.replicas, { volumes: [{ name: 'contract', configMap: { name: 'contract' } }] }, [{ name: 'contract', mountPath: '/contract' }]);
  const core = new Application(env, 'web', { source: Source.content(content), namespace: web });

  const api = new Chart(env, 'api-content');
  workload(api, 'api', web.name, settings.replicas);
  new Application(env, 'api', { source: Source.content(api), namespace: web, after: [core] });

  const storage = new StorageApp(env, 'reports', {
    namespace: reports,
    claims: { data: { size: Size.gibibytes(1), access: 'ReadWriteMany', from: nfs('192.0.2.1', \`/reports/\${name}\`) } },
  });
  const optional = new Layer(env, 'optional', { kind: 'optional', enabled: settings.optional });
  const written = new Chart(optional, 'reports-content');
  const claim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: storage.claim('data').claimName } }] };
  workload(written, 'reports', reports.name, Math.min(1, settings.replicas), claim, [{ name: 'data', mountPath: '/data' }]);
  new Application(optional, 'reports', { source: Source.content(written), namespace: reports, after: [core, storage] });
}

function workload(chart: Chart, name: string, namespace: string, replicas: number, pod: object = {}, volumeMounts: object[] = []): void {
  const labels = { app: name };
  const port = { name: 'http', containerPort: 8080 };
  const container = { name, image: 'registry.example/shop:1.0', ports: [port], readinessProbe: { httpGet: { path: '/health', port: 'http' } }, volumeMounts };
  const securityContext = { runAsUser: 1000, fsGroup: 1000 };
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { securityContext, containers: [container], ...pod } } };
  object(chart, name, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec });
  object(chart, \`\${name}-service\`, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } });
}

function object(chart: Chart, id: string, manifest: object): void {
  new ApiObject(chart, id, manifest as never);
}
`;

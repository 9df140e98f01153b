import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, App as StockApp } from 'cdk8s';
import { App } from 'cdk8s-argosy';
import { synthesize } from '../../src/synth/synthesize';

test('charts outside of a platform are files named as cdk8s names them', () => {
  expect(ours((app) => charts(app, 'web', 'database'))).toEqual(['database.k8s.yaml', 'web.k8s.yaml']);
});

test('charts that depend on each other are numbered as cdk8s numbers them', () => {
  const build = (app: StockApp) => {
    const [web, database] = charts(app, 'web', 'database');
    database && web?.addDependency(database);
  };
  expect(ours(build)).toEqual(['0000-database.k8s.yaml', '0001-web.k8s.yaml']);
  expect(ours(build)).toEqual(stock(build));
});

test('a chart inside another one comes before it, as in cdk8s', () => {
  const build = (app: StockApp) => {
    const [outer] = charts(app, 'outer');
    if (outer) charts(outer, 'inner');
  };
  expect(ours(build)).toEqual(['0000-outer-inner-c841ea9b.k8s.yaml', '0001-outer.k8s.yaml']);
  expect(ours(build)).toEqual(stock(build));
});

test('a stream of all manifests has what is depended upon first', () => {
  const app = new App();
  const [web, database] = charts(app, 'web', 'database');
  database && web?.addDependency(database);
  expect(app.synthYaml().match(/name: .*/g)).toEqual(['name: database', 'name: web']);
});

function charts(scope: StockApp | Chart, ...ids: string[]): Chart[] {
  return ids.map((id) => {
    const chart = new Chart(scope, id);
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
    return chart;
  });
}

function ours(build: (app: StockApp) => void): string[] {
  const app = new App();
  build(app);
  return synthesize(app, 'dist')
    .files.map(({ path }) => path)
    .sort();
}

function stock(build: (app: StockApp) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'argosy-layout-'));
  const app = new StockApp({ outdir });
  build(app);
  app.synth();
  return readdirSync(outdir).sort();
}

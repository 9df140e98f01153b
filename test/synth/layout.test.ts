import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, App as StockApp } from 'cdk8s';
import { App, Application, Environment, Platform, Repository, Source } from 'cdk8s-argosy';
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

test('a chart of a platform that no Application delivers is an error', () => {
  expect(() => ours((app) => charts(environment(app), 'forgotten'))).toThrow(
    'shop/dev/forgotten: no Application delivers it, so nobody would pull its manifests; ' +
      'give it to an Application with Source.content, or remove it',
  );
});

test('a chart inside the content of an Application goes where the content goes', () => {
  const files = ours((app) => {
    const dev = environment(app);
    const [content] = charts(dev, 'content');
    if (!content) return;
    charts(content, 'nested');
    new Application(dev, 'web', { source: Source.content(content), namespace: dev.home });
  });
  expect(files.filter((path) => path.includes('/web/'))).toEqual([
    'shop/dev/web/configmap-content.yaml',
    'shop/dev/web/configmap-nested.yaml',
  ]);
});

test('one object of two Applications is an error that names both constructs', () => {
  expect(() =>
    ours((app) => {
      const dev = environment(app);
      for (const id of ['a', 'b']) {
        const content = new Chart(dev, `${id}-content`);
        new ApiObject(content, 'same', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same' } });
        new Application(dev, id, { source: Source.content(content), namespace: dev.home });
      }
    }),
  ).toThrow(
    'dist/shop/dev/b: ConfigMap same is produced by shop/dev/a-content/same (dist/shop/dev/a) and ' +
      'shop/dev/b-content/same; let one Application make it [ownership/duplicate]',
  );
});

test('a content root that is another path on the next machine is refused', () => {
  expect(() => environment(new App({ outdir: '/tmp/dist' }))).toThrow(
    'contentRoot: expected a path relative to the root of the repository, got "/tmp/dist"; ' +
      'give App a contentRoot such as dist',
  );
  expect(() => environment(new App({ outdir: '../dist' }))).toThrow('contentRoot: expected a path relative');
  expect(() => environment(new App({ outdir: '/tmp/dist', contentRoot: './dist/' }))).not.toThrow();
  expect(() => charts(new App({ outdir: '/tmp/dist' }), 'plain')).not.toThrow();
});

function environment(app: StockApp): Environment<'dev'> {
  const repository = Repository.git('https://git.example.com/shop', 'main');
  return new Environment(new Platform(app, 'shop', { repository }), 'dev');
}

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
  try {
    const app = new StockApp({ outdir });
    build(app);
    app.synth();
    return readdirSync(outdir).sort();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { manifest, type UserProject, userProject } from './packed-package';

let project: UserProject;

beforeAll(() => {
  project = userProject();
  project.write({
    'package.json': '{ "name": "shop", "private": true }',
    'tsconfig.json': JSON.stringify({ compilerOptions: STRICT, include: ['envs'] }),
    'cdk8s.yaml': 'app: npx tsx envs/main.ts\n',
    'envs/main.ts': MAIN,
  });
}, 60_000);

afterAll(() => project.remove());

test('a strict project compiles against the package', () => {
  expect(project.tsc(['--skipLibCheck', 'true'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('its own declarations hold under the strictest options', () => {
  // cdk8s-plus-28 has declarations that exactOptionalPropertyTypes refuses, so that only ours are looked at.
  const errors = project.tsc(['--skipLibCheck', 'false']).stdout.split('\n');
  expect(errors.filter((line) => line.includes('node_modules/cdk8s-argosy') || line.startsWith('envs/'))).toEqual([]);
});

test('the installed command writes dist/, and then finds nothing to do', () => {
  const first = project.argosy(['synth', '-o', 'json']);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(first.stdout)).toMatchObject({
    created: expect.arrayContaining(['shop/root.yaml', 'shop/dev/web/configmap-web.yaml']),
    changed: [],
    removed: [],
  });
  expect(project.read('dist/shop/dev/web/configmap-web.yaml')).toContain('name: web\n');
  expect(project.argosy(['synth', '--check'])).toMatchObject({ code: 0, stderr: '' });
});

test('the installed command knows its version', () => {
  expect(project.argosy(['--version']).stdout).toBe(`${manifest().version}\n`);
});

test('an ES module can import it by name', () => {
  const script = "import { App, Platform } from 'cdk8s-argosy'; console.log(typeof App, typeof Platform)";
  expect(project.node(['--input-type=module', '-e', script])).toEqual({
    code: 0,
    stdout: 'function function\n',
    stderr: '',
  });
});

test('the package holds the command, what was compiled, and its papers', () => {
  expect(readdirSync(project.package).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'lib',
    'package.json',
  ]);
  const compiled = readdirSync(join(project.package, 'lib'), { recursive: true }).map(String);
  expect(compiled.filter((file) => file.includes('.') && !/\.(js|d\.ts)$/.test(file) && !isFolder(file))).toEqual([]);
});

test('it asks for exactly what it loads, and leaves workloads of cdk8s-plus to those who write them', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest();
  expect(peerDependenciesMeta).toEqual({ 'cdk8s-plus-28': { optional: true } });
  const asked = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !(name in peerDependenciesMeta));
  expect([...loaded()].sort()).toEqual(asked.sort());
});

test('users get ranges, and our own tools are exact', () => {
  const { dependencies, peerDependencies, devDependencies } = manifest();
  expect(peerDependencies).toEqual({ cdk8s: '^2.68.11', 'cdk8s-plus-28': '^2', constructs: '^10.3.0' });
  expect(Object.values(dependencies).filter((range) => !range.startsWith('^'))).toEqual([]);
  expect(Object.values(devDependencies).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('its entry points name files that are there', () => {
  const { exports, bin, engines, files } = manifest();
  const targets = [...Object.values(exports), bin].flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  for (const target of targets) expect(project.read(`node_modules/cdk8s-argosy/${target}`)).not.toBe('');
  expect(engines).toEqual({ node: '>=20' });
  expect(files).toEqual(['bin', 'lib', 'LICENSE', 'README.md', 'CHANGELOG.md']);
});

describe('cdk8s synth with the rules as a validation', () => {
  const manifests = (...more: readonly object[]) =>
    [APPLICATION, ...more].map((object, at) => `new ApiObject(chart, 'o${at}', ${JSON.stringify(object)});`).join('\n');
  const stock = (objects: string) => `const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'shop');
${objects}
app.synth();
`;
  const synthesized = (objects: string) => {
    const validation = `{ package: ${project.package}, version: ${manifest().version}, class: ArgosyValidation }`;
    project.write({
      'stock/cdk8s.yaml': `language: typescript\napp: node main.js\noutput: out\nvalidations: [${validation}]\n`,
      'stock/main.js': stock(objects),
      'stock/content/shop/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n',
    });
    return project.cdk8s(['synth'], 'stock');
  };

  test('passes what is right', () => {
    const { code, stdout } = synthesized(manifests(CONFIG));
    expect({ code, status: /Status.*(success|failure)/.exec(stdout)?.[1] }).toEqual({ code: 0, status: 'success' });
  });

  test('fails on what is wrong, with the construct and the value', () => {
    const { code, stdout } = synthesized(manifests({ ...CONFIG, kind: 'Secret', data: { password: 'aHVudGVyMg==' } }));
    expect(code).toBe(2);
    expect(stdout).toContain('secret/plaintext (1 occurrences)');
    expect(stdout).toContain('Construct Path: shop/o1');
    expect(stdout).toContain('Manifest Path: out/shop.k8s.yaml');
    expect(stdout).not.toContain('aHVudGVyMg==');
  });

  test('finds the output of our own App where Argo CD does', () => {
    const validation = `{ package: ${project.package}, version: ${manifest().version}, class: ArgosyValidation, properties: { contentRoot: dist } }`;
    project.write({
      'own/cdk8s.yaml': `language: typescript\napp: node main.js\noutput: .cdk8s\nvalidations: [${validation}]\n`,
      'own/main.js': `const { ApiObject, Chart } = require('cdk8s');
const { App, Application, Environment, Platform, Repository, Source } = require('cdk8s-argosy');
const app = new App();
const shop = new Platform(app, 'shop', { repository: Repository.git('https://git.example.com/shop', 'main') });
const dev = new Environment(shop, 'dev');
const content = new Chart(dev, 'web-content');
new ApiObject(content, 'web', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } });
new Application(dev, 'web', { source: Source.content(content), namespace: dev.namespaceFor('web') });
app.synth();
`,
    });
    const { code, stdout } = project.cdk8s(['synth'], 'own');
    expect({ code, status: /Status.*(success|failure)/.exec(stdout)?.[1] }).toEqual({ code: 0, status: 'success' });
  });

  test('the class is also at cdk8s-argosy/validation', () => {
    const script =
      "console.log(require('cdk8s-argosy/validation').ArgosyValidation === require('cdk8s-argosy').ArgosyValidation)";
    expect(project.node(['-e', script])).toEqual({ code: 0, stdout: 'true\n', stderr: '' });
  });
});

const APPLICATION = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/shop', targetRevision: 'main', path: 'content/shop' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
  },
};
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop' } };

/** The packages that the compiled code and its declarations name. */
function loaded(): Set<string> {
  const files = readdirSync(join(project.package, 'lib'), { recursive: true }).map(String);
  const texts = files
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .flatMap((file) => {
      const path = join(project.package, 'lib', file);
      return isFolder(file) ? [] : [readFileSync(path, 'utf8')];
    });
  const names = texts.flatMap((text) => [...text.matchAll(/(?:require\(|from )['"]([^'".][^'"]*)['"]/g)]);
  return new Set(
    names
      .map(([, name = '']) => name.split('/')[0] ?? '')
      .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)),
  );
}

/** `imports/argoproj.io` would look like a file with an odd ending. */
function isFolder(file: string): boolean {
  return readdirSync(join(project.package, 'lib'), { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isDirectory() && entry.name === file,
  );
}

const STRICT = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noEmit: true,
};

const MAIN = `
import { ApiObject, Chart, Size } from 'cdk8s';
import {
  App, Application, ApplicationGroup, Environment, type GroupMember, Layer, nfs, Platform, Repository, Source,
  StorageApp,
} from 'cdk8s-argosy';

const app = new App();
const platform = new Platform(app, 'shop', { repository: Repository.git('https://git.example.com/shop', 'main') });
const charts = Repository.helm('https://charts.example.com');
const dev = new Environment(platform, 'dev', {
  project: {
    repositories: [platform.repository, { repository: charts, reason: 'metrics' }],
    destinations: [{ cluster: platform.localCluster, namespace: '*-dev' }],
    clusterResources: ['Namespace', 'PersistentVolume'].map((kind) => ({ group: '', kind })),
  },
});
const web = dev.namespaceFor('web');
const storage = new StorageApp(dev, 'data', {
  namespace: web,
  claims: { files: { size: Size.gibibytes(1), access: 'ReadWriteMany', from: nfs('192.0.2.1', '/files') } },
});

function member(name: string): GroupMember<'dev'> {
  const content = new Chart(dev, \`\${name}-content\`);
  new ApiObject(content, 'settings', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { claim: storage.claim('files').claimName },
  });
  return { source: Source.content(content), namespace: web };
}

new ApplicationGroup(dev, 'core', {
  delivery: 'applicationset',
  after: [storage],
  applications: { web: member('web'), api: member('api') },
});
new Application(new Layer(dev, 'monitoring', { kind: 'optional', enabled: true }), 'metrics', {
  source: Source.helm({ repository: charts, chart: 'metrics', version: '1.0.0', values: { replicas: 2 } }),
  namespace: web,
  wave: 10,
});
app.synth();
`;

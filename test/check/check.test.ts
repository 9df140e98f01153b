import { parseBaseline, withoutBaseline } from '../../src/check/baseline';
import { check } from '../../src/check/check';
import type { CheckFinding } from '../../src/check/finding';
import type { Rule, Violation } from '../../src/check/rule';
import { checkJson } from '../../src/report/check-json';
import { readRepository } from '../../src/sources/repository';

const now = new Date('2026-01-01T00:00:00Z');

function rule(judge: Rule['judge'], code = 'test/rule'): Rule {
  const example = { files: {} };
  return {
    code,
    severity: 'error',
    holds: 'it holds',
    why: 'It matters.',
    bad: { ...example, found: [] },
    good: example,
    judge,
  };
}

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n';

async function found(...violations: readonly Omit<Violation, 'at'>[]): Promise<readonly CheckFinding[]> {
  const repository = await readRepository({ files: { 'shop.yaml': CONFIG } });
  const [at] = repository.manifests;
  if (at === undefined) throw new Error('the ConfigMap was not read');
  const asked = rule(() => ({ violations: violations.map((violation) => ({ at, ...violation })) }));
  return check({ repository, now }, [asked]).findings;
}

test('a finding has the line of its value, or of what the value is missing from', async () => {
  const findings = await found(
    { path: ['metadata', 'name'], message: 'a' },
    { path: ['metadata', 'labels', 'app'], message: 'b' },
    { message: 'c' },
  );
  expect(findings.map(({ message, where: { line } }) => [message, line])).toEqual([
    ['c', 1],
    ['b', 3],
    ['a', 4],
  ]);
});

const CHART = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/web/templates/deployment.yaml': `{{- if .Values.on }}
# What is sold
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: {{ .Values.replicas }}
  template: { spec: { containers: [] } }
{{- end }}
`,
};

function applicationOf(name: string, path: string): string {
  const source = `{ repoURL: https://git.example/shop, targetRevision: main, path: ${path} }`;
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { project: default, source: ${source}, destination: { server: https://kubernetes.default.svc, namespace: shop } }
`;
}

/** Finds something at a path of every Deployment that tools make. */
async function inDeployments(
  files: Readonly<Record<string, string>>,
  rendered: { readonly output: string; readonly file: string; readonly files?: readonly string[] },
  path?: Violation['path'],
) {
  const repository = await readRepository({ files }, { renderer: { render: async () => rendered } });
  const asked = rule(() => ({
    violations: repository.applications
      .flatMap(({ content }) => content.flatMap((source) => ('manifests' in source ? source.manifests : [])))
      .filter(({ kind }) => kind === 'Deployment')
      .map((at) => ({ at, message: 'a', ...(path && { path }) })),
  }));
  const { findings } = check({ repository, now }, [asked]);
  return findings.map(({ where: { file, line, renderedFor } }) => [`${file}:${line}`, renderedFor]);
}

test('what Helm makes stands in the template that its output names, on the line of its key if there is one', async () => {
  const files = { ...CHART, 'a.yaml': applicationOf('a', 'charts/web'), 'b.yaml': applicationOf('b', 'charts/web') };
  const document = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 0 }\n';
  const of = (template: string) => ({
    output: `---\n# Source: shop/${template}\n# What is sold\n${document}`,
    file: 'charts/web/Chart.yaml',
  });
  const template = of('templates/deployment.yaml');
  const both = ['a', 'b'];
  expect(await inDeployments(files, template)).toEqual([['charts/web/templates/deployment.yaml:4', both]]);
  expect(await inDeployments(files, template, ['spec', 'replicas'])).toEqual([
    ['charts/web/templates/deployment.yaml:7', both],
  ]);
  expect(await inDeployments(files, template, ['spec', 'paused'])).toEqual([
    ['charts/web/templates/deployment.yaml:6', both],
  ]);
  // A chart in an archive has no template here.
  expect(await inDeployments(files, of('charts/sub/templates/deployment.yaml'), ['spec'])).toEqual([
    ['charts/web/Chart.yaml:1', both],
  ]);
});

test('what Kustomize makes stands where it is written, and what is missing where it is missing', async () => {
  const files = {
    'a.yaml': applicationOf('a', 'overlay'),
    'overlay/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: my-\nimages: [{ name: web, newTag: v2 }]\n',
    'overlay/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:v1
`,
  };
  const made = {
    output: files['overlay/web.yaml'].replace('{ name: web }', '{ name: my-web }').replace('web:v1', 'web:v2'),
    file: 'overlay/kustomization.yaml',
    files: ['overlay/kustomization.yaml', 'overlay/web.yaml'],
  };
  const container = ['spec', 'template', 'spec', 'containers', 0];
  expect(await inDeployments(files, made)).toEqual([['overlay/web.yaml:2', undefined]]);
  expect(await inDeployments(files, made, [...container, 'name'])).toEqual([['overlay/web.yaml:8', undefined]]);
  expect(await inDeployments(files, made, [...container, 'readinessProbe'])).toEqual([
    ['overlay/web.yaml:8', undefined],
  ]);
  expect(await inDeployments(files, made, [...container, 'image'])).toEqual([['overlay/kustomization.yaml:1', ['a']]]);
});

test('what Kustomize makes of one line for several namespaces is told once', async () => {
  const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n';
  const files = {
    'a.yaml': applicationOf('a', 'dev'),
    'b.yaml': applicationOf('b', 'prod'),
    'base/web.yaml': web,
    'dev/kustomization.yaml': 'namespace: dev\nresources: [../base/web.yaml]\n',
    'prod/kustomization.yaml': 'namespace: prod\nresources: [../base/web.yaml]\n',
  };
  const repository = await readRepository(
    { files },
    {
      renderer: {
        render: async ({ path = '' }) => ({
          output: web.replace('name: web', `name: web, namespace: ${path}`),
          file: `${path}/kustomization.yaml`,
          files: [`${path}/kustomization.yaml`, 'base/web.yaml'],
        }),
      },
    },
  );
  const asked = rule(() => ({
    violations: repository.applications
      .flatMap(({ content }) => content.flatMap((source) => ('manifests' in source ? source.manifests : [])))
      .map((at) => ({ at, path: ['metadata', 'name'], message: 'a' })),
  }));
  const { findings } = check({ repository, now }, [asked]);
  expect(findings.map(({ where: { file, line } }) => `${file}:${line}`)).toEqual(['base/web.yaml:3']);
});

test('what is found twice is told once', async () => {
  expect(await found({ message: 'a' }, { message: 'a' })).toHaveLength(1);
});

test('a rule that fails hides nothing of the others, and is told as not known', async () => {
  const repository = await readRepository({ files: {} });
  const fails = rule(() => {
    throw new TypeError('no such field');
  }, 'test/fails');
  const finds = rule(() => ({ violations: [{ at: { file: 'a.yaml', line: 1 }, message: 'found' }] }));
  expect(check({ repository, now }, [fails, finds])).toEqual({
    findings: [{ code: 'test/rule', severity: 'error', where: { file: 'a.yaml', line: 1 }, message: 'found' }],
    notKnown: [{ what: 'test/fails', why: 'the rule itself failed (no such field), please report it' }],
  });
});

test('a baseline takes away what it has, wherever its lines went, and no more of it', () => {
  const finding = (line: number, message: string): CheckFinding => ({
    code: 'test/rule',
    severity: 'error',
    where: { file: 'a.yaml', line, path: ['spec', 'a'] },
    message,
  });
  const nothing = { notKnown: [], rules: [], manifests: 0, applications: 0, waived: 0, inBaseline: 0, version: '' };
  const baseline = parseBaseline(JSON.parse(checkJson({ ...nothing, findings: [finding(1, 'old')] })));
  if (baseline === undefined) throw new Error('a report is no baseline');
  expect(withoutBaseline([finding(7, 'old'), finding(9, 'new')], baseline)).toEqual([finding(9, 'new')]);
});

test.each([[{}], [[]], [null], [{ formatVersion: 2, findings: [] }]])('%j is no baseline', (document) => {
  expect(parseBaseline(document)).toBeUndefined();
});

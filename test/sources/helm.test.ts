import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository, outputOf, rendered, request, testWith, writeIn } from './tool-repository';

const withHelm = testWith('helm');

const CHART = {
  'charts/echo/Chart.yaml': 'apiVersion: v2\nname: echo\nversion: 1.0.0\n',
  'charts/echo/values.yaml': 'said: chart\n',
  'charts/echo/templates/echo.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data: {{ toJson .Values }}
`,
};

/** The values that the chart saw. */
async function values(files: Readonly<Record<string, string>>, helm: object): Promise<unknown> {
  return inRepository({ ...CHART, ...files }, async ({ root }) => {
    const output = await outputOf(request('helm', root, { path: 'charts/echo', helm }));
    return JSON.parse(/^data: (.*)$/m.exec(output)?.[1] ?? '');
  });
}

withHelm('the release is the Application and its namespace the destination', async () => {
  await inRepository(CHART, async ({ root }) => {
    expect(await rendered(request('helm', root, { path: 'charts/echo' }))).toEqual({
      output: `---
# Source: echo/templates/echo.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
data: {"said":"chart"}
`,
      file: 'charts/echo/Chart.yaml',
    });
  });
});

withHelm('a release name and a namespace of the source come before those of the Application', async () => {
  await inRepository(CHART, async ({ root }) => {
    const helm = { releaseName: 'other', namespace: 'elsewhere' };
    const output = await outputOf(request('helm', root, { path: 'charts/echo', helm }));
    expect(output).toContain('  name: other\n  namespace: elsewhere\n');
  });
});

withHelm(
  'value files override each other in their order, from the chart or from the root of the repository',
  async () => {
    const files = { 'charts/echo/one.yaml': 'said: one\na: 1\n', 'values/two.yaml': 'said: two\n' };
    expect(await values(files, { valueFiles: ['one.yaml', '/values/two.yaml'] })).toEqual({ said: 'two', a: 1 });
    expect(await values(files, { valueFiles: ['../../values/two.yaml', 'one.yaml'] })).toEqual({ said: 'one', a: 1 });
  },
);

withHelm('values come before value files, valuesObject before values, parameters before all', async () => {
  const files = { 'charts/echo/one.yaml': 'said: file\n' };
  const valueFiles = ['one.yaml'];
  expect(await values(files, { valueFiles, values: 'said: values' })).toEqual({ said: 'values' });
  expect(await values(files, { values: 'other: 1', valuesObject: { said: 'object' } })).toEqual({ said: 'object' });
  const parameters = [{ name: 'said', value: 'parameter' }];
  expect(await values(files, { valueFiles, values: 'said: values', parameters })).toEqual({ said: 'parameter' });
});

withHelm('a parameter is read as Helm reads it, with its commas, its list and its variables', async () => {
  const parameters = [
    { name: 'number', value: '1' },
    { name: 'text', value: '1', forceString: true },
    { name: 'commas', value: 'a,b\\,c' },
    { name: 'list', value: '{a,b}' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Argo CD that replaces it
    { name: 'app', value: '$ARGOCD_APP_NAME in ${ARGOCD_APP_NAMESPACE} costs $$5$NOTHING' },
    { name: 'twice', value: 'first' },
    { name: 'twice', value: 'last' },
  ];
  expect(await values({}, { parameters })).toEqual({
    said: 'chart',
    number: 1,
    text: '1',
    commas: 'a,b,c',
    list: ['a', 'b'],
    app: 'web in shop costs $5',
    twice: 'last',
  });
});

withHelm('a parameter with the commit in it cannot be told', async () => {
  await inRepository(CHART, async ({ root }) => {
    const helm = { parameters: [{ name: 'tag', value: '$ARGOCD_APP_REVISION_SHORT' }] };
    expect(await rendered(request('helm', root, { path: 'charts/echo', helm }))).toEqual({
      notKnown: {
        what: 'what Application web renders from charts/echo',
        why: 'parameter tag holds ARGOCD_APP_REVISION_SHORT, which only Argo CD knows',
      },
    });
  });
});

withHelm('a file parameter is the text of a file', async () => {
  const fileParameters = [{ name: 'said', path: 'motd,1.txt' }];
  expect(await values({ 'charts/echo/motd,1.txt': 'a, b\nc\n' }, { fileParameters })).toEqual({ said: 'a, b\nc\n' });
});

withHelm('$values is the repository of the source with that ref', async () => {
  await inRepository({ ...CHART, 'env/dev.yaml': 'said: dev\n' }, async ({ root }) => {
    const helm = { valueFiles: ['$values/env/dev.yaml'] };
    const source = { path: 'charts/echo', helm };
    const own = request('helm', root, source, { refs: new Map([['values', { own: true }]]) });
    expect(await outputOf(own)).toContain('data: {"said":"dev"}');

    const elsewhere = { own: false, repoURL: 'https://git.example.com/values' } as const;
    expect(await rendered({ ...own, refs: new Map([['values', elsewhere]]) })).toEqual({
      notKnown: {
        what: 'what Application web renders from charts/echo',
        why: '$values/env/dev.yaml is in the repository https://git.example.com/values, which is not this one',
      },
    });
  });
});

withHelm('a value file that is missing fails, unless it may be', async () => {
  await inRepository(CHART, async ({ root }) => {
    const asked = (more: object) =>
      rendered(request('helm', root, { path: 'charts/echo', helm: { valueFiles: ['dev.yaml'], ...more } }));
    expect(await asked({})).toEqual({ failure: 'value file dev.yaml does not exist' });
    expect(await asked({ ignoreMissingValueFiles: true })).toMatchObject({ file: 'charts/echo/Chart.yaml' });
  });
});

withHelm('nothing outside of the repository is read, by a path or through a link', async () => {
  await inRepository(CHART, async ({ root, beside }) => {
    writeIn(beside, 'secret.yaml', 'said: secret\n');
    symlinkSync(join(beside, 'secret.yaml'), join(root, 'link.yaml'));
    const asked = (file: string) =>
      rendered(request('helm', root, { path: 'charts/echo', helm: { valueFiles: [file] } }));
    expect(await asked('../../../secret.yaml')).toEqual({
      failure: 'value file ../../../secret.yaml is outside of the repository',
    });
    expect(await asked('/link.yaml')).toEqual({ failure: 'value file /link.yaml is outside of the repository' });

    symlinkSync(beside, join(root, 'charts', 'echo', 'out'));
    expect(await rendered(request('helm', root, { path: 'charts/echo' }))).toEqual({
      notKnown: {
        what: 'what Application web renders from charts/echo',
        why: 'charts/echo/out is a symbolic link that leads out of the repository',
      },
    });
  });
});

withHelm('a link to nothing in the chart is a failure, as it is to Helm', async () => {
  await inRepository(CHART, async ({ root }) => {
    symlinkSync('nothing', join(root, 'charts', 'echo', 'README.md'));
    expect(await rendered(request('helm', root, { path: 'charts/echo' }))).toEqual({
      failure: 'charts/echo/README.md is a symbolic link to nothing, and Helm reads no such chart',
    });
  });
});

withHelm('a value file at a URL is not fetched, and a scheme that Argo CD does not take fails', async () => {
  await inRepository(CHART, async ({ root }) => {
    const asked = (file: string) =>
      rendered(request('helm', root, { path: 'charts/echo', helm: { valueFiles: [file] } }));
    expect(await asked('https://example.com/v.yaml')).toEqual({
      notKnown: {
        what: 'what Application web renders from charts/echo',
        why: 'value file https://example.com/v.yaml is a URL, and nothing is fetched',
      },
    });
    expect(await asked('s3://bucket/v.yaml')).toEqual({
      failure: 'value file s3://bucket/v.yaml has the scheme s3, and Argo CD takes https and http',
    });
  });
});

withHelm('custom resource definitions come along, unless they are to be skipped; tests too', async () => {
  const files = {
    ...CHART,
    'charts/echo/crds/thing.yaml': 'kind: CustomResourceDefinition\n',
    'charts/echo/templates/test.yaml': 'kind: Pod\nmetadata: { name: t, annotations: { helm.sh/hook: test } }\n',
  };
  await inRepository(files, async ({ root }) => {
    const kinds = async (helm: object) =>
      (await outputOf(request('helm', root, { path: 'charts/echo', helm }))).match(/(?<=^kind: ).*/gm);
    expect(await kinds({})).toEqual(['CustomResourceDefinition', 'ConfigMap', 'Pod']);
    expect(await kinds({ skipCrds: true, skipTests: true })).toEqual(['ConfigMap']);
  });
});

withHelm('an older Argo CD does not read what came later', async () => {
  const files = {
    ...CHART,
    'charts/echo/templates/test.yaml': 'kind: Pod\nmetadata: { annotations: { helm.sh/hook: test } }\n',
  };
  await inRepository(files, async ({ root }) => {
    const asked = async (version: string) => {
      const helm = { skipTests: true, parameters: [{ name: 'said', value: '"$ARGOCD_APP_PROJECT_NAME"' }] };
      const output = await outputOf(
        request('helm', root, { path: 'charts/echo', helm }, { argocd: { version, settings: {} } }),
      );
      return output.match(/^(?:kind|data): .*/gm);
    };
    expect(await asked('2.13')).toEqual(['kind: ConfigMap', String.raw`data: {"said":"\"\""}`, 'kind: Pod']);
    expect(await asked('3.0')).toEqual(['kind: ConfigMap', String.raw`data: {"said":"\"shop\""}`]);
  });
});

withHelm('the cluster is what the source says, else what is declared', async () => {
  const files = {
    ...CHART,
    'charts/echo/templates/echo.yaml':
      'data: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "example.com/v1/Thing" }}\n',
  };
  await inRepository(files, async ({ root }) => {
    const asked = (helm: object) =>
      outputOf(request('helm', root, { path: 'charts/echo', helm }, { kubernetes: { version: '1.29' } }));
    expect(await asked({})).toContain('data: v1.29.0 false');
    const helm = { kubeVersion: 'v1.31.2-gke.5', apiVersions: ['example.com/v1/Thing'] };
    expect(await asked(helm)).toContain('data: v1.31.2 true');
  });
});

withHelm('a template that fails is a failure in one line', async () => {
  const files = { ...CHART, 'charts/echo/templates/echo.yaml': 'a: {{ required "say something" .Values.nothing }}\n' };
  await inRepository(files, async ({ root }) => {
    expect(await rendered(request('helm', root, { path: 'charts/echo' }))).toEqual({
      failure: 'execution error at (echo/templates/echo.yaml:1:6): say something',
    });
  });
});

withHelm('a template without end, in words or in depth, ends all the same', async () => {
  const what = 'what Application web renders from charts/echo';
  const template = (text: string) =>
    inRepository({ ...CHART, 'charts/echo/templates/echo.yaml': text }, ({ root }) =>
      rendered(request('helm', root, { path: 'charts/echo' })),
    );
  expect(await template('a: {{ repeat 2000000000 "many words" | len }}')).toEqual(
    process.platform === 'linux'
      ? { notKnown: { what, why: 'helm needs more than 4 GB of memory' } }
      : expect.anything(),
  );
  expect(await template('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}')).toEqual({
    failure: expect.stringMatching(/^template: echo\/templates\/echo.yaml:1:47: .{1,1000}\.\.\.$/),
  });
});

withHelm('a chart from elsewhere comes from the folder of charts, at an exact version', async () => {
  await inRepository({ 'env/dev.yaml': 'said: dev\n' }, async ({ root, beside }) => {
    const source = { chart: 'echo', repoURL: 'https://charts.example.com', targetRevision: '1.0.0' };
    const asked = request('helm', root, source);
    const charts = join(beside, 'charts');
    expect(await rendered(asked)).toEqual({
      notKnown: {
        what: 'what Application web renders from chart echo 1.0.0',
        why: 'chart echo 1.0.0 is not in this repository',
        declare: '--charts DIR, with echo-1.0.0.tgz or the unpacked chart echo-1.0.0/ in it',
      },
    });
    for (const [path, content] of Object.entries(CHART)) {
      writeIn(charts, path.replace('charts/echo', 'echo-1.0.0'), content);
    }
    writeIn(charts, 'echo-1.0.0/prod.yaml', 'said: prod\n');
    expect(await outputOf(asked, { charts })).toContain('data: {"said":"chart"}');
    const helm = { valueFiles: ['prod.yaml', '$values/env/dev.yaml'] };
    const refs = new Map([['values', { own: true }]] as const);
    expect(await outputOf(request('helm', root, { ...source, helm }, { refs }), { charts })).toContain('"said":"dev"');
    expect(await rendered({ ...asked, source: { ...asked.source, targetRevision: '1.x' } }, { charts })).toEqual({
      notKnown: {
        what: 'what Application web renders from chart echo 1.x',
        why: 'the version 1.x of chart echo is not exact; only its Helm repository knows what that is today',
      },
    });
  });
});

withHelm(
  'dependencies come from the repository, from its lock and the folder of charts, and else are not known',
  async () => {
    const files = {
      'umbrella/Chart.yaml': `apiVersion: v2
name: umbrella
version: 1.0.0
dependencies:
  - { name: echo, version: 1.x, repository: "file://../charts/echo" }
  - { name: remote, version: 2.x, repository: "https://charts.example.com" }
`,
      'umbrella/Chart.lock': 'dependencies: [{ name: remote, version: 2.3.4 }]\n',
      ...CHART,
    };
    await inRepository(files, async ({ root, beside }) => {
      const asked = request('helm', root, { path: 'umbrella' });
      expect(await rendered(asked)).toEqual({
        notKnown: {
          what: 'what Application web renders from umbrella',
          why: 'dependency remote: chart remote 2.3.4 is not in this repository',
          declare: '--charts DIR, with remote-2.3.4.tgz or the unpacked chart remote-2.3.4/ in it',
        },
      });
      const charts = join(beside, 'charts');
      writeIn(charts, 'remote-2.3.4/Chart.yaml', 'apiVersion: v2\nname: remote\nversion: 2.3.4\n');
      writeIn(charts, 'remote-2.3.4/templates/x.yaml', 'kind: Remote\n');
      const output = await outputOf(asked, { charts });
      expect(output.match(/^# Source: .*$/gm)).toEqual([
        '# Source: umbrella/charts/echo/templates/echo.yaml',
        '# Source: umbrella/charts/remote/templates/x.yaml',
      ]);
    });
  },
);

withHelm('a packed chart is given to Helm as it is, and its own value files are not known', async () => {
  await inRepository({ ...CHART, 'env/dev.yaml': 'said: dev\n' }, async ({ root, beside }) => {
    const charts = join(beside, 'charts');
    mkdirSync(charts);
    execFileSync('helm', ['package', join(root, 'charts', 'echo'), '--destination', charts], { stdio: 'ignore' });
    const source = { chart: 'org/echo', repoURL: 'registry.example.com', targetRevision: '1.0.0' };
    const refs = new Map([['values', { own: true }]] as const);
    const asked = (valueFiles: readonly string[]) =>
      rendered(request('helm', root, { ...source, helm: { valueFiles } }, { refs }), { charts });
    expect(await asked(['$values/env/dev.yaml'])).toEqual({
      output: expect.stringContaining('data: {"said":"dev"}'),
      file: undefined,
    });
    expect(await asked(['prod.yaml'])).toEqual({
      notKnown: {
        what: 'what Application web renders from chart org/echo 1.0.0',
        why: "prod.yaml is in the chart's archive",
        declare: 'the chart in the folder of charts, unpacked',
      },
    });
  });
});

test('without Helm what a chart renders is not known', async () => {
  await inRepository(CHART, async ({ root }) => {
    expect(await rendered(request('helm', root, { path: 'charts/echo' }), { searchPath: '/nowhere' })).toEqual({
      notKnown: {
        what: 'what Application web renders from charts/echo',
        why: 'helm is not on the PATH',
        declare: 'install Helm 3',
      },
    });
  });
});

describe('what a chart asks of the cluster', () => {
  const MONITORED = `{{- if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: echo
{{- end }}
`;
  const asked = async (
    template: string,
    more: Parameters<typeof request>[3] = {},
    helm: object = {},
  ): Promise<readonly string[]> =>
    inRepository({ ...CHART, 'charts/echo/templates/asks.yaml': template }, async ({ root }) => {
      const outcome = await rendered(request('helm', root, { path: 'charts/echo', helm }, more));
      if (!('output' in outcome)) throw new Error(JSON.stringify(outcome));
      return (outcome.doubts ?? []).map(
        ({ notKnown: { what, why, declare }, mayBeMore }) => `${what}: ${why}; ${declare}; ${mayBeMore}`,
      );
    });

  withHelm('APIs that decide what is rendered are in doubt until they are declared', async () => {
    expect(await asked(MONITORED)).toEqual([
      'whether Argo CD renders the same from charts/echo: templates/asks.yaml:1 asks whether the cluster has monitoring.coreos.com/v1; kubernetes.apiVersions: [monitoring.coreos.com/v1], or [] where it has none of them,; true',
    ]);
    expect(await asked(MONITORED, { kubernetes: { apiVersions: [] } })).toEqual([]);
    expect(await asked(MONITORED, {}, { apiVersions: ['monitoring.coreos.com/v1'] })).toEqual([]);
    expect(await asked('a: {{ has .Values.api .Capabilities.APIVersions }}\n')).toEqual([
      'whether Argo CD renders the same from charts/echo: templates/asks.yaml:1 asks which APIs the cluster has; kubernetes.apiVersions: []; true',
    ]);
  });

  withHelm('APIs of Kubernetes itself, and those that change nothing, are in no doubt', async () => {
    expect(await asked('{{ if .Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }}a: 1{{ end }}\n')).toEqual(
      [],
    );
    expect(await asked(`{{ if .Values.monitoring }}\n${MONITORED}{{ end }}\n`)).toEqual([]);
    expect(await asked(`{{/* .Capabilities.APIVersions.Has "a.example/v1" */}}\n`)).toEqual([]);
  });

  withHelm('declared APIs are given to Helm', async () => {
    const files = { ...CHART, 'charts/echo/templates/asks.yaml': MONITORED };
    await inRepository(files, async ({ root }) => {
      const declared = { kubernetes: { apiVersions: ['monitoring.coreos.com/v1'] } };
      expect(await outputOf(request('helm', root, { path: 'charts/echo' }, declared))).toContain(
        'kind: ServiceMonitor',
      );
      expect(await outputOf(request('helm', root, { path: 'charts/echo' }))).not.toContain('kind: ServiceMonitor');
    });
  });

  withHelm('the version of Kubernetes is in doubt where it is not declared and matters', async () => {
    const compares = 'a: {{ semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}\n';
    expect(await asked(compares)).toEqual([
      'whether Argo CD renders the same from charts/echo: templates/asks.yaml:1 asks for the version of Kubernetes; kubernetes.version; true',
    ]);
    expect(await asked(compares, { kubernetes: { version: '1.31' } })).toEqual([]);
    expect(await asked('a: {{ semverCompare ">=1.10-0" .Capabilities.KubeVersion.Version }}\n')).toEqual([]);
  });

  withHelm(
    'a chart for an older Kubernetes than Helm has fails only where the cluster is known to be newer',
    async () => {
      const files = {
        ...CHART,
        'charts/echo/Chart.yaml': `${CHART['charts/echo/Chart.yaml']}kubeVersion: "<1.20-0"\n`,
      };
      await inRepository(files, async ({ root }) => {
        const told = 'chart requires kubeVersion: <1.20-0 which is incompatible with Kubernetes v1.31.0';
        const outcome = await rendered(request('helm', root, { path: 'charts/echo' }));
        expect(outcome).toMatchObject({ notKnown: { declare: 'kubernetes.version' } });
        const declared = { kubernetes: { version: '1.31' } };
        expect(await rendered(request('helm', root, { path: 'charts/echo' }, declared))).toEqual({ failure: told });
      });
    },
  );

  // The repo-server runs `helm template` as well, and without a cluster: nothing is ever found, there or here.
  withHelm('what a chart looks up is nothing, as in Argo CD, and leaves no question', async () => {
    const looks = 'data: {{ (lookup "v1" "Secret" "shop" "web").data | default "none" }}\n';
    expect(await asked(looks)).toEqual([]);
    await inRepository({ ...CHART, 'charts/echo/templates/asks.yaml': looks }, async ({ root }) => {
      expect(await outputOf(request('helm', root, { path: 'charts/echo' }))).toContain('data: none\n');
    });
  });

  withHelm('what is made up is another value each time, here and in Argo CD', async () => {
    const secret = 'data: {{ randAlphaNum 20 | quote }}\n';
    expect(await asked(secret)).toEqual([
      'whether Argo CD renders the same from charts/echo: templates/asks.yaml:1 makes up a random value, and Argo CD another one each time; give it the value that it makes up; false',
    ]);
    expect(
      await asked('data: {{ .Values.password | default (randAlphaNum 20) }}\n', {}, { values: 'password: a' }),
    ).toEqual([]);
    expect(await asked('{{ if .Values.never }}{{ genCA "a" 1 }}{{ end }}\n')).toEqual([]);
    expect(await asked('data: {{ now | date "2006" }}\n')).toEqual([
      'whether Argo CD renders the same from charts/echo: templates/asks.yaml:1 asks for the time, which is another one whenever Argo CD renders; undefined; false',
    ]);
  });

  withHelm('charts within are asked as well, also in their archives', async () => {
    const files = {
      ...CHART,
      'charts/echo/charts/inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
      'charts/echo/charts/inner/templates/a.yaml': '\n\na: {{ randAlphaNum 5 }}\n',
    };
    await inRepository(files, async ({ root }) => {
      const whys = async () => {
        const outcome = await rendered(request('helm', root, { path: 'charts/echo' }));
        return 'doubts' in outcome ? outcome.doubts?.map(({ notKnown }) => notKnown.why) : outcome;
      };
      const end = 'makes up a random value, and Argo CD another one each time';
      expect(await whys()).toEqual([`charts/inner/templates/a.yaml:3 ${end}`]);
      const inner = join(root, 'charts/echo/charts');
      execFileSync('tar', ['-czf', join(inner, 'inner-1.0.0.tgz'), '-C', inner, 'inner']);
      rmSync(join(inner, 'inner'), { recursive: true });
      expect(await whys()).toEqual([`inner/templates/a.yaml:3 ${end}`]);
    });
  });
});

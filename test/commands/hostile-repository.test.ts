import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { argosyIn, folderWith } from './real-process';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n';

/** What is found, `file:line: code`, and that it was said in sentences: no stack, nothing on stderr. */
function found(folder: string, ...args: readonly string[]): readonly string[] {
  const { code, stdout, stderr } = argosyIn(folder, 'check', ...args, '-o', 'json');
  expect({ code, stderr }).toEqual({ code: expect.any(Number), stderr: '' });
  const report = JSON.parse(stdout) as {
    readonly findings: readonly {
      readonly code: string;
      readonly where: { readonly file: string; readonly line: number };
      readonly message: string;
    }[];
  };
  return report.findings.map(({ code, where, message }) => `${where.file}:${where.line}: ${message} [${code}]`);
}

test('broken files among good ones are each one finding, whatever breaks them', () => {
  const bomb = [...'bcdefghij'].reduce(
    (text, name, at) => `${text}${name}: &${name} [${`*${'abcdefghi'[at]}, `.repeat(9)}]\n`,
    `${CONFIG}a: &a [x]\n`,
  );
  const folder = folderWith({
    'good.yaml': CONFIG,
    'bom.yaml': `\uFEFF${CONFIG}`,
    'windows.yaml': CONFIG.replaceAll('\n', '\r\n'),
    'template.yaml': '{{- if .Values.on }}\napiVersion: v1\nkind: ConfigMap\n{{- end }}\n',
    'jinja.yaml': '{% for a in b %}\napiVersion: v1\nkind: {{ a }}\n{% endfor %}\n',
    'values.yaml': 'a: [\n',
    'binary.yaml': Buffer.concat([Buffer.from('apiVersion kind'), Buffer.alloc(1000, 0)]),
    'empty.yaml': '',
    'tab.yaml': `${CONFIG}\tlabels: {}\n`,
    'bomb.yaml': bomb,
    'twice.yaml': `${CONFIG}data:\n  a: "1"\n  a: "2"\n`,
    'latin.yaml': Buffer.from(`${CONFIG}data: { a: "caf\u00e9" }\n`, 'latin1'),
    'utf16.yaml': Buffer.from(`\uFEFF${CONFIG}`, 'utf16le'),
    'deep.yaml': `${CONFIG}data: ${'['.repeat(50_000)}\n`,
    'deep-block.yaml': `${CONFIG}${Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')}\n`,
    'deep.json': `{"apiVersion":"v1","kind":"List","metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    'script.yaml': `${CONFIG}data: !!js/function "function () { process.exit(1) }"\n`,
    'itself.yaml': `${CONFIG}data: &a { a: *a }\n`,
    'merge.yaml': `${CONFIG}<<: 5\n`,
    'key.yaml': `${CONFIG}{{ name }}: 5\n`,
    'unclosed.yaml': `${CONFIG}data: { a: "b\n`,
    'proto.yaml': `${CONFIG}__proto__: { a: 1 }\nconstructor: { prototype: 5 }\n`,
  });
  expect(found(folder, '--rule', 'yaml')).toMatchInlineSnapshot(`
[
  "bomb.yaml:1: its aliases come to more than a million values [yaml/unreadable]",
  "deep-block.yaml:104: it is nested more than 100 deep [yaml/unreadable]",
  "deep.json:1: it is nested more than 100 deep [yaml/unreadable]",
  "deep.yaml:5: it is nested more than 100 deep [yaml/unreadable]",
  "itself.yaml:1: an alias stands inside of what it repeats [yaml/unreadable]",
  "latin.yaml:5: it holds bytes that are no UTF-8, which Argo CD replaces; save it as UTF-8 [yaml/unreadable]",
  "merge.yaml:5: cannot merge mappings; the provided source object is unacceptable [yaml/unreadable]",
  "script.yaml:5: unknown scalar tag !<tag:yaml.org,2002:js/function> [yaml/unreadable]",
  "tab.yaml:5: tab characters must not be used in indentation [yaml/unreadable]",
  "twice.yaml:7: a key stands twice in one mapping; the last one counts [yaml/duplicate-key]",
  "unclosed.yaml:6: unexpected end of the stream within a double quoted scalar [yaml/unreadable]",
]
`);
});

test.each([
  ['a line of a megabyte', `${CONFIG}data:\n  a: ${'x'.repeat(1 << 20)}\n  b: no\n`],
  ['a megabyte of spaces', `${CONFIG}data:\n  a: no${' '.repeat(1 << 20)}b\n  b: no\n`],
  ['a megabyte of digits', `${CONFIG}data:\n  a: ${'1_'.repeat(1 << 19)}x\n  b: no\n`],
  ['a megabyte of braces', `${CONFIG}data:\n  a: x${'{'.repeat(1 << 20)}\n  b: no\n`],
  ['a megabyte of dashes', `${CONFIG}data:\n  a: [${'x-,'.repeat(1 << 18)}x]\n  b: no\n`],
])('%s is read like any other text', (_, text) => {
  expect(found(folderWith({ 'long.yaml': text }), '--rule', 'yaml/ambiguous-scalar')).toEqual([
    'long.yaml:7: no is false to Argo CD, and something else to YAML 1.2 [yaml/ambiguous-scalar]',
  ]);
});

test('what breaks after half a million empty lines is said', () => {
  const text = `${CONFIG}${'\n'.repeat(500_000)}a: [\n`;
  expect(found(folderWith({ 'a.yaml': text }), '--rule', 'yaml')).toMatchInlineSnapshot(`
[
  "a.yaml:500006: unexpected end of the stream within a flow collection [yaml/unreadable]",
]
`);
});

test('a credential is found behind a megabyte of spaces', () => {
  const values = `password:   "hunter22"${' '.repeat(1 << 20)}x\n        password: hunter22${' '.repeat(1 << 20)}x`;
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: a, namespace: argocd }
spec:
  source:
    repoURL: https://git.example/own${'/'.repeat(1 << 18)}x
    path: b
    helm:
      values: |
        ${values}
  destination: { server: "https://c${'/'.repeat(1 << 18)}x" }
`;
  expect(found(folderWith({ 'a.yaml': application }), '--rule', 'secret')).toMatchInlineSnapshot(`
[
  "a.yaml:9: Application a has the value of password in plain text [secret/credential-in-config]",
]
`);
});

test('a file of fifty megabytes is too large to be read, and one that is no manifest is passed over', () => {
  const line = `  a: ${'x'.repeat(1000)}\n`;
  const folder = folderWith({
    'manifest.yaml': `${CONFIG}data:\n${line.repeat(50_000)}`,
    'other.yaml': line.repeat(50_000),
    'good.yaml': CONFIG,
  });
  expect(found(folder, '--rule', 'yaml')).toEqual([
    'manifest.yaml:1: it is larger than 32 MiB, which is too much to be read [yaml/unreadable]',
  ]);
});

test('a list of more objects than a call has room for, with a mistake in each tenth, is read and delivered in seconds', () => {
  const items = Array.from({ length: 150_000 }, (_, at) =>
    at % 10 === 0
      ? `  - { apiVersion: v1, kind: Secret, metadata: { name: s${at} }, stringData: { password: hunter22 } }\n`
      : `  - { apiVersion: v1, kind: Secret, metadata: { name: s${at} } }\n`,
  );
  const folder = folderWith({
    'list/list.yaml': `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`,
    'app.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a, namespace: argocd }\nspec: { source: { repoURL: "https://git.example/own", path: list }, destination: { namespace: a } }\n',
  });
  const lines = found(folder, '--rule', 'secret/plaintext');
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([
    15_000,
    'list/list.yaml:4: Secret s0 stands here with its values: password [secret/plaintext]',
    'list/list.yaml:149994: Secret s149990 stands here with its values: password [secret/plaintext]',
  ]);
});

test('ten thousand Applications of ten thousand repositories are read in seconds', () => {
  const application = (at: number) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a${at}, namespace: argocd }\nspec:\n  project: default\n  source: { repoURL: "https://git.example/r${at}", targetRevision: main, path: x }\n  destination: { server: https://kubernetes.default.svc, namespace: n${at} }\n`;
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`${at % 100}/${at}.yaml`, application(at)]),
  );
  const { code, stdout, stderr } = argosyIn(folderWith(files), 'check');
  expect({
    code,
    stderr,
    sum: stdout.split('\n').find((line) => line.includes(' manifests, ')),
  }).toMatchInlineSnapshot(`
{
  "code": 0,
  "stderr": "",
  "sum": "10000 manifests, 10000 Applications: no findings, 10000 not known",
}
`);
});

test('links in circles and out, pipes and what may not be read are passed over', () => {
  const folder = folderWith({ 'good.yaml': CONFIG, 'shut/secret.yaml': CONFIG });
  symlinkSync('b.yaml', join(folder, 'c.yaml'));
  symlinkSync('c.yaml', join(folder, 'b.yaml'));
  symlinkSync('.', join(folder, 'self'));
  symlinkSync('/', join(folder, 'everything'));
  symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  chmodSync(join(folder, 'shut'), 0);
  try {
    expect(argosyIn(folder, 'check', '--rule', 'yaml')).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^[12] manifests?, 0 Applications: no findings\n {2}no Application was found; .*\n$/,
      ),
      stderr: '',
    });
  } finally {
    chmodSync(join(folder, 'shut'), 0o700);
  }
});

describe('what a terminal would obey is never passed on', () => {
  const name = 'a\u001b[31mb\u009b2J\u202ec"d\'e`f$(g)<h>\nb.yaml';
  const text = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: "n\\e[2J\\x9B1m\\n::error::" }
spec:
  "f\\e]0;title\\a": 1
  generators: [{ list: { elements: [{ a: b }] } }]
  template:
    metadata: { name: "t\\e[31m" }
    spec:
      source: { repoURL: "https://git.example/\\e[31m", path: "p\\e[31m" }
`;

  test.each([
    [['check']],
    [['check', '-o', 'json']],
    [['check', '-o', 'markdown']],
    [['check', '-o', 'sarif']],
    [['check', '-o', 'github']],
    [['check', '-o', 'junit']],
    [['expand']],
    [['expand', '-o', 'json']],
    [['expand', '-o', 'yaml']],
    [['check', '\u001b[31mnowhere']],
    [['check', '--\u001b[31m']],
    [['check', '--rule', '\u001b[31m']],
    [['explain', '\u001b[31m']],
    [['\u001b[31m']],
  ])('argosy %j', (args) => {
    const { code, stdout, stderr } = argosyIn(folderWith({ [name]: text }), ...args);
    expect(code).not.toBeNull();
    expect(`${stdout}${stderr}`).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test('nor does a name of lines make a line of its own', () => {
    const { stdout } = argosyIn(folderWith({ [name]: text }), 'check', '-o', 'github');
    expect(stdout.split('\n').filter((line) => !line.startsWith('::'))).toEqual(['']);
    expect(stdout).not.toContain('\n::error::');
  });
});

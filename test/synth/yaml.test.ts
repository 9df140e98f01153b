import { load } from 'js-yaml';
import type { JsonObject } from '../../src/synth/manifest';
import { toYaml, toYamlStream, YamlError } from '../../src/synth/yaml';

test('a manifest looks as a person would write it', () => {
  const manifest = {
    spec: {
      project: 'team',
      sources: [{ repoURL: 'https://git.example.com/a.git', path: 'deploy', helm: { valueFiles: ['values.yaml'] } }],
      syncPolicy: { automated: { prune: true, selfHeal: false }, retry: { limit: 5, backoff: { duration: '5s' } } },
      ignoreDifferences: [],
      info: {},
    },
    kind: 'Application',
    metadata: { labels: { tier: 'web' }, name: 'shop', annotations: { wave: '-1', note: 'a: b', link: null } },
    apiVersion: 'argoproj.io/v1alpha1',
  };
  expect(toYaml(manifest)).toBe(`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  labels:
    tier: web
  annotations:
    wave: "-1"
    note: "a: b"
    link: null
spec:
  project: team
  sources:
    - repoURL: https://git.example.com/a.git
      path: deploy
      helm:
        valueFiles:
          - values.yaml
  syncPolicy:
    automated:
      prune: true
      selfHeal: false
    retry:
      limit: 5
      backoff:
        duration: 5s
  ignoreDifferences: []
  info: {}
`);
});

test('a list in a list starts behind its dash', () => {
  expect(toYaml({ a: [[1, [2]], [], [{ b: 1, c: [3] }], {}, null] })).toBe(`a:
  - - 1
    - - 2
  - []
  - - b: 1
      c:
        - 3
  - {}
  - null
`);
});

test('members that are undefined are left out', () => {
  expect(toYaml({ a: undefined, b: { c: undefined }, d: [{ e: undefined, f: 1 }] })).toBe('b: {}\nd:\n  - f: 1\n');
});

test('an empty object is a document', () => {
  expect(toYaml({})).toBe('{}\n');
});

test('documents of a stream are parted by a line, as cdk8s parts them', () => {
  expect(toYamlStream([{ a: 1 }, {}, { b: 'x\n' }])).toBe('a: 1\n---\n{}\n---\nb: |\n  x\n');
  expect(toYamlStream([])).toBe('');
});

test('a key named __proto__ is a key', () => {
  const text = toYaml(JSON.parse('{"__proto__":{"a":1}}'));
  expect(text).toBe('__proto__:\n  a: 1\n');
});

test('an object without a prototype is a mapping', () => {
  expect(toYaml({ a: Object.assign(Object.create(null), { b: 1 }) })).toBe('a:\n  b: 1\n');
});

describe('text stands without quotes only when every reader takes it for text', () => {
  test.each([
    'argocd',
    '/spec/replicas',
    '_private',
    'https://kubernetes.default.svc:443',
    'nginx:1.25@sha256:0f',
    'two words, and more',
    'CreateNamespace=true',
    "it's",
    'a#b',
    'k8s.io/api-approved.kubernetes.io',
    '--log-level=debug',
    '-v',
    '5Gi',
    '0.5Gi',
    '500m',
    '25%',
    '1h30m',
    '100ms',
    'yesterday',
    'e2e',
    'inf',
  ])('%j is plain', (text) => {
    expect(toYaml({ a: text })).toBe(`a: ${text}\n`);
    expect(toYaml({ [text]: 1 })).toBe(`${text}: 1\n`);
  });

  test.each([
    ['', ' ', '~', 'null', 'Null', 'nUll', 'y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False'],
    ['0', '-1', '+1', '1.', '.5', '1_000', '-_1', '1e3', '1e_3', '12e03', '1.5e3', '.inf', '-.INF', '.NaN'],
    ['0x1F', '0X1F', '0b11', '0B11', '0o14', '0O14', '014', '08', '1:30', '190:20:30.5', '2001-01-01', '10.0.0.1'],
    ['e5', 'E-3', '-e5', '1E', '0xF', '1.2.3'],
    ['=', '<<', '!tag', '&a', '*', '*.example.com', '|', '>', '%YAML', '@a', '`a`', '#', '?', '? a', ':', ': a', ','],
    ['-', '- a', '--', '---', '--- a', '...', '[a]', '{a: b}', '{{ name }}', "'a'", 'a: b', 'a:', 'a #b', 'a ', ' a'],
    ['größe', '日本語', '🚀'],
  ])('%j and its like are quoted', (...texts) => {
    for (const text of texts) {
      expect(toYaml({ a: text })).toBe(`a: "${text}"\n`);
      expect(toYaml({ [text]: 1 })).toBe(`"${text}": 1\n`);
    }
  });
});

test('text with double quotes or backslashes is in single quotes, unless it has those as well', () => {
  expect(toYaml({ json: '{"a":"b"}', pattern: '^\\d+$', both: `"it's"` })).toBe(
    `json: '{"a":"b"}'\npattern: '^\\d+$'\nboth: "\\"it's\\""\n`,
  );
});

test('what a reviewer cannot see is an escape', () => {
  const hidden = 'a\u0000\t\r\u007f\u0085\u00a0\u00ad\u200b\u202e\u2028\ufeff\uffff\u{e0041}';
  expect(toYaml({ hidden })).toBe(
    'hidden: "a\\u0000\\t\\r\\u007f\\u0085\\u00a0\\u00ad\\u200b\\u202e\\u2028\\ufeff\\uffff\\U000e0041"\n',
  );
});

describe('lines are a literal block', () => {
  test.each([
    ['with a line break at their end', 'a\nb\n', '|\n  a\n  b\n'],
    ['without one', 'a\nb', '|-\n  a\n  b\n'],
    ['with an empty line between them', 'a\n\nb\n', '|\n  a\n\n  b\n'],
    ['that begin with an empty line', '\n\na\n', '|\n\n\n  a\n'],
    ['that begin with a blank, so the indentation is stated', '  a\nb\n', '|2\n    a\n  b\n'],
    ['that begin with a tab after an empty line', '\n\ta', '|2-\n\n  \ta\n'],
    ['with tabs', 'all:\n\tgo build\n', '|\n  all:\n  \tgo build\n'],
    ['that look like YAML', '---\n# a\n- b: &c\n...\n', '|\n  ---\n  # a\n  - b: &c\n  ...\n'],
    ['that are not ASCII', 'é\n🚀\n', '|\n  é\n  🚀\n'],
  ])('%s', (_, text, block) => {
    expect(toYaml({ a: text })).toBe(`a: ${block}`);
    expect(load(toYaml({ a: { b: [text, { c: text }] }, z: 1 }))).toEqual({ a: { b: [text, { c: text }] }, z: 1 });
  });

  test('in a list', () => {
    expect(toYaml({ a: ['x\ny\n', { b: ' x\ny' }] })).toBe('a:\n  - |\n    x\n    y\n  - b: |2-\n       x\n      y\n');
  });
});

describe('lines that an editor or a hook would change are quoted', () => {
  test.each([
    ['a blank at the end of a line', 'a \nb', '"a \\nb"'],
    ['a line of blanks', 'a\n  \nb', '"a\\n  \\nb"'],
    ['empty lines at the end', 'a\n\n', '"a\\n\\n"'],
    ['nothing but line breaks', '\n', '"\\n"'],
    ['a carriage return', 'a\r\nb\r\n', '"a\\r\\nb\\r\\n"'],
    ['a line separator', 'a\u2028b\n', '"a\\u2028b\\n"'],
  ])('%s', (_, text, quoted) => {
    expect(toYaml({ a: text })).toBe(`a: ${quoted}\n`);
  });
});

test('a key is on one line, whatever it holds', () => {
  expect(toYaml({ 'a\nb': 1, '"a"': 2 })).toBe(`"a\\nb": 1\n'"a"': 2\n`);
});

test('a key that is too long for a reader to look for its colon is an explicit key', () => {
  const key = 'k'.repeat(1100);
  expect(toYaml({ [key]: 1, a: [{ [key]: { b: 'x' } }] })).toBe(`? ${key}
: 1
a:
  - ? ${key}
    :
      b: x
`);
});

test('every reader gets the same number back', () => {
  expect(
    toYaml({ zero: -0, int: 1e20, large: 1e21, small: 1e-7, tiny: 5e-324, third: 1.5e-9, half: 0.5, max: 2 ** 53 }),
  ).toBe(`zero: 0
int: 100000000000000000000
large: 1.0e+21
small: 1.0e-7
tiny: 5.0e-324
third: 1.5e-9
half: 0.5
max: 9007199254740992
`);
});

describe('what a manifest cannot hold is refused with its place and a way out', () => {
  test.each([
    [{ spec: { replicas: Number.NaN } }, '/spec/replicas', 'NaN', 'leave the key out or give it a number'],
    [{ a: [1, Number.NEGATIVE_INFINITY] }, '/a/1', '-Infinity', 'leave the key out or give it a number'],
    [{ a: 1n }, '/a', 'the bigint 1', 'write Number(value) or String(value)'],
    [{ a: [undefined] }, '/a/0', 'undefined', 'leave it out or write what it stands for'],
    [{ a: () => 1 }, '/a', 'a function', 'leave it out or write what it stands for'],
    [{ a: [{ b: 1 }, { 'c/d~': Symbol('x') }] }, '/a/1/c~1d~0', 'a symbol', 'leave it out or write what it stands for'],
    [{ a: new Date(0) }, '/a', 'a Date', 'write value.toISOString()'],
    [{ a: new Map() }, '/a', 'a Map', 'write Object.fromEntries(value)'],
    [{ a: { b: new URL('http://a') } }, '/a/b', 'an URL', 'write its content as a plain object'],
    [{ a: 'x\ud83d' }, '/a', 'half a surrogate pair', 'cut the text between characters'],
    [{ a: { '\ude80': 1 } }, '/a/\ude80', 'half a surrogate pair', 'cut the text between characters'],
  ])('%p', (value, path, found, fix) => {
    const error = refusal(value);
    expect(error.path).toBe(path);
    expect(error.message).toMatch(`${path}: found ${found}; expected `);
    expect(error.message.endsWith(`; ${fix}`)).toBe(true);
  });

  test('an object that contains itself', () => {
    const loop: Record<string, unknown> = { name: 'a' };
    loop.self = [loop];
    expect(refusal(loop).message).toMatch(
      /^(\/self\/0){49}\/self: found a value nested more than 99 deep; .*contains itself$/,
    );
  });

  test('the place is right after other branches were written', () => {
    expect(refusal({ a: { b: { c: [1, 2] } }, d: { e: Number.NaN } }).path).toBe('/d/e');
  });
});

test('what js-yaml reads without being told how deep is written', () => {
  let deep: JsonObject = { a: 1 };
  for (let level = 1; level < 99; level++) deep = { a: deep };
  expect(load(toYaml(deep))).toEqual(deep);
});

test('many thousand different keys are written, however many are remembered', () => {
  const keys = Object.fromEntries(Array.from({ length: 25_000 }, (_, index) => [`key-${index}`, index]));
  expect(load(toYaml(keys))).toEqual(keys);
});

function refusal(value: unknown): YamlError {
  try {
    // What is refused is what the type forbids; it arrives from JavaScript and through casts.
    toYaml(value as JsonObject);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

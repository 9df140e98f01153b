import fc from 'fast-check';
import { load } from 'js-yaml';
import { KUBERNETES_SCHEMA, readDocuments } from '../../src/sources/documents';
import { readPlainYaml } from '../../src/sources/plain-yaml';
import { lineFinder } from '../../src/sources/position';
import { toYaml } from '../../src/synth/yaml';

test('scalars are what the YAML 1.1 of Kubernetes makes of them', () => {
  expect(values('a: on\nb: 010\nc: 1_000\nd: 2020-01-01\ne: ~\nf: "on"\ng: 1e3\nyes: 1\n')).toEqual([
    { a: true, b: 8, c: 1000, d: '2020-01-01', e: null, f: 'on', g: 1000, true: 1 },
  ]);
});

test('documents are told apart by lines of dashes, and begin where their content does', () => {
  const { documents } = readDocuments(
    '# head\n---\n# first\na: 1\n---\n# nothing\n--- # third\nb: |\n  ---x\n...\n---\n',
  );
  expect(documents.map(({ value, line }) => [line, value])).toEqual([
    [4, { a: 1 }],
    [8, { b: '---x\n' }],
  ]);
});

test('Windows line ends, brackets at the margin and a text without a last line end are read as Go reads them', () => {
  expect(values('a:\r\n  b: |\r\n    x\r\n')).toEqual([{ a: { b: 'x\n' } }]);
  expect(values('a: "x\ny"\nb:\n  - \'p\n  q\'\nc: &c [\n1\n]\n')).toEqual([{ a: 'x y', b: ['p q'], c: [1] }]);
  expect(lineFinder('a: [\n{b: 1},\n{c: 2}\n]\nd: 3\n', 1)(['a', 1, 'c'])).toBe(3);
  expect(values('a: [\n  1, # one\n  "two"\n]\nb: {\n}\n')).toEqual([{ a: [1, 'two'], b: {} }]);
});

test('white space of other alphabets belongs to a text, wherever it stands', () => {
  expect(values('a: b\u00A0\nc\u2003: [d\u00A0]\n')).toEqual([{ a: 'b\u00A0', 'c\u2003': ['d\u00A0'] }]);
});

test('anchors, merges and JSON are read', () => {
  expect(values('a: &a {x: 1}\nb: {<<: *a, z: 2}\n')).toEqual([{ a: { x: 1 }, b: { x: 1, z: 2 } }]);
  expect(values('{\n\t"a": [1]\n}\n')).toEqual([{ a: [1] }]);
});

test('of two same keys the last one counts, and it is said where it stands', () => {
  expect(readDocuments('---\na: 1\nb: 2\na: 3\n')).toMatchObject({
    documents: [{ value: { a: 3, b: 2 } }],
    broken: [{ line: 4, kind: 'duplicate-key', message: 'a key stands twice in one mapping; the last one counts' }],
  });
});

test.each([
  ['a tab', 'a:\n\tb: 1\n', 2, 'syntax', 'tab characters must not be used in indentation'],
  ['an alias of nothing', 'a: 1\nb: *c\n', 2, 'syntax', 'unidentified alias "c"'],
  ['what repeats itself', 'a: &a [*a]\n', 1, 'syntax', 'an alias stands inside of what it repeats'],
  ['depth', `a: ${'['.repeat(100_000)}\n`, 1, 'too-deep', 'it is nested more than 100 deep'],
  ['a bomb of aliases', bomb(), 1, 'too-large', 'its aliases come to more than a million values'],
] as const)('%s is one fault of one document', (_, text, line, kind, message) => {
  expect(readDocuments(`${text}---\ngood: 1\n`)).toMatchObject({
    documents: [{ value: { good: 1 } }],
    broken: [{ line, kind, message }],
  });
});

test('a line of a megabyte takes no longer than other text of its size', () => {
  const before = process.cpuUsage();
  readDocuments(`a: ${'x'.repeat(1 << 20)}\n`);
  readDocuments(`a: "${'x\\n'.repeat(1 << 18)}"\n`);
  readDocuments(`a: [${'x, '.repeat(1 << 18)}x]\n`);
  readDocuments(`${' \n'.repeat(1 << 19)}a: 1\n`);
  const { user } = process.cpuUsage(before);
  expect(user / 1e6).toBeLessThan(10);
});

test('lines are those of keys and items, however they are written', () => {
  const text = 'a:\n  b: |\n    x\n  c:\n  - d: 1\n    e: {f: 1,\n      g: 2}\n  -\n    h\n';
  const lineOf = lineFinder(text, 10);
  const lines = [[], ['a'], ['a', 'b'], ['a', 'c', 0], ['a', 'c', 0, 'e', 'g'], ['a', 'c', 1], ['a', 'x'], ['z', 'y']];
  expect(lines.map(lineOf)).toEqual([10, 10, 11, 14, 16, 18, undefined, undefined]);
});

test('what the fast reader reads, the reader of all YAML reads alike', () => {
  fc.assert(
    fc.property(
      MANIFEST,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...MARKS)), { maxLength: 3 }),
      (object, changes) => {
        const text = changes.reduce((text, [at, mark]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + mark + text.slice(place);
        }, toYaml(object));
        const plain = readPlainYaml(text);
        if (plain === undefined) return;
        expect(plain.value).toEqual(oracle(text, plain.value));
      },
    ),
    { numRuns: 1000 },
  );
});

test('the fast reader reads what synth writes', () => {
  fc.assert(
    fc.property(MANIFEST, (object) => {
      expect(values(toYaml(object))).toEqual([object]);
    }),
  );
});

/** Go closes brackets wherever they stand, and js-yaml does not. */
function oracle(text: string, otherwise: unknown): unknown {
  try {
    return load(text, { schema: KUBERNETES_SCHEMA });
  } catch (error) {
    if (error instanceof Error && /deficient indentation/.test(error.message)) return otherwise;
    throw error;
  }
}

function values(text: string): readonly unknown[] {
  const { documents, broken } = readDocuments(text);
  expect(broken).toEqual([]);
  return documents.map(({ value }) => value);
}

function bomb(): string {
  const lines = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]`);
  return ['a0: &a0 [x]', ...lines, ''].join('\n');
}

const MARKS = [
  ' ',
  '\n',
  '  ',
  ': ',
  '- ',
  '#',
  ' #',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '|',
  '&a',
  '*a',
  'on',
  '0',
  '---',
  ':',
  '\\',
];
const KEY = fc.oneof(fc.constantFrom('name', 'a.b/c', 'on', '1', 'x y', '-x', 'a:b', 'ü'), fc.string({ minLength: 1 }));
const { value: MANIFEST } = fc.letrec<{ value: { [key: string]: JsonValue }; any: JsonValue }>((tie) => ({
  value: fc
    .dictionary(KEY, tie('any'), { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    .filter((each) => !Object.hasOwn(each, '__proto__')),
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.string(), fc.constantFrom('on', '1', 'a: b', 'x # y', '- z', 'line\nline\n', '\n\nx', 'x\n\n')),
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    tie('value'),
  ),
}));

type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

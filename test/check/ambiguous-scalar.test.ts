import { ambiguousScalars } from '../../src/check/ambiguous-scalar';

test.each([
  ['a: no', 'no', 'false'],
  ['a: On # why', 'On', 'true'],
  ['- yes', 'yes', 'true'],
  ['- - off', 'off', 'false'],
  ['- a: y', 'y', 'true'],
  ['a: 0755', '0755', '493'],
  ['a: 1_000', '1_000', '1000'],
  ['a: 0b11', '0b11', '3'],
  ['y: 5', 'the key y', 'true'],
  ['a: [no, "yes"]', 'no', 'false'],
  ['a: { b: { c: 010 } } # why', '010', '8'],
  ['- {on: [], "b": \'no\'}', 'the key on', 'true'],
  ['a: &b off', 'off', 'false'],
])('%s is %s in one YAML, and %s in the other', (text, written, means) => {
  expect(ambiguousScalars(text)).toEqual([{ line: 0, written, means }]);
});

test.each([
  ['a: "no"'],
  ["a: 'on'"],
  ['a: no way'],
  ['a: now'],
  ['a: 755'],
  ['a: 0'],
  ['a: 00'],
  ['a: 08'],
  ['a: 1.10'],
  ['a: true'],
  ['defaultMode: 0644'],
  ['- mode: 0400'],
  ['# a: no'],
  ['a: {}'],
  ['a: 2024-01-01'],
  ['a: snake_case'],
  ['a: [no way, "no", \'on\', b:no]'],
  ['a: { mode: 0644, b: "x, no, y" }'],
  ['a: !!str no'],
  ['a: text that\n  no\n  goes on'],
  ['a: "text that\n  no\n  goes on"'],
  ['- text that\n  on'],
])('%s is the same to both, or meant so', (text) => {
  expect(ambiguousScalars(text)).toEqual([]);
});

test('the text of a block scalar is text, and what comes after it is not', () => {
  const text = 'a: |\n  on: no\n\n  b: yes\nc: no\n- d: >-\n    on\n  e: off\n';
  expect(ambiguousScalars(text).map(({ line, written }) => [line, written])).toEqual([
    [4, 'no'],
    [7, 'off'],
  ]);
});

test('brackets may go over lines, and lines below them are read as before', () => {
  const text = 'a: [\n  x, # no\n  yes,\n  "on\n  off", { b: n }\n]\nc: no\n"d":\n  e: on\nf: { g: [\n';
  expect(ambiguousScalars(text).map(({ line, written }) => [line, written])).toEqual([
    [2, 'yes'],
    [4, 'n'],
    [6, 'no'],
    [8, 'on'],
  ]);
});

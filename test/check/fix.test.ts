import type { CheckFinding } from '../../src/check/finding';
import { mend } from '../../src/check/fix';

function patched(line: number, old: string, value: string): CheckFinding {
  return {
    code: 'test/rule',
    severity: 'error',
    where: { file: 'a.yaml', line },
    message: 'wrong',
    patch: { old, value },
  };
}

test.each([
  ['a: old # why', 'a: new # why'],
  ['a: "old"', 'a: "new"'],
  ["- 'old'\r", "- 'new'\r"],
  ['a: [x, old]', 'a: [x, new]'],
])('%j becomes %j, and nothing else changes', (before, after) => {
  const { text, mended } = mend(`# head\n${before}\n# end\n`, [patched(2, 'old', 'new')]);
  expect([text, mended.length]).toEqual([`# head\n${after}\n# end\n`, 1]);
});

test.each([['a: older'], ['old: old'], ['a: b'], ['']])('%j is left as it is', (line) => {
  expect(mend(line, [patched(1, 'old', 'new')])).toEqual({ text: line, mended: [] });
});

test('a value that would need quotes is left to people', () => {
  expect(mend('a: old', [patched(1, 'old', '#new')])).toEqual({ text: 'a: old', mended: [] });
});

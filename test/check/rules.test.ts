import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { readRepository } from '../../src/sources/repository';

const now = new Date('2026-01-01T00:00:00Z');

describe.each(RULES.map((rule) => [rule.code, rule] as const))('%s', (_, rule) => {
  test('finds what is wrong in its bad example, on the very line', async () => {
    const question = { repository: await readRepository({ files: rule.bad.files }), now };
    // Not through check(), which would make an unknown of what a rule throws.
    rule.judge(question);
    const places = check(question, [rule]).findings.map(({ where: { file, line } }) => ({ file, line }));
    expect(places).toEqual(rule.bad.found);
  });

  test('finds nothing in its good example', async () => {
    const question = { repository: await readRepository({ files: rule.good.files }), now };
    rule.judge(question);
    expect(check(question, [rule]).findings).toEqual([]);
  });
});

test('no two rules have one code', () => {
  const codes = RULES.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)]);
});

test('every rule is worded as messages are: lower case in front, except for names, and no full stop at the end of what holds', () => {
  for (const { code, holds, why } of RULES) {
    expect([code, /^[a-z]+\/[a-z-]+$/.test(code), holds.endsWith('.'), why.endsWith('.')]).toEqual([
      code,
      true,
      false,
      true,
    ]);
  }
});

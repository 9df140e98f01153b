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

import type { CheckFinding } from '../../src/check/finding';
import { waive } from '../../src/check/waivers';

const now = new Date('2026-06-15T12:00:00Z');
const codes = { known: ['app/path-missing', 'app/unpinned-revision'], asked: ['app/path-missing'] };

const found: CheckFinding = {
  code: 'app/path-missing',
  severity: 'error',
  where: {
    file: 'apps/shop.yaml',
    line: 10,
    manifest: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'shop' },
  },
  message: 'there is no folder shops',
};

function waiving(...waivers: readonly unknown[]) {
  const file = {
    name: 'w.yaml',
    document: { waivers },
    lineOf: (path: readonly unknown[]) => Number(path[1] ?? -1) + 2,
  };
  const { findings, waived } = waive([found], file, now, codes);
  const told = findings.filter((finding) => finding !== found);
  return {
    waived: waived.length,
    told: told.map(({ code, where, message, fix }) => `${where.file}:${where.line}: ${message}; ${fix} [${code}]`),
  };
}

const waiver = { code: 'app/path-missing', reason: 'it comes next week', expires: '2026-06-15' };

test.each([
  ['the code alone', {}],
  ['a file', { file: 'apps/shop.yaml' }],
  ['a glob', { file: 'apps/*' }],
  ['a manifest', { manifest: 'Application/shop' }],
  ['a manifest and its namespace', { manifest: 'Application/argocd/shop' }],
])('a waiver by %s takes the finding away, until the end of its last day', (_, narrower) => {
  expect(waiving({ ...waiver, ...narrower })).toEqual({ waived: 1, told: [] });
});

test.each([
  ['another file', { file: 'apps/stall.yaml' }],
  ['another manifest', { manifest: 'Application/stall' }],
])('a waiver for %s waives nothing and is told to be unused', (_, narrower) => {
  expect(waiving({ ...waiver, ...narrower })).toEqual({
    waived: 0,
    told: ['w.yaml:2: the waiver of app/path-missing waives nothing; remove it [waiver/unused]'],
  });
});

test('an expired waiver waives nothing and is a finding itself', () => {
  expect(waiving({ ...waiver, expires: '2026-06-14' })).toEqual({
    waived: 0,
    told: [
      'w.yaml:2: the waiver of app/path-missing expired on 2026-06-14; mend what it waives, or give it a new day [waiver/expired]',
    ],
  });
});

test('a waiver of a rule that was not asked is not unused', () => {
  expect(waiving({ ...waiver, code: 'app/unpinned-revision' })).toEqual({ waived: 0, told: [] });
});

test('all that is wrong with waivers is told at once', () => {
  expect(
    waiving({ ...waiver, code: 'app/path-mising' }, { code: 'app/path-missing', expires: 'soon', why: 'so' }).told,
  ).toEqual([
    'w.yaml:2: there is no rule app/path-mising; argosy explain lists them [waiver/malformed]',
    'w.yaml:3: a waiver has no why; its fields are code, file, manifest, reason, expires [waiver/malformed]',
    'w.yaml:3: expected reason to be text, found none; say why the finding is accepted [waiver/malformed]',
    'w.yaml:3: expected a day, got "soon"; write it as 2026-12-31 [waiver/malformed]',
  ]);
});

import { matchesInList, permitsApplicationNamespace } from '../../src/argocd';
import { project } from './project';

const matches = (entry: string, text: string) => matchesInList([entry], text, 'regexp');

test.each([
  ['an expression fits anywhere', '/b/', 'abc', true],
  ['unless it is anchored', '/^b$/', 'abc', false],
  ['it may look ahead', '/^((?!kube-).)*$/', 'kube-system', false],
  ['and permit the rest', '/^((?!kube-).)*$/', 'team', true],
  ['it counts', '/^a{2,3}$/', 'aaa', true],
  ['it counts without an upper end', '/^(ab){2,}c?$/', 'ababab', true],
  ['it knows classes', '/^[a-c\\d]+$/', 'a1', true],
  ['it knows negated classes', '/^[^a-c]+$/', 'xa', false],
  ['it knows words', '/\\bprod\\b/', 'team-prod', true],
  ['a bracket may stand first in a class', '/^[]a]+$/', 'a]', true],
  ['what does not compile fits nothing', '/(/', '(', false],
  ['nor does a count of nothing', '/*a/', 'a', false],
  ['a glob with slashes is a glob, too', '/a*/', '/ab/', true],
])('%s', (_, entry, text, expected) => {
  expect(matches(entry, text)).toBe(expected);
});

test.each([
  ['/(?<=a)b/', 'a regular expression with a special group'],
  ['/(a)\\1/', 'a regular expression with \\1'],
  ['/[a-z-[b]]/', 'a regular expression with a class in a class'],
  ['/ä/', 'a regular expression or its text is not plain ASCII'],
  ['/', "Argo CD crashes on the entry '/'"],
])('%s is unknown', (entry, reason) => {
  expect(matches(entry, 'ab')).toEqual({ unknown: `cannot tell offline: ${reason}` });
});

test('an entry that crashes Argo CD spoils those after it, not those before', () => {
  expect(matchesInList(['web', '/'], 'web', 'regexp')).toBe(true);
  expect(matchesInList(['/', 'web'], 'web', 'regexp')).toEqual({ unknown: expect.stringContaining('crashes') });
});

test('an expression that makes others backtrack for ever is answered', () => {
  expect(matches('/^(a+)+$/', `${'a'.repeat(500)}b`)).toBe(false);
});

test('an Application may always name a project from the namespace of Argo CD', () => {
  expect(permitsApplicationNamespace(project({}), 'argocd', 'argocd')).toBe(true);
  expect(permitsApplicationNamespace(project({}), undefined, 'argocd')).toBe(true);
  expect(permitsApplicationNamespace(project({}), 'team', 'argocd')).toBe(false);
});

test('entries after one on which Argo CD crashes are not asked', () => {
  expect(matchesInList(['?{', '//'], '{', 'regexp')).toEqual({
    unknown: 'cannot tell offline: glob "?{": Argo CD\'s matcher crashes on it',
  });
  expect(matchesInList(['//', '?{'], '{', 'regexp')).toBe(true);
});

test('entries after an expression that cannot be told are asked', () => {
  expect(matchesInList(['/\\p{L}/', 'web'], 'web', 'regexp')).toBe(true);
});

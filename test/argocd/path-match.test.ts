import fc from 'fast-check';
import { isUnknown, parsePathPattern, pathMatches } from '../../src/argocd';

test.each([
  ['a star is any run without a slash', 'a/*', 'a/b', true],
  ['and stops at one', 'a/*', 'a/b/c', false],
  ['two stars are one', 'a/**', 'a/b/c', false],
  ['a question mark is no slash', 'a?b', 'a/b', false],
  ['a negated class may be one', 'a[^x]b', 'a/b', true],
  ['braces are text', '{a,b}', 'a', false],
  ['a backslash takes the next character as it is', '\\*', '*', true],
  ['a class may hold ranges and characters', '[a-cx]', 'x', true],
  ['an exclamation mark negates nothing', '[!a]', '!', true],
  ['characters are not bytes', '?', '€', true],
  ['an empty pattern matches the empty text', '', '', true],
])('%s', (_, pattern, name, expected) => {
  expect(pathMatches(pattern, name)).toBe(expected);
});

test.each(['[', '[]', '[a', '[-a]', '\\', 'a[b-]', '*[', '[]*]'])('%s is malformed', (pattern) => {
  expect(parsePathPattern(pattern)).toBeUndefined();
  expect(pathMatches(pattern, pattern)).toBe(false);
});

test('stars and text mean what they say', () => {
  const pattern = fc.stringMatching(/^[ab*?/]{0,7}$/);
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[ab/]{0,8}$/), (written, name) => {
      const plain = new RegExp(`^${written.replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}$`);
      expect(pathMatches(written, name)).toBe(plain.test(name));
    }),
    { numRuns: 1_000 },
  );
});

test('64 KiB of near misses end in an answer or in a limit', () => {
  const answer = pathMatches(`*${'a'.repeat(32_768)}b`, 'a'.repeat(65_536));
  expect(answer === false || isUnknown(answer)).toBe(true);
});

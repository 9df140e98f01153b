import fc from 'fast-check';
import { isSameRepository, isSshUrl, normalizeRepositoryUrl } from '../../src/argocd';

test.each([
  ['a path is lower-cased, too', 'https://H/Org/Repo', 'https://h/org/repo'],
  ['the short form of SSH loses its colon', 'git@h:org/repo.git', 'git@h/org/repo'],
  ['one .git goes', 'https://h/a.git.git', 'https://h/a.git'],
  ['.git before a slash stays', 'https://h/a.git/', 'https://h/a.git/'],
  ['a port that is no number cannot be parsed', 'ssh://git@h:org/repo', ''],
  ['nor can a host with a percent sign', 'https://a%zz/b', ''],
  ['nor can a control character', 'https://h/a\u0007b', ''],
  ['a path that has to be escaped is escaped as a whole', 'https://h/{a}/*', 'https://h/%7Ba%7D/%2A'],
  ['a path that has not is left alone', 'https://h/*/(a)', 'https://h/*/(a)'],
  ['a query and a fragment stay', 'https://h/a?x=Y#Z', 'https://h/a?x=y#z'],
  ['characters beyond ASCII are escaped', 'https://h/ä', 'https://h/%C3%A4'],
  ['a local path is a URL', 'file:///srv/Git', 'file:///srv/git'],
  ['an IPv6 address is a host', 'https://[::1]:8443/a', 'https://[::1]:8443/a'],
  ['white space around it goes, a byte order mark does not', '\u00a0\ufeffa', '%EF%BB%BFa'],
  ['several colons in a host are let pass', 'https://a:b:1/c', 'https://a:b:1/c'],
])('%s', (_, url, normalized) => {
  expect(normalizeRepositoryUrl(url)).toBe(normalized);
});

test('an URL is SSH by the @ before which there is neither slash nor colon', () => {
  expect(isSshUrl('git@h:a')).toBe(true);
  expect(isSshUrl('https://user@h/a')).toBe(false);
});

test('URLs that cannot be parsed are the same when they are written alike', () => {
  expect(isSameRepository('ssh://git@h:a/b', 'ssh://git@h:a/b')).toBe(true);
  expect(isSameRepository('ssh://git@h:a/b', 'ssh://git@h:a/c')).toBe(false);
  expect(isSameRepository('', '')).toBe(false);
});

test('an HTTPS URL that is normalized is normal', () => {
  const path = fc.stringMatching(/^(\/[a-zA-Z{}* %äÄ.]{1,8}){1,3}x$/);
  fc.assert(
    fc.property(path, (written) => {
      const once = normalizeRepositoryUrl(`https://h${written}`);
      expect(normalizeRepositoryUrl(once).toLowerCase()).toBe(once.toLowerCase());
    }),
  );
});

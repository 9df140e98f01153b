import { permitsSource } from '../../src/argocd';
import { project } from './project';

const permits = (sourceRepos: readonly string[], url: string) => permitsSource(project({ sourceRepos }), url);

test('a negated source denies even when a later entry permits it', () => {
  expect(permits(['!https://a/*', '*'], 'https://a/b')).toBe(false);
});

test('and when an earlier one does', () => {
  expect(permits(['*', '!https://a/*'], 'https://a/b')).toBe(false);
});

test('a project without entries permits nothing', () => {
  expect(permits([], 'https://a/b')).toBe(false);
  expect(permitsSource({}, 'https://a/b')).toBe(false);
});

test('a lone negated source permits everything else', () => {
  expect(permits(['!https://a/b'], 'https://a/c')).toBe(true);
});

test('letter case and .git do not matter, the slash at the end does', () => {
  expect(permits(['https://GitHub.com/Org/Repo'], 'https://github.com/org/repo.git')).toBe(true);
  expect(permits(['https://github.com/org/repo'], 'https://github.com/org/repo/')).toBe(false);
});

test('one star is one segment, two are any depth', () => {
  expect(permits(['https://h/*'], 'https://h/a/b')).toBe(false);
  expect(permits(['https://h/**'], 'https://h/a/b')).toBe(true);
});

test('braces in a path permit nothing, as they are escaped with every star of it', () => {
  expect(permits(['https://h/{a,b}'], 'https://h/a')).toBe(false);
  expect(permits(['https://h/{a,b}/*'], 'https://h/a/c')).toBe(false);
});

test('two URLs that cannot be parsed are equal', () => {
  expect(permits(['*://h/a'], 'ssh://git@h:org/repo')).toBe(true);
});

test('an entry on which Argo CD crashes makes all unknown, unless an earlier one denies', () => {
  const crash = 'https://h/a?{}';
  const unknown = 'cannot tell offline: glob "https://h/a?{}": Argo CD\'s matcher crashes on it';
  expect(permits([crash, 'https://h/*'], 'https://h/ab')).toEqual({ unknown });
  expect(permits([`!${crash}`, 'https://h/a'], 'https://h/ab')).toEqual({ unknown });
  expect(permits(['!https://h/*', crash], 'https://h/ab')).toBe(false);
});

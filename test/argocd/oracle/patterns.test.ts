import fc from 'fast-check';
import {
  compileGlob,
  isSameRepository,
  isSshUrl,
  type ListMode,
  matchesInList,
  normalizeRepositoryUrl,
  pathMatches,
  sshUser,
} from '../../../src/argocd';
import { parsePathPattern } from '../../../src/argocd/path-match';
import { eachRelease } from '../../oracle/agreement';
import { anyOf, fitting, pieces } from './texts';

/** Pieces of a glob, each with what it may stand for. */
const glob = fitting(
  [
    ['a', 'a'],
    ['ab', 'ab'],
    ['é', 'é'],
    ['*', '', 'a', 'ab/', 'b.é'],
    ['**', '', '/', 'a/b'],
    ['***', 'a'],
    ['?', 'a', 'é', '/'],
    ['[ab]', 'a', 'c'],
    ['[!ab]', 'c', 'a', '/'],
    ['[a-c]', 'b', 'd'],
    ['[!a-c]', 'd', 'b'],
    ['[é-ü]', 'ö'],
    ['[日]', '日'],
    ['\\*', '*', '\\'],
    ['\\{', '{'],
    ['\\', '\\', ''],
    ['/', '/'],
    ['.', '.'],
    ['-', '-'],
    [',', ','],
    [' ', ' '],
    ['', ''],
    ['[', '['],
    [']', ']'],
    ['[]', '[]'],
    ['[!]', '!'],
    ['[^a]', 'a', '^'],
    ['[a-]', 'a', '-'],
    ['[]a]', ']'],
    ['[c-a]', 'b'],
    ['{', '{'],
    ['}', '}'],
    ['{}', '', '{}'],
    ['{,a}', '', 'a'],
    ['{a,}', '', 'a'],
    ['{a,b}', 'a', 'b', 'ab'],
    ['{a*,ab}', 'a', 'abc', 'ab'],
    ['{*a,b*a}', 'ca', 'ba'],
    ['{a,{b,c}}', 'c', 'a'],
    ['{a/b,a/*}', 'a/b', 'a/c'],
    ['{[ab],?}', 'b', 'x'],
    ['{a,b}{c,d}', 'ac', 'bd'],
    ['{é*,**}', 'é', 'éa/'],
    ['{ab,abc,abd}', 'abd', 'ab'],
    ['\u{1f600}', '\u{1f600}'],
    ['{?*,a}', 'a', ''],
  ],
  6,
);

/** Anything at all, of what means something and what does not. */
const wild = fc.record({
  pattern: pieces(14, [
    'a',
    'b',
    'c',
    '*',
    '*',
    '?',
    '{',
    '}',
    '{',
    '}',
    ',',
    ',',
    '[',
    ']',
    '!',
    '-',
    '\\',
    '/',
    '.',
    'é',
    '日',
    ' ',
    '^',
  ]),
  text: pieces(7, ['a', 'b', 'c', 'a', 'b', '/', '.', 'é', '日', '*', '-', '!', ',', '{', '}', '[', ']', '\\']),
});

/** Pieces of a path pattern; a text that fits stands more than once. */
const soundPath = fitting(
  [
    ['a', 'a'],
    ['b', 'b'],
    ['Apps', 'Apps'],
    ['é', 'é'],
    ['*', '', 'ab', 'b.é', 'a', 'é', '.', 'a/b'],
    ['**', 'a', '', 'ab', 'a/b'],
    ['?', 'a', 'é', '日', 'c', '.', '/'],
    ['[ab]', 'a', 'b', 'a', 'b', 'c'],
    ['[^ab]', 'c', 'é', '/', 'a'],
    ['[!a]', '!', 'a', '!', 'a', 'b'],
    ['[a-c]', 'b', 'a', 'c', 'd'],
    ['[^a-c]', 'd', 'é', '/', 'é', 'b'],
    ['[\\]]', ']', ']', 'a'],
    ['[\\--a]', '.', '-', '/', 'b'],
    ['[é-ü]', 'ö', 'é', 'a'],
    ['[c-a]', 'b'],
    [']', ']'],
    ['\\a', 'a'],
    ['\\*', '*', '*', 'a'],
    ['{a,b}', '{a,b}', '{a,b}', 'a'],
    ['/', '/'],
    ['.', '.'],
    ['-', '-'],
  ],
  5,
);

/** What ends, or starts, too early. */
const brokenPath = fc
  .tuple(
    soundPath,
    fitting(
      [
        ['[', '['],
        ['[]', ']'],
        ['[]a]', 'a'],
        ['[^]', '^'],
        ['[\\', '\\'],
        ['[a-]', '-'],
        ['[-a]', 'a'],
        ['[a-\\', 'a'],
        ['\\', '\\', ''],
      ],
      1,
    ),
    soundPath,
  )
  .map((parts) => ({
    pattern: parts.map(({ pattern }) => pattern).join(''),
    text: parts.map(({ text }) => text).join(''),
  }));

const host = anyOf(
  'h',
  'H.example.com',
  'github.com',
  'h:22',
  'h:',
  'h:x',
  '[::1]',
  '[::1]:80',
  '[fe80::1%25en0]',
  'é',
  '',
);
const user = anyOf('', '', '', 'git@', 'u:p@', 'a@b@', 'ü@', '@', 'user%40x@', 'a/b@');
const path = pieces(5, [
  'a',
  'B',
  '/',
  '//',
  '.git',
  '.GIT',
  ':',
  '%41',
  '%2F',
  '%',
  '%zz',
  '{',
  '}',
  '*',
  ' ',
  'é',
  'İ',
  'Σ',
  '?',
  '?q=1',
  '#',
  '#f',
  '~',
  '!',
  '@',
  '..',
  '"',
  '<',
  '[',
  ']',
  '\t',
  '\u007f',
  '|',
  '^',
  '\\',
  '+',
  '$',
  ';',
  "'",
  '(',
]);
const scheme = anyOf(
  'https://',
  'http://',
  'HTTPS://',
  'ssh://',
  'git://',
  'oci://',
  'file:///',
  '//',
  '',
  '',
  ':',
  'a:',
  '1a://',
);
const repositoryUrl = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(scheme, user, host, anyOf('/', ':', '', '/'), path).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: pieces(8, [
      'https',
      ':',
      '/',
      '/',
      '@',
      'git',
      'ssh',
      '.git',
      'a',
      'É',
      '[',
      ']',
      '%',
      '%25',
      ' ',
      '\u0085',
      '\ufeff',
      '*',
      '?',
      '#',
      '9',
    ]),
  },
);

const expression = fitting(
  [
    ['a', 'a'],
    ['team', 'team'],
    ['-', '-'],
    ['.', 'a', '-'],
    ['.*', '', 'ab'],
    ['.+?', 'ab'],
    ['[a-c]', 'b', 'd'],
    ['[^a-c]', 'd', 'a'],
    ['[\\w-]+', 'a-b'],
    ['[]a]', ']', 'a'],
    ['[a', 'a'],
    ['\\d', '1', 'a'],
    ['\\d+', '12'],
    ['\\D', 'a'],
    ['\\w{2,3}', 'ab'],
    ['\\b', ''],
    ['\\B', ''],
    ['\\.', '.'],
    ['a{2}', 'aa', 'a{2}'],
    ['a{,2}', 'a', 'a{,2}'],
    ['{', '{'],
    ['}', '}'],
    ['(', '('],
    [')', ')'],
    ['(a|b)', 'a', 'b'],
    ['(?:ab|c)*', '', 'abc'],
    ['(?!a)', ''],
    ['(?=a)a', 'a'],
    ['(a|)+', 'a', ''],
    ['((?!ab).)*', 'ba'],
    ['|', ''],
    ['*', ''],
    ['+', ''],
    ['?', ''],
    ['a**', 'a'],
    ['^', ''],
    ['$', ''],
    ['\\A', ''],
    ['\\z', ''],
    ['\\Z', ''],
    ['\\', '\\'],
    [' ', ' '],
    ['[b-a]', 'b'],
    ['[]', ''],
    ['(?i)a', 'A'],
    ['\\p{L}', 'a'],
  ],
  5,
);
const wrapped = expression.chain(({ pattern, text }) =>
  anyOf(`/${pattern}/`, `/^${pattern}$/`, pattern, `/${pattern}`, '//').map((entry) => ({ entry, text })),
);

eachRelease('patterns', (agrees) => {
  agrees('a glob matches what it matches there', {
    fn: 'glob',
    questions: fc
      .tuple(fc.oneof({ weight: 3, arbitrary: glob }, wild), anyOf('', '', '/', '.', './', 'é'))
      .map(([{ pattern, text }, separators]) => ({ pattern, text, separators })),
    ours: ({ pattern, text, separators }) => {
      const compiled = compileGlob(pattern, separators);
      if (!('fault' in compiled)) return compiled.matches(text);
      return compiled.fault === 'syntax' ? 'refused' : { unknown: compiled.message };
    },
    unknowns: 0.01,
  });

  agrees('a path pattern matches what it matches there', {
    fn: 'path-match',
    questions: fc.oneof({ weight: 12, arbitrary: soundPath }, { weight: 1, arbitrary: brokenPath }, wild),
    // A malformed pattern matches nothing; an ApplicationSet fails on one.
    ours: ({ pattern, text }) =>
      parsePathPattern(pattern) === undefined && pathMatches(pattern, text) === false
        ? 'refused'
        : pathMatches(pattern, text),
    commonest: 0.65,
  });

  agrees('an entry of a list is exact, a glob or an expression', {
    fn: 'match-list',
    questions: fc
      .tuple(
        fc.array(wrapped, { minLength: 1, maxLength: 2 }),
        anyOf<ListMode>('exact', 'glob', 'regexp', 'regexp', 'regexp'),
      )
      .map(([entries, mode]) => ({ list: entries.map(({ entry }) => entry), text: entries[0]?.text ?? '', mode })),
    ours: ({ list, text, mode }) => matchesInList(list, text, mode),
    unknowns: 0.2,
  });

  agrees('a repository URL becomes the same text', {
    fn: 'repository-url',
    questions: fc
      .tuple(repositoryUrl, fc.option(repositoryUrl, { nil: undefined }), anyOf('', '.git', '/', ' '))
      .map(([url, another, end]) => ({ url, other: another ?? url.toLowerCase() + end })),
    ours: ({ url, other }) => ({
      normalized: normalizeRepositoryUrl(url),
      same: isSameRepository(url, other),
      ssh: isSshUrl(url),
      user: sshUser(url) ?? '',
    }),
  });
});

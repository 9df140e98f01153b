import fc from 'fast-check';
import { anyOf, pieces } from './texts';

/** What the lists of projects hold: odd ones, and ones that contradict each other. */

const repositoryPath = pieces(4, [
  '/a',
  '/A',
  '/*',
  '/**',
  '/{a,b}',
  '/[a-c]',
  '/[!a]',
  '.git',
  '/',
  'a',
  '?',
  '?x',
  ':',
  ' ',
  '%41',
  'é',
]);
const repositoryHost = anyOf(
  'https://h',
  'https://h',
  'https://H',
  'http://h:80',
  'git@h:',
  'ssh://git@h',
  'ssh://git@h:',
  'h',
  'oci://h',
);

export const repository = fc.tuple(repositoryHost, repositoryPath).map((parts) => parts.join(''));

export const repositoryEntry = fc.oneof(
  {
    weight: 1,
    arbitrary: anyOf('*', '!*', '**', '', '!', '!!https://h/a', '*://h/**', 'https://*/*', '!https://h/[', '['),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        anyOf('', '', '', '!'),
        fc.oneof(repositoryHost, anyOf('https://*', 'https://{h,g}', 'htt*')),
        repositoryPath,
      )
      .map((parts) => parts.join('')),
  },
);

const denied = (arbitrary: fc.Arbitrary<string>) =>
  fc.tuple(anyOf('', '', '', '!'), arbitrary).map((parts) => parts.join(''));

export const clusterEntry = denied(
  anyOf(
    'https://c',
    'https://d:6443',
    '*',
    'https://*',
    'https://{c,d:*}',
    'https://[a-c]',
    '',
    'c',
    'd',
    '{c,d}',
    '[',
    '?',
    'c{?{',
  ),
);

export const namespaceEntry = denied(
  anyOf(
    'web',
    'db',
    '*',
    'w*',
    'web-*',
    '*-prod',
    '{web,db}',
    '[a-d]b',
    '',
    '[',
    '{',
    '!',
    '/^w/',
    '/^(web|db)$/',
    '/w(/',
    '//',
    '/^((?!web).)*$/',
    '/[]a]/',
    '/\\w+-\\w+/',
    '/WEB/',
    '/team-[a-z]/',
    '?{',
    '{?a,d}?{',
  ),
);

export const destinationEntry = fc.record(
  { server: clusterEntry, name: clusterEntry, namespace: namespaceEntry },
  { requiredKeys: [] },
);

export const kindEntry = fc.record(
  {
    group: anyOf('', 'apps', '*', 'a*', 'argoproj.io', '*.io', '[', 'a/*', '?*'),
    kind: anyOf('Pod', 'Deployment', '*', 'P?d', '[PD]*', '[^P]*', '*Proj*', '', '\\', 'AppProject'),
  },
  { requiredKeys: [] },
);

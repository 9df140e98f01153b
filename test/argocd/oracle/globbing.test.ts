import fc from 'fast-check';
import { isUnknown } from '../../../src/argocd';
import { attempt } from '../../../src/argocd/application-set/failure';
import { selectFiles } from '../../../src/argocd/application-set/git';
import { Work } from '../../../src/argocd/go-template/work';
import { eachRelease } from '../../oracle/agreement';

/** One tree with all sorts of names, so that Git is asked for it once. */
const files = [
  ...[
    'a',
    'b.yaml',
    'a.yaml',
    'ab/c.yaml',
    'ab/cd/e.yaml',
    'ab/cd/ef/g.json',
    'x/a',
    'x/a.yaml',
    'x/y/a.yaml',
    '.h/a.yaml',
  ],
  ...[
    'x/.h/a',
    'é/ü.yaml',
    'sp ace/a b',
    'br[a]ck/a',
    'br{a,b}/c',
    'st*r/a',
    'q?/a',
    '-dash/-a',
    'x/y/z/w/v.yaml',
    'A/B.yaml',
  ],
  ...['ba\\ck/a', 'com,ma', '!bang/a', '^hat/a', 'x]/a', '0/1/2'],
].sort();

const token = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      ...['*', '**', '?', '/', '/', '/', '*.yaml', 'a', 'b', 'ab', 'x', 'cd', 'a.yaml', '**/', '/**', 'y', 'e.yaml'],
      ...[
        '*/',
        'x/',
        'ab/',
        '.yaml',
        'g.json',
        'sp ace/',
        'v',
        'w',
        '0/',
        '1',
        '2',
        'A/',
        'B',
        'é/',
        'ü',
        '.h',
        '-',
        '!',
      ],
    ),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom('[a-c]', '[!a]', '[^a]', '{a,b}', '{a,{b,x}}', '[]a]', '{x,ab}/', '[x-z]', '{A,0}', '.'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['[a', ']', '{', '}', '{,a}', '\\', '\\*', '\\[', ' ', 'br', '[[:alpha:]]', '[a\\]b]', ',', '..', '//'],
    ),
  },
);

const soup = fc.array(token, { minLength: 1, maxLength: 6 }).map((tokens) => tokens.join(''));

/** The path of a file with something else in two places. */
const likeness = fc
  .tuple(fc.constantFrom(...files), fc.nat(8), fc.nat(3), token, fc.nat(8), fc.nat(8), token)
  .map(([file, start, size, one, gap, length, other]) => {
    const second = start + size + gap;
    return file.slice(0, start) + one + file.slice(start + size, second) + other + file.slice(second + length);
  });

eachRelease('paths of files', (agrees, version) => {
  const questions = (isNew: boolean) =>
    fc.record({
      files: fc.constant(files),
      // What starts at the root of the disk would be looked for there.
      pattern: fc.oneof(soup, likeness).map((pattern) => pattern.replace(/^\/+/, '') || '*'),
      new: fc.constant(isNew),
    });

  for (const globbing of ['old', 'new'] as const) {
    agrees(`the ${globbing} globbing finds the same files`, {
      fn: 'globbing',
      questions: questions(globbing === 'new'),
      ours: ({ pattern }) => {
        const found = attempt(() => selectFiles(files, [{ path: pattern }], globbing, version, new Work()));
        return isUnknown(found) || Array.isArray(found) ? found : { fails: true };
      },
      // A directory that is found cannot be read.
      real: ({ answer, error }) => {
        const found = (answer ?? []) as readonly string[];
        return error === undefined && found.every((file) => files.includes(file)) ? found : { fails: true };
      },
      unknowns: 0.25,
    });
  }
});

import { posix } from 'node:path';
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

type Form = (piece: string) => string;

const first = (piece: string, form: Form): string => form(piece.slice(0, 1)) + piece.slice(1);

/** What a piece of a path may become so that it still stands for itself, mostly. */
const forms: { readonly [globbing in 'old' | 'new']: readonly Form[] } = {
  old: [
    ...[() => '*', () => '**', (piece: string) => `*${piece}*`, (piece: string) => `./${piece}`.slice(0, -1)],
    (piece) => '?'.repeat(Buffer.byteLength(piece)),
    ...['[$]', '[$-z]', '[!~]', '[^b]', '[ -~]', '\\$', '[]$]', '[[:alpha:]$]', '[^[:digit:]]', '[[:punct:]a-z]'].map(
      (form): Form =>
        (piece) =>
          first(piece, (one) => form.replace('$', one)),
    ),
  ],
  new: [
    ...[() => '*', () => '*', () => '**', (piece: string) => `*${piece}*`, (piece: string) => `{${piece},b}`],
    ...[(piece: string) => `{x,${piece}}`, (piece: string) => `{a*,${piece},}`, (piece: string) => `{b/*,${piece}}`],
    (piece) => '?'.repeat([...piece].length),
    ...['[$]', '[$-z]', '[!~]', '[^b]', '[ -~]', '\\$', '[x$]'].map(
      (form): Form =>
        (piece) =>
          first(piece, (one) => form.replace('$', one)),
    ),
  ],
};

/** The path of a file, or of a directory, with some pieces written in another way. */
const likeness = (globbing: 'old' | 'new') =>
  fc
    .record({
      file: fc.constantFrom(...files),
      isDirectory: fc.nat(9).map((nth) => nth === 0),
      pieces: fc.array(
        fc.record({
          length: fc.integer({ min: 1, max: 4 }),
          form: fc.oneof(
            { weight: 3, arbitrary: fc.constant<Form>((piece) => piece) },
            { weight: 1, arbitrary: fc.constantFrom(...forms[globbing]) },
          ),
        }),
        { minLength: 7, maxLength: 7 },
      ),
      odd: fc.option(token, { freq: 1 }).chain((odd) => fc.constantFrom('', '', odd ?? '')),
    })
    .map(({ file, isDirectory, pieces, odd }) => {
      let rest = isDirectory ? file.slice(0, Math.max(1, file.lastIndexOf('/') + 1)) : file;
      let path = '';
      for (const { length, form } of pieces) {
        if (rest === '') break;
        path += form(rest.slice(0, length));
        rest = rest.slice(length);
      }
      return path + rest + odd;
    });

const answers = { old: { unknowns: 0, commonest: 0.6 }, new: { unknowns: 0.01, commonest: 0.6 } };

eachRelease('paths of files', (agrees, version) => {
  for (const globbing of ['old', 'new'] as const) {
    agrees(`the ${globbing} globbing finds the same files`, {
      fn: 'globbing',
      questions: fc.record({
        files: fc.constant(files),
        pattern: fc
          .oneof({ weight: 1, arbitrary: soup }, { weight: 4, arbitrary: likeness(globbing) })
          .map((path) => path || '*')
          // The new one would look around in all of this machine.
          .filter((path) => globbing === 'old' || !/^(\/|\.\.(\/|$))/.test(posix.normalize(path))),
        new: fc.constant(globbing === 'new'),
      }),
      ours: ({ pattern }) => {
        const found = attempt(() => selectFiles(files, [{ path: pattern }], globbing, version, new Work()));
        return isUnknown(found) || Array.isArray(found) ? found : { fails: true };
      },
      // A directory that is found cannot be read.
      real: ({ answer, error }) => {
        const found = [...new Set((answer ?? []) as readonly string[])];
        return error === undefined && found.every((file) => files.includes(file)) ? found : { fails: true };
      },
      ...answers[globbing],
    });
  }
});

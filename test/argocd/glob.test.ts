import fc from 'fast-check';
import { compileGlob, globMatches, isUnknown } from '../../src/argocd';

test.each([
  ['a star is any run', 'team-*', 'team-blue', true],
  ['a star may be nothing', 'team-*', 'team-', true],
  ['a star crosses slashes where there is no separator', 'https://*', 'https://a/b', true],
  ['a question mark is one character', 'a?c', 'abc', true],
  ['a class lists characters', '[ab]x', 'bx', true],
  ['a class may be a range', '[a-c]x', 'bx', true],
  ['a class may be negated', '[!a]x', 'bx', true],
  ['a class is a list or a range, and not both', '[a-cx]', 'b', false],
  ['braces are alternatives', '{dev,prod}-*', 'prod-1', true],
  ['braces nest', '{a,{b,c}d}', 'cd', true],
  ['braces close at the end', '{a,b', 'b', true],
  ['a brace that closes nothing is text', 'a}', 'a}', true],
  ['a comma outside of braces is text', 'a,b', 'a,b', true],
  ['a backslash takes the next character as it is', 'a\\*', 'a*', true],
  ['a backslash at the end is nothing', 'a\\', 'a', true],
  ['case counts', 'foo', 'FOO', false],
  ['the whole text has to match', 'b', 'abc', false],
  ['characters are not bytes', '?', '€', true],
  ['nothing matches nothing', '', '', true],
])('%s', (_, pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test('a separator stops a star and a question mark, and not two stars', () => {
  expect(globMatches('a/*', 'a/b/c', '/')).toBe(false);
  expect(globMatches('a?b', 'a/b', '/')).toBe(false);
  expect(globMatches('a/**', 'a/b/c', '/')).toBe(true);
  expect(globMatches('a[/]b', 'a/b', '/')).toBe(true);
});

test.each(['[', '[]', '[a', '[b-a]', 'e[[a*', '[a-bc]', '{[}', '\uFFFD'])(
  '%s does not compile, and matches nothing',
  (pattern) => {
    expect(compileGlob(pattern)).toMatchObject({ fault: 'syntax' });
    expect(globMatches(pattern, pattern)).toBe(false);
  },
);

// Argo CD's matcher rewrites globs, and the rewritten ones mean something else at times. We go with it.
test.each([
  ['the two ends around a star may overlap', 'ab*ba', 'aba', true],
  ['a question mark matches nothing, too', '?', '', true],
  ['so does a negated class', '[!a]', '', true],
  ['two negated classes side by side refuse their characters as one word', '[!ab][!ab]', 'ba', true],
  ['and so they refuse that word', '[!ab][!ab]', 'ab', false],
  ['alternatives that share a star at one end do not match nothing', '{a*,*}', '', false],
  ['a character of several bytes does not fit among single ones', '?[ab]', 'éa', false],
])('an oddity that is kept: %s', (_, pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test('an oddity that is kept: three stars where there is a separator do not match nothing', () => {
  expect(globMatches('a***', 'a', '/')).toBe(false);
  expect(globMatches('a***', 'a')).toBe(true);
});

test('a pattern that crashes the matcher is unknown', () => {
  expect(globMatches('a{}', 'a')).toEqual({
    unknown: `cannot tell offline: glob "a{}": Argo CD's matcher crashes on it`,
  });
});

test('globs of words with stars between mean what they say', () => {
  const letters = { unit: fc.constantFrom('a', 'b', '/', '.', 'é') };
  const word = fc.string({ ...letters, minLength: 1, maxLength: 3 });
  const star = fc.constantFrom('*', '**');
  const end = fc.constantFrom('', '*', '**');
  const middle = fc.array(fc.tuple(star, word), { maxLength: 3 });
  fc.assert(
    fc.property(
      end,
      word,
      middle,
      end,
      fc.string({ ...letters, maxLength: 10 }),
      fc.constantFrom('', '/'),
      (...given) => {
        const [start, first, others, last, text, separators] = given;
        const pattern = `${start}${first}${others.flat().join('')}${last}`;
        fc.pre(!endsMayOverlap(pattern));
        expect(globMatches(pattern, text, separators)).toBe(means(pattern, text, separators));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a pattern with everything escaped matches itself only', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      fc.pre(!/[\0\uFFFD]/.test(text + other));
      const escaped = [...text].map((character) => `\\${character}`).join('');
      expect(globMatches(escaped, text)).toBe(true);
      expect(globMatches(escaped, other)).toBe(text === other);
    }),
  );
});

test('alternatives of words match what one of them matches', () => {
  const word = fc.stringMatching(/^[ab]{1,4}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (words, text) => {
      expect(globMatches(`{${words.join(',')}}`, text)).toBe(words.includes(text));
    }),
  );
});

// What both alternatives start with is taken out, and a star beside nothing then counts as nothing.
test('an oddity that is kept: a word with a star and the same word alone', () => {
  expect(globMatches('{web*,web}', 'web')).toEqual({ unknown: expect.stringContaining('crashes') });
  expect(globMatches('{web*,web}', 'website')).toBe(false);
});

const LONG = 65_536;

test.each([
  ['open braces', '{'.repeat(LONG)],
  ['alternatives in alternatives', '{a,'.repeat(LONG / 4)],
  ['stars', '*'.repeat(LONG)],
  ['stars and letters', '*a'.repeat(LONG / 2)],
  ['question marks', '?'.repeat(LONG)],
  ['a thousand question marks', '?'.repeat(1_900)],
  ['many alternatives', `{${'ab*,'.repeat(900)}}`],
  ['negated classes', '[!a]?'.repeat(900)],
  ['nested alternatives that all fit', '{a*,*a}'.repeat(90)],
])('64 KiB of %s end in an answer or in a limit, and not in an exception', (_, pattern) => {
  for (const text of ['ab'.repeat(LONG / 2), 'é'.repeat(LONG / 2)]) {
    const answer = globMatches(pattern, text);
    expect(typeof answer === 'boolean' || isUnknown(answer)).toBe(true);
  }
});

test('a hundred stars are answered, as only what is written side by side is put together', () => {
  expect(globMatches('(?=a*b)'.repeat(100), 'a'.repeat(999))).toBe(false);
});

test('a matcher that would backtrack without end says so', () => {
  expect(globMatches('{a*,*a}'.repeat(90), 'a'.repeat(LONG))).toEqual({
    unknown: expect.stringContaining('more steps than are worth following'),
  });
});

/** Two ends around a star that have something in common are read differently by Argo CD. */
function endsMayOverlap(pattern: string): boolean {
  const [, start = '', end = ''] = /^([^*]+)\*+([^*]+)$/.exec(pattern) ?? [];
  return Array.from(start, (_, at) => start.slice(at)).some((tail) => end.startsWith(tail));
}

/** What text and stars mean, by trying everything. */
function means(pattern: string, text: string, separators: string): boolean {
  if (pattern === '') return text === '';
  const [first = ''] = pattern;
  if (first !== '*') return text.startsWith(first) && means(pattern.slice(1), text.slice(1), separators);
  const across = pattern.startsWith('**');
  const rest = pattern.slice(across ? 2 : 1);
  for (let length = 0; length <= text.length; length++) {
    const run = text.slice(0, length);
    if (!across && [...separators].some((separator) => run.includes(separator))) return false;
    if (means(rest, text.slice(length), separators)) return true;
  }
  return false;
}

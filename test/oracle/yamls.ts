import fc from 'fast-check';
import type { Plain } from '../../src/argocd';
import { plain } from './templates';

type Text = fc.Arbitrary<string>;

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const wordsOf = (text: string): Text => fc.constantFrom(...text.split(' '));
const seldom = (text: Text, weight = 8): Text =>
  fc.oneof({ weight, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
const joined = (text: Text, most: number, separator: string): Text =>
  fc.array(text, { maxLength: most }).map((texts) => texts.join(separator));

/** Scalars that are more than they seem. */
const odd = fc.oneof(
  wordsOf('~ null Null yes No on OFF y n true False 010 08 0o17 0x1F 0b11 0b-1 1_000 1e3 1e400 .5 5. +.5 -0 -0.0 +12'),
  wordsOf('1.0 0.1 2001-01-01 2001-1-1 2001-02-30 2001-01-01T01:02:03Z 12:30:45 << = :: a:b a#b -a :a ?a é 世 😀'),
  wordsOf('9223372036854775807 9223372036854775808 18446744073709551616 -9223372036854775809 123456789.5 1e7 1.5'),
  anyOf('a b', 'a  b', 'a\tb', 'a #b', 'a - b', 'a ? b', '\u00a0a', 'a\u2028b', 'a\u0085b', '[]', '{}', '[a]', '""'),
);
/** What is mostly none at all. */
const broken = fc.oneof(
  wordsOf('.inf -.Inf .nan - ? : {a} @a `a %a |a >a !a !!a &a *a *b ,a ]a }a #a \'a "a \ufeffa a\u0007b'),
  anyOf('a: b', 'a # b', '- a', '? a', 'x'.repeat(1030), ' ', 'a\r\nb', 'a:', '*a b'),
);
const mostlyOdd = fc.oneof({ weight: 9, arbitrary: odd }, { weight: 1, arbitrary: broken });
const word = wordsOf('a b c name x-y 1 two.three');
const single = fc.oneof(word, odd, word).map((text) => `'${text.replaceAll("'", "''")}'`);
const escaped = wordsOf('\\n \\t \\n \\t \\" \\\\ \\x41 \\u00e9 \\U0001F600 \\N \\_ \\L \\e \\0 \\/ \\u12 \\ud83d');
const double = joined(
  fc.oneof(word, escaped, anyOf(' ', '  ', "'", '#', ': ', '\\\n  ', '\n  ', '\n\n', '\n')),
  4,
  '',
).map((text) => `"${text}"`);
const name = wordsOf('a a a b c-1 d_2');
const tag = wordsOf(
  '!!str !!int !!float !!bool !!null !!timestamp !!map !!seq !local !!binary ! !<tag:yaml.org,2002:str> !e!x',
);
const properties = fc.oneof(
  { weight: 25, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: name.map((text) => `&${text} `) },
  { weight: 1, arbitrary: tag.map((text) => `${text} `) },
  { weight: 1, arbitrary: fc.tuple(name, tag).map(([anchor, text]) => `&${anchor} ${text} `) },
  { weight: 1, arbitrary: fc.tuple(name, tag).map(([anchor, text]) => `${text} &${anchor} `) },
);
const comment = seldom(wordsOf(' # #c #'), 10).map((text) => (text === '' ? '' : ` ${text}`));

/** A piece of a document for the column it stands in. */
type Piece = (column: number) => string;

const pad = (column: number): string => ' '.repeat(Math.max(0, column));
/** A column that is right, for the most part. */
const step = fc.oneof({ weight: 60, arbitrary: anyOf(1, 2, 2, 4) }, { weight: 1, arbitrary: anyOf(0, -1, 3) });

type Grammar = {
  readonly value: Piece;
  readonly flow: string;
  readonly map: Piece;
  readonly list: Piece;
};

const grammar = fc.letrec<Grammar>((tie) => {
  const flow = tie('flow');
  const flowKey = fc.oneof(
    { weight: 9, arbitrary: fc.oneof(word, word, single, double, odd) },
    { weight: 1, arbitrary: fc.oneof(broken, wordsOf('<< *a &a ? ?')) },
  );
  const comma = anyOf(', ', ',', ', ', ',', ', ', ' , ', ',\n ', ', #c\n ', ',,');
  const pair = fc
    .tuple(flowKey, anyOf(': ', ': ', ': ', ':', ' : ', ''), fc.oneof(flow, flow, fc.constant('')))
    .map((texts) => texts.join(''));
  const inBrackets = (open: string, close: string, item: Text): Text =>
    fc
      .tuple(fc.array(item, { maxLength: 3 }), comma, seldom(comma, 12), seldom(anyOf('\n', ' ', '\t', '\n\t'), 8))
      .map(([items, between, last, space]) => `${open}${space}${items.join(between)}${last}${space}${close}`);
  const line = fc.oneof(word, word, mostlyOdd, anyOf('', '', ' more', '\tmore', 'a: b', '- a', '# no', '...', 'a '));
  const block: fc.Arbitrary<Piece> = fc
    .record({
      header: fc.tuple(anyOf('|', '|', '>', '>'), anyOf('', '', '-', '+', '2', '-1', '1+', '9', '0'), comment),
      lines: fc.array(line, { maxLength: 4 }),
      step,
      end: anyOf('', '', '\n', '\n\n'),
    })
    .map(
      ({ header, lines, step, end }) =>
        (column) =>
          ` ${header.join('')}\n${lines.map((text) => (text === '' ? '' : pad(column + step) + text)).join('\n')}${end}`,
    );
  const severalLines: fc.Arbitrary<Piece> = fc
    .record({ texts: fc.array(fc.oneof(word, word, odd, fc.constant('')), { minLength: 2, maxLength: 3 }), step })
    .map(
      ({ texts, step }) =>
        (column) =>
          ` ${texts.map((text, nth) => (nth === 0 ? text : pad(column + step) + text)).join('\n')}`,
    );
  const scalar = fc
    .tuple(
      properties,
      fc.oneof(
        { weight: 9, arbitrary: fc.oneof(word, word, odd, single, double) },
        { weight: 1, arbitrary: fc.oneof(broken, wordsOf('*a *b')) },
      ),
      comment,
    )
    .map(
      (texts): Piece =>
        () =>
          ` ${texts.join('')}`,
    );
  const nested = fc.tuple(properties, comment, fc.oneof(tie('map'), tie('list')), step).map(
    ([before, after, piece, step]): Piece =>
      (column) =>
        ` ${before}${after}\n${piece(column + step)}`.replace(/^ \n/, '\n'),
  );
  const indentless = tie('list').map(
    (piece): Piece =>
      (column) =>
        `\n${piece(column)}`,
  );
  const key = fc.oneof(
    { weight: 20, arbitrary: word },
    { weight: 2, arbitrary: fc.oneof(single, double) },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: fc.oneof(broken, wordsOf('<< <<: &a&b *a')) },
    { weight: 1, arbitrary: fc.tuple(properties, word).map((texts) => texts.join('')) },
    { weight: 1, arbitrary: flow },
  );
  const separator = fc.oneof(
    { weight: 15, arbitrary: fc.constant(':') },
    { weight: 1, arbitrary: anyOf(' :', ':\t', '') },
  );
  const entry: fc.Arbitrary<Piece> = fc.oneof(
    {
      weight: 14,
      arbitrary: fc.tuple(key, separator, tie('value')).map(
        ([text, sign, piece]): Piece =>
          (column) =>
            pad(column) + text + sign + piece(column),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('value'), seldom(fc.constant(':'), 1), tie('value')).map(
        ([before, sign, after]): Piece =>
          (column) => {
            const value = sign === '' ? '' : `\n${pad(column)}:${after(column)}`;
            return `${pad(column)}?${before(column)}${value}`;
          },
      ),
    },
    {
      weight: 1,
      arbitrary: wordsOf('# #c <<:.*a').map(
        (text): Piece =>
          (column) =>
            pad(column) + text.replace('.', ' '),
      ),
    },
    { weight: 1, arbitrary: fc.constant<Piece>(() => '') },
  );
  const item: fc.Arbitrary<Piece> = fc.oneof(
    {
      weight: 6,
      arbitrary: tie('value').map(
        (piece): Piece =>
          (column) =>
            `${pad(column)}-${piece(column)}`,
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.oneof(tie('map'), tie('list')), anyOf(1, 1, 3)).map(
        ([piece, gap]): Piece =>
          (column) =>
            `${pad(column)}-${pad(gap)}${piece(column + gap + 1).trimStart()}`,
      ),
    },
    {
      weight: 1,
      arbitrary: anyOf('#c', '', '-\t-', '-\ta').map(
        (text): Piece =>
          (column) =>
            pad(column) + text,
      ),
    },
  );
  const rows = (row: fc.Arbitrary<Piece>): fc.Arbitrary<Piece> =>
    fc
      .array(
        fc.tuple(row, fc.oneof({ weight: 120, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: anyOf(-1, 1) })),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map(
        (all): Piece =>
          (column) =>
            all.map(([piece, shift]) => piece(column + shift)).join('\n'),
      );
  return {
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      { weight: 6, arbitrary: scalar },
      { weight: 1, arbitrary: fc.constant<Piece>(() => '') },
      { weight: 2, arbitrary: block },
      { weight: 1, arbitrary: severalLines },
      {
        weight: 2,
        arbitrary: fc.tuple(properties, flow, comment).map(
          (texts): Piece =>
            () =>
              ` ${texts.join('')}`,
        ),
      },
      { weight: 3, arbitrary: nested },
      { weight: 1, arbitrary: indentless },
    ),
    flow: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      {
        weight: 4,
        arbitrary: fc.oneof(
          word,
          word,
          single,
          double,
          wordsOf('*a &b.c &a !!str.1 ""').map((text) => text.replace('.', ' ')),
        ),
      },
      { weight: 1, arbitrary: mostlyOdd },
      { weight: 2, arbitrary: inBrackets('[', ']', fc.oneof(flow, flow, flow, pair)) },
      { weight: 2, arbitrary: inBrackets('{', '}', fc.oneof(pair, pair, pair, flow)) },
    ),
    map: rows(entry),
    list: rows(item),
  };
});

const start = fc.oneof(
  { weight: 25, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: anyOf('---\n', '--- # c\n', '# c\n\n', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n', '---\n---\n', '\ufeff'),
  },
  { weight: 1, arbitrary: anyOf('%TAG !e! tag:e,\n---\n', '%FOO\n---\n', '...\n', '\n\n', '\t\n', ' ', '--- ') },
);
const end = fc.oneof(
  { weight: 8, arbitrary: anyOf('\n', '\n', '') },
  {
    weight: 1,
    arbitrary: anyOf('\n...\n', '\n---\nb: 2\n', '\n# c', '\r\n', '\n\t\n', '\n]', '\n--- [', ' ', '\n\n\n', '\n a'),
  },
);

const documents = fc
  .tuple(start, fc.oneof(grammar.map, grammar.map, grammar.list), anyOf(0, 0, 0, 0, 0, 2), end)
  .map(([before, piece, column, after]) => before + piece(column) + after);

const soup = joined(
  fc.oneof(
    wordsOf('a b a b : :  - ? [ ] { } , " \' # & * ! | > % @ ` ~ 1 --- ... << &a *a !!str |- >+ \\ \\n . é'),
    anyOf(
      ': ',
      '- ',
      '? ',
      ', ',
      ' #',
      '\n',
      '\n',
      '\n  ',
      '\n ',
      '\n- ',
      '\n\n',
      '\t',
      ' ',
      '  ',
      '\r\n',
      'a: ',
      '\nb: ',
      ' &a ',
    ),
  ),
  9,
  '',
);

/** With something put in or taken out, as a typing mistake would. */
const mistyped = fc
  .tuple(documents, fc.nat(), fc.nat(2), anyOf(...' :-#,[]{}"\'&*!|>?%\n\t', '\n', '  ', '---\n', '', ''))
  .map(([text, place, cut, added]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + added + text.slice(at + cut);
  });

const texts = fc
  .oneof({ weight: 8, arbitrary: documents }, { weight: 2, arbitrary: mistyped }, { weight: 1, arbitrary: soup })
  // Half a character is nothing that JSON can ask.
  .filter((text) => !/\p{Surrogate}/u.test(text));

const asked = (template: string, params: { readonly [name: string]: Plain }) => ({
  template,
  params,
  labels: {},
  options: [],
});

/** Texts as people and machines might write them, and worse, read and written as JSON. */
export const yamlReadings = fc.tuple(texts, fc.nat(15)).map(([text, nth]) => {
  const isList = /^\s*(#.*\s+)?[-[]/.test(text.replace(/^(---|%.*)[\s\S]/, '')) !== (nth === 0);
  return asked(`{{ ${isList ? 'fromYamlArray' : 'fromYaml'} .text | toJson }}`, { text });
});

const line = fc.oneof(
  odd,
  broken,
  word,
  anyOf('', '', ' ', '  x', 'x ', '\tx', '- a', 'a: b', '# c', '---', 'long words '.repeat(9), 'longer'.repeat(20)),
);
const written = fc.oneof(
  { weight: 3, arbitrary: joined(line, 4, '\n') },
  { weight: 2, arbitrary: joined(fc.oneof(word, odd, broken), 30, ' ') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: plain.value },
);
const structures = fc.letrec<{ value: Plain; list: Plain[]; map: { [key: string]: Plain } }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 3 }, written as fc.Arbitrary<Plain>, tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  map: fc.dictionary(
    fc.oneof(
      { weight: 12, arbitrary: fc.oneof(word, word, odd, joined(word, 6, ' ')) },
      { weight: 1, arbitrary: broken },
    ),
    tie('value'),
    { maxKeys: 3 },
  ),
}));

/** Data that is awkward to write as YAML. */
export const yamlWritings = structures.value
  .filter((value) => !/\p{Surrogate}/u.test(JSON.stringify(value)))
  .map((value) => asked('{{ toYaml .value }}', { value }));

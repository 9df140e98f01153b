import fc from 'fast-check';
import type { Plain } from '../../src/argocd';

/** A Go template and what it is given. */
export interface TemplateQuestion {
  readonly template: string;
  readonly params: { readonly [name: string]: Plain };
  /** Stands among the params as a map of texts, as the labels of a cluster do. */
  readonly labels: Readonly<Record<string, string>>;
  readonly options: readonly string[];
}

type Text = fc.Arbitrary<string>;

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const wordsOf = (text: string): Text => fc.constantFrom(...text.split(' '));
const join = (...parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));
const rows = (text: Text, maxLength: number, separator = ''): Text =>
  fc.array(text, { maxLength }).map((texts) => texts.join(separator));
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Texts in which something ends, starts, counts or is read. */
const word = mostly(
  fc.oneof(
    wordsOf(
      'web Web a-b_c.d HTTPServerV2 ab,cd - .. / a/b/../c.tar.gz /abs//x/ aaa a 3.5 1 -7 0x1F 1_000 1e3 % %d %!s',
    ),
    wordsOf(
      "true nil ~ null a=b&c=d+e '& {{ }} $1 \\d+ ß ŉ ǆ İ 世界 { ` yes on 010 0.1 .5 +1 aGk= %20 a%zz //h/p mailto:x",
    ),
    wordsOf(
      '1.2.3 v1.2 1.2.3-rc.1+b >=1.0.0 ^1.2 ~1 1h30m 90s 2024-02-30 2024-01-02T03:04:05Z git@h:a/b.git é \u00a0x',
    ),
    anyOf(
      '',
      ' a b ',
      'one, two,,three',
      'x'.repeat(70),
      '<a href="x">',
      'Ünï çödé',
      '😀 x',
      'a\nb',
      '\n',
      'a\r\nb\t c',
    ),
    anyOf('a: 1', '- 1\n- x', '{"a":[1,null,"b"]}', '[1,{"b":2}]', 'a: b: c', '"q\\"', '>=1.0.0 <2', '1.x || 3'),
    anyOf(
      'https://u:p@h:80/p/a?q=1#f',
      '\u0000',
      '\u007f',
      '\u2028',
      'key: |\n  text\n  more\n',
      '# no\n',
      '- a: b\n  c: "d"',
    ),
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  4,
);

export const plain = fc.letrec<{ value: Plain; list: Plain[]; map: { [name: string]: Plain } }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    word,
    anyOf<Plain>(null, true, false, 0, 1, -1, 3, 10, 255, 1e6, 123456789, 2 ** 53, 0.5, -2.25, 1e-7, 1e21, 1.1),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(wordsOf('a b c A a-b a10 a9 1 é name'), tie('value'), { maxKeys: 4 }),
}));

/** What the names in a template stand for: of each kind something is there. */
const params = fc.record({
  name: word,
  other: word,
  n: anyOf<Plain>(0, 1, 2, 3, -1, 7, 1e6, 2.5, -0.5, 100),
  flag: fc.boolean(),
  none: fc.constant(null),
  list: fc.oneof(fc.array(word, { maxLength: 4 }), plain.list),
  map: plain.map,
  any: plain.value,
});

/** The kinds of things that functions take. */
type Kind = 'text' | 'small' | 'number' | 'bool' | 'list' | 'map' | 'fresh' | 'any';

/** Names of functions, what they take, what they give, and how many more of the last they may take. */
type Signature = readonly [names: string, takes: string, gives: Kind, more?: number];

const sure: readonly Signature[] = [
  ['upper lower title untitle trim nospace initials swapcase snakecase camelcase kebabcase toString', 'text', 'text'],
  ['sha1sum sha256sum sha512sum adler32sum b64enc b64dec b32enc b32dec regexQuoteMeta normalize', 'text', 'text'],
  ['base dir clean ext osBase osDir osClean osExt hello', 'text', 'text'],
  ['isAbs osIsAbs', 'text', 'bool'],
  ['abbrev trunc wrap indent nindent repeat', 'small text', 'text'],
  ['abbrevboth substr', 'small small text', 'text'],
  ['trimall trimAll trimSuffix trimPrefix', 'text text', 'text'],
  ['contains hasPrefix hasSuffix', 'text text', 'bool'],
  ['wrapWith', 'small text text', 'text'],
  ['replace', 'text text text', 'text'],
  ['plural', 'text text small', 'text'],
  ['quote squote cat print println html js urlquery', 'any', 'text', 3],
  ['atoi', 'text', 'number'],
  ['int int64 float64 toDecimal ceil floor add1 add1f', 'any', 'number'],
  ['add mul max min biggest maxf minf addf subf mulf divf', 'number number', 'number', 1],
  ['sub', 'number number', 'number'],
  ['round', 'number small', 'number'],
  ['until', 'small', 'list'],
  ['untilStep', 'small small small', 'list'],
  ['seq', 'small', 'text', 3],
  ['split', 'text text', 'any'],
  ['splitList', 'text text', 'list'],
  ['splitn', 'text small text', 'any'],
  ['toStrings sortAlpha', 'list', 'list'],
  ['join', 'text list', 'text'],
  ['default', 'any any', 'any'],
  ['empty', 'any', 'bool'],
  ['coalesce', 'any any', 'any', 2],
  ['all any', 'any', 'bool', 3],
  ['ternary', 'any any bool', 'any'],
  ['toJson toPrettyJson toRawJson mustToJson mustToPrettyJson mustToRawJson toYaml', 'any', 'text'],
  ['typeOf kindOf', 'any', 'text'],
  ['typeIs typeIsLike kindIs', 'text any', 'bool'],
  ['deepEqual', 'any any', 'bool'],
  ['eq ne lt le gt ge', 'small small', 'bool'],
  ['eq ne lt le gt ge', 'text text', 'bool'],
  ['and or', 'any any', 'any', 2],
  ['not', 'any', 'bool'],
  ['len', 'list', 'small'],
  ['len', 'text', 'small'],
  ['len', 'map', 'small'],
  ['deepCopy mustDeepCopy', 'map', 'any'],
  ['list tuple', 'any', 'list', 3],
  ['dict', 'text any', 'map'],
  ['dict', 'text any text any', 'map', 1],
  ['get', 'map text', 'any'],
  ['set', 'fresh text any', 'fresh'],
  ['set', 'map text text', 'map'],
  ['unset', 'map text', 'map'],
  ['hasKey', 'map text', 'bool'],
  ['pluck', 'text map', 'list', 1],
  ['keys', 'map', 'list', 1],
  ['values', 'map', 'list'],
  ['pick omit', 'map text', 'map', 1],
  ['merge mustMerge mergeOverwrite mustMergeOverwrite', 'fresh map', 'fresh', 1],
  ['append push prepend mustAppend mustPush mustPrepend', 'list any', 'list'],
  ['first last mustFirst mustLast', 'list', 'any'],
  ['rest initial reverse uniq compact mustRest mustInitial mustReverse mustUniq mustCompact', 'list', 'list'],
  ['without mustWithout', 'list any', 'list', 1],
  ['has mustHas', 'any list', 'bool'],
  ['concat', 'list list', 'list', 1],
  ['index', 'map text', 'any'],
  ['urlParse', 'text', 'map'],
  ['duration durationRound', 'any', 'text'],
  ['slugify', 'text', 'text'],
  ['slugify', 'small bool text', 'text'],
];

/** What mostly fails, unless it is given just the right things. */
const risky: readonly Signature[] = [
  ['fromJson mustFromJson', 'text', 'any'],
  ['fromYaml', 'text', 'map'],
  ['fromYamlArray', 'text', 'list'],
  ['div mod', 'number number', 'number'],
  ['eq ne lt le gt ge', 'any any', 'bool'],
  ['eq', 'any any', 'bool', 2],
  ['eq ne lt le gt ge', 'number number', 'bool'],
  ['len', 'any', 'small'],
  ['deepCopy mustDeepCopy', 'any', 'any'],
  ['dig', 'text any map', 'any'],
  ['dig', 'text text any map', 'any'],
  ['slice mustSlice', 'list small', 'list', 1],
  ['chunk mustChunk', 'small list', 'list'],
  ['index', 'list small', 'any'],
  ['index', 'text small', 'any'],
  ['index', 'any any', 'any', 1],
  ['semver', 'text', 'any'],
  ['semverCompare', 'text text', 'bool'],
  ['urlJoin', 'map', 'text'],
  ['fail nosuch', 'text', 'text'],
  ['call', 'any', 'any', 1],
];

const spelledString = mostly(
  fc.oneof(
    word.map((text) => JSON.stringify(text)),
    word.filter((text) => !text.includes('`')).map((text) => `\`${text}\``),
    anyOf(
      '"\\u00e9\\x41\\101\\n"',
      '"\\xff"',
      '"a_\\xffb C"',
      '"\\xe4\\xb8"',
      '"x\\xc3\\xa9 \\xc3-"',
      '"\\U0001F600"',
      '"a"',
      '"b"',
      '"x-1"',
    ),
  ),
  anyOf('"\\q"', '"a', '"\\ud800"', "'ab'"),
  60,
);
const small = mostly(wordsOf('0 1 2 3 4 5 7 10 20 64'), wordsOf('-1 -3'), 8);
const number = mostly(
  fc.oneof(
    small,
    wordsOf(
      "1.5 -0.25 1e3 1e21 1e-7 0x10 0x1p4 0b101 0o17 017 1_000 100 1000000 3.0 .5 5. +3 0.1 100.005 2.675 'a' '\\n' 'é'",
    ),
    wordsOf('9223372036854775807 -9223372036854775808 123456789012 2147483648 1e18 123456.789 1e20 1e15 12345678'),
  ),
  wordsOf('9223372036854775808 1e400 08 1__0 0x 1i 1e 0b2 1.2.3'),
  60,
);
const pattern = mostly(
  wordsOf(
    'a a* [a-c]+ (a)(b)? ^a|b$ \\\\d+ \\\\w . (?i)WEB (?P<x>b) [^a] a{1,2} x*? \\\\b (?s). $ (|a)* [[:alpha:]] \\\\Q.\\\\E b+|b (?m)^',
  ),
  wordsOf('( [ a{2,1} (?=a) \\\\pL a** \\\\1 (?<x>a) (?P<n>a)|(?P<n>b)'),
  12,
);
const replacement = fc.oneof(
  wordsOf('x $1 $x $$ $1y \\\\1 $0'),
  fc.constant(''),
  wordsOf('$'.concat('{1} $').concat('{x}y')),
);
const regexCall = fc.oneof(
  join(wordsOf('regexMatch mustRegexMatch regexFind mustRegexFind'), ' "', pattern, '" ', spelledString),
  join(
    wordsOf('regexFindAll mustRegexFindAll regexSplit mustRegexSplit'),
    ...[' "', pattern, '" ', spelledString, ' ', wordsOf('-1 0 1 2 5')],
  ),
  join(
    wordsOf('regexReplaceAll regexReplaceAllLiteral mustRegexReplaceAll mustRegexReplaceAllLiteral'),
    ...[' "', pattern, '" ', spelledString, ' "', replacement, '"'],
  ),
);
const place = wordsOf('0 1 1 2 10 x * 01');
const version = join(
  anyOf('', '', 'v'),
  place,
  mostly(join('.', place), fc.constant(''), 5),
  mostly(join('.', place), fc.constant(''), 3),
  mostly(fc.constant(''), wordsOf('-rc.1 -rc.2 -alpha -1 +b -rc+b -01'), 3),
);
const constraint = join(anyOf('', '', '=', '!=', '>', '<', '>=', '<=', '~', '^', '~>', '=>', '> '), version);
const constraints = rows(constraint, 3, ' ').chain((text) =>
  anyOf(text, text, text.replace(' ', ', '), text.replace(' ', ' || '), text.replace(' ', ' - '), ` ${text}`),
);
const versionCall = fc.oneof(
  join('semverCompare "', constraints, '" "', version, '"'),
  join('semverCompare "', constraints, '" "', version, '"'),
  join('print (semver "', version, '")'),
);
const verb = join(
  wordsOf('% % % %% a%'),
  rows(
    wordsOf('- + # 0').chain((flag) => anyOf(flag, flag, ' ')),
    2,
  ),
  mostly(anyOf('', '', '1', '5', '12'), wordsOf('* [1] [2] [1]*'), 6),
  mostly(anyOf('', '', '.', '.0', '.2', '.10'), wordsOf('.* .[2]*'), 6),
  mostly(anyOf(...'vTtbcdoOqxXUeEfFgGspvdsqv'), anyOf('w', 'z', '!', '', '[3]d', 'é'), 8),
);
const format = rows(verb, 3, '|');

const kinds = ['text', 'small', 'number', 'bool', 'list', 'map', 'fresh', 'any'] as const;
type Grammar = { readonly [kind in Kind | 'statement' | 'block']: string };

/** What a kind of thing is without any function. `$` is always what the template is given, and the dot changes. */
const sureLeaves: { readonly [kind in Kind]: Text } = {
  text: fc.oneof(spelledString, spelledString, wordsOf('$.name $.other $t')),
  small: fc.oneof(small, wordsOf('$i')),
  number: fc.oneof(number, wordsOf('$.n $i')),
  bool: wordsOf('true false $.flag'),
  list: anyOf(
    '$.list',
    '$.list',
    '(list 1 "a" $.n)',
    '(list)',
    '(list "b" "a" "b")',
    '(fromYamlArray "[1, a, {b: ~}]")',
  ),
  // What contains itself has no end in Argo CD: the process dies of it.
  fresh: anyOf(
    '(deepCopy $.map)',
    '(dict "a" 1 "b" $.n)',
    '(dict)',
    '(fromYaml "a: {b: [1, x]}")',
    '(dict "a" (dict "b" 1))',
  ),
  map: anyOf('$.map', '$.map', '(dict "a" 1 "b" $.n)', '(dict)', '(fromYaml "a: {b: [1, x]}")'),
  any: fc.oneof(
    wordsOf('. $ $.any $.none $.missing $.map $.list $.labels $x $.map.a $.labels.app'),
    spelledString,
    number,
  ),
};
const riskyLeaves: { readonly [kind in Kind]: Text } = {
  text: wordsOf('.name .missing $.labels.app $.any .'),
  small: wordsOf('$.n (len .list) 1.5 1.0'),
  number: wordsOf('.n $.any . nil'),
  bool: wordsOf('1 $.any "true"'),
  list: wordsOf('.list $.any . nil $.none $.name'),
  fresh: wordsOf('(dict) nil $.labels 1'),
  map: wordsOf('. $ $.any $.labels $.map.a nil $.missing'),
  any: fc.oneof(
    wordsOf('.map.a.b .any .list.x $y $x.a (.any) ($.map).a nil $.missing.deeper $.map.a.b.c .'),
    anyOf('."a"', '.a"b"'),
  ),
};

const good = {
  open: anyOf('{{', '{{ ', '{{ ', '{{- ', '{{-\n'),
  close: anyOf('}}', ' }}', ' }}', ' -}}', '\n-}}'),
  odd: anyOf('"x" | print', '$.name', '$', 'print'),
  end: 'end',
};
const bad = {
  open: anyOf('{{', '{{ ', '{{- ', '{{-', '{{{'),
  close: anyOf('}}', ' }}', ' -}}', '-}}', '}}}'),
  odd: anyOf(
    '',
    '/* c */',
    '/* c',
    '- 1',
    '.a.',
    '..',
    'define',
    '$z',
    '1 2',
    '| x',
    '(',
    ')',
    '"a" "b"',
    '.name "x"',
    'break',
  ),
  end: wordsOf('end end end end else end.1 if'),
};

function grammar(tie: (name: keyof Grammar) => Text, isSure: boolean): { [name in keyof Grammar]: Text } {
  const { open, close, odd, end } = isSure ? good : bad;
  const oddness = isSure ? 150 : 5;
  const call = ([names, takes, , more = 0]: Signature): Text => {
    const wanted = takes.split(' ').map((kind) => tie(kind as Kind));
    const others = wanted.at(-1) ?? tie('any');
    return fc
      .tuple(wordsOf(names), fc.tuple(...wanted), fc.array(others, { maxLength: more }), fc.nat(oddness), fc.nat(2))
      .map(([name, first, rest, shape, way]) => {
        const all = name === 'hello' ? [] : [...first, ...rest];
        if (shape === 0) return [name, ...all.slice(0, -1)].join('  ');
        // The last argument may come through a pipe.
        const piped = way === 0 && all.length > 0;
        return piped ? `${all.at(-1)} | ${[name, ...all.slice(0, -1)].join(' ')}` : [name, ...all].join(' ');
      });
  };
  const callFor = (kind: Kind): Text => {
    const giving = (signatures: readonly Signature[]) =>
      signatures.filter(([, , gives]) => kind === 'any' || gives === kind);
    const printf = join(
      'printf ',
      format.map((text) => JSON.stringify(text)),
      rows(join(' ', tie('any')), 3),
    );
    const usual = fc.oneof(
      ...giving(sure).map(call),
      ...(/text|any/.test(kind) ? [regexCall, printf, versionCall] : []),
    );
    const other = giving(risky).map(call);
    return other.length === 0 ? usual : mostly(usual, fc.oneof(...other), isSure ? 20 : 3);
  };
  const thing = (kind: Kind): Text =>
    fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      mostly(sureLeaves[kind], riskyLeaves[kind], oddness),
      callFor(kind).map((text) => `(${text})`),
    );
  const action = (...inner: readonly (Text | string)[]): Text => join(open, ...inner, close);
  const condition = fc.oneof(tie('bool'), tie('any'), callFor('any'));
  const text = anyOf('', 'a', ' b ', '\n', ' \n ', 'x: y\n', '{', '}}', '\t', '-', '😀', '/*', '{ {');
  const ending = action(end);
  const otherwise = fc.oneof(
    fc.constant(''),
    fc.constant(''),
    join(action('else'), tie('block')),
    join(
      action(
        wordsOf('else.if else.with else.if').map((words) => `${words.replace('.', ' ')} `),
        condition,
      ),
      tie('block'),
    ),
  );
  const looped = fc.oneof(
    tie('block'),
    join(
      tie('block'),
      anyOf('{{ break }}', '{{ continue }}', '{{ if . }}{{ continue }}{{ end }}', '{{if $}}{{break}}{{end}}'),
      tie('block'),
    ),
  );
  // Go counts as far as it is told to, which may take hours.
  const countable = tie('any').filter((over) => !/\d{8}|\de[12]/.test(over));
  const range = anyOf(
    'range ',
    'range ',
    'range $x := ',
    'range $i, $x := ',
    'range $x = ',
    'range $k, $x = ',
    'range $k,$v:=',
  );
  const blocks = fc.nat(9999).map((nth) => `block "${nth}" $.any`);
  const defined = anyOf(
    '{{ . }}',
    'a',
    ' {{- . | toJson }} ',
    '{{ with . }}{{ . }},{{ end }}',
    '{{ template "u" . }}',
    '',
  );
  return {
    ...(Object.fromEntries(kinds.map((kind) => [kind, thing(kind)])) as { [kind in Kind]: Text }),
    statement: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      text,
      action(callFor('any')),
      action(tie('any')),
      action(
        tie('any'),
        ' | ',
        anyOf('quote', 'toYaml', 'toJson', 'printf "%v"', 'print', 'default "d"', 'toYaml | nindent 2'),
      ),
      ...(isSure ? [] : [action(tie('any'), ' | ', wordsOf('len upper nosuch .x "a" 1'))]),
      action(odd),
      action(wordsOf('$ $x $y $i'), anyOf(' := ', ' = ', ':=', ' ='), callFor('any')),
      join(action('if ', condition), tie('block'), otherwise, ending),
      join(action('with ', condition), tie('block'), otherwise, ending),
      join(action('with $x := ', condition), tie('block'), otherwise, ending),
      join(action(range, isSure ? fc.oneof(tie('list'), tie('map'), small) : countable), looped, otherwise, ending),
      join(
        isSure
          ? action(blocks)
          : action(wordsOf('block define'), anyOf(' "t"', ' `u`', ' u'), anyOf(' .', '', ' $.map')),
        isSure ? defined : tie('block'),
        ending,
      ),
      action(
        'template ',
        anyOf('"t" .', '"u" $.list', '"t" (dict "name" .)', '"t"', ...(isSure ? [] : ['"v"', 't .'])),
      ),
    ),
    block: rows(tie('statement'), 2),
  };
}

const declared = '{{- $x := .any }}{{ $y := .map -}} {{ $t := .other }}{{ $i := 1 }}{{ $k := 0 }}{{ $v := 0 -}}';
const defined = '{{ define "t" }}<{{ . }}>{{ end }}{{ define "u" }}{{ end }}';
const template = (isSure: boolean): Text => {
  const { block } = fc.letrec<Grammar>((tie) => grammar(tie as (name: keyof Grammar) => Text, isSure));
  return join(
    declared + defined,
    anyOf('', '', '{{/* c */}}', '{{- /* c */ -}}\n', '{{define "w"}}{{range .}}{{end}}{{end}}'),
    block,
    block,
  );
};
/** With something put in or taken out, as a typing mistake would. */
const mistyped = fc
  .tuple(template(true), fc.nat(), fc.nat(3), anyOf(...'-"`\'()|. \n$\\,=', '{{', '}}', '/*', '*/'))
  .map(([text, place, cut, added]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + added + text.slice(at + cut);
  });

/** Templates as people and machines might write them, and worse. */
export const templateQuestions: fc.Arbitrary<TemplateQuestion> = fc
  .record({
    template: fc.oneof(
      { weight: 8, arbitrary: template(true) },
      { weight: 1, arbitrary: template(false) },
      { weight: 1, arbitrary: mistyped },
    ),
    params,
    labels: anyOf({}, { app: 'web' }, { app: 'web', 'a/b': 'c', z: '' }),
    options: fc.oneof(
      { weight: 6, arbitrary: fc.constant<readonly string[]>([]) },
      fc.array(wordsOf('missingkey=error missingkey=zero missingkey=default missingkey=invalid'), { maxLength: 2 }),
    ),
  })
  // Half a character is nothing that JSON can ask.
  .filter(({ template }) => !/\p{Surrogate}/u.test(template));

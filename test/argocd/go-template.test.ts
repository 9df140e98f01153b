import fc from 'fast-check';
import { isUnknown, type Plain, renderGoTemplate } from '../../src/argocd';
import { cost, TOO_MUCH } from './cost';

/** The text, or what came instead of it. */
function render(template: string, params: Plain = {}, options: readonly string[] = []): string {
  const rendered = renderGoTemplate(template, params, { options });
  if (isUnknown(rendered)) return `unknown: ${rendered.unknown}`;
  return 'fault' in rendered ? `${rendered.fault} fault` : rendered.text;
}

describe('text/template', () => {
  test('a missing key prints <no value>, and so does nil', () => {
    expect(render('{{ .missing }} {{ .nil }}', { nil: null })).toBe('<no value> <no value>');
  });

  test('a field of a missing key is missing, a field of nil is an error', () => {
    expect(render('{{ .missing.x }}')).toBe('<no value>');
    expect(render('{{ .nil.x }}', { nil: null })).toBe('execution fault');
  });

  test('missingkey=error refuses missing keys, missingkey=zero gives nil', () => {
    expect(render('{{ .missing }}', {}, ['missingkey=error'])).toBe('execution fault');
    expect(render('{{ .missing.x }}', {}, ['missingkey=zero'])).toBe('execution fault');
    expect(render('{{ .a }}', { a: 1 }, ['missingkey=never'])).toBe('execution fault');
  });

  test('trim markers eat white space on their side only, and need a space of their own', () => {
    expect(render('a {{- "b" }} c {{ "d" -}}  e {{-1 }}')).toBe('ab c de -1');
    expect(render('a {{- /* nothing */ -}} b')).toBe('ab');
  });

  test('maps are ranged over in the order of their keys', () => {
    expect(render('{{ range $k, $v := . }}{{ $k }}{{ $v }} {{ end }}', { b: 1, a: 2, B: 3 })).toBe('B3 a2 b1 ');
  });

  test('break and continue leave one range', () => {
    const template =
      '{{ range .l }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ if eq . "d" }}{{ break }}{{ end }}{{ . }}{{ end }}';
    expect(render(template, { l: ['a', 'b', 'c', 'd', 'e'] })).toBe('ac');
  });

  test('a variable declared inside hides the one outside, an assignment changes it', () => {
    expect(render('{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}')).toBe('21');
    expect(render('{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}')).toBe('2');
    expect(render('{{ if $x := 1 }}{{ end }}{{ $x }}')).toBe('syntax fault');
  });

  test('a template sees only what it is given', () => {
    expect(render('{{ define "t" }}[{{ . }}{{ $ }}]{{ end }}{{ template "t" .a }}', { a: 1 })).toBe('[11]');
    expect(render('{{ $x := 1 }}{{ define "t" }}{{ $x }}{{ end }}')).toBe('syntax fault');
  });

  test('and and or stop at the argument that decides', () => {
    expect(render('{{ and 0 (fail "no") }} {{ or 1 (fail "no") }}')).toBe('0 1');
  });

  test('numbers of params are floats: a million prints with an exponent, and 3 does not compare with them', () => {
    expect(render('{{ .n }} {{ .n | int }}', { n: 1_000_000 })).toBe('1e+06 1000000');
    expect(render('{{ eq .n 3 }}', { n: 3 })).toBe('execution fault');
    expect(render('{{ eq .n 3.0 }}', { n: 3 })).toBe('true');
  });

  test('arguments are not converted: add gives int64, and until wants int', () => {
    expect(render('{{ until 2 }} {{ repeat 2.0 "x" }}')).toBe('[0 1] xx');
    expect(render('{{ add 1 1 | until }}')).toBe('execution fault');
    expect(render('{{ trunc .n "abc" }}', { n: 2 })).toBe('execution fault');
  });

  test('printf puts wrong verbs and operands into the text', () => {
    expect(render('{{ printf "%d %s" "a" }}')).toBe('%!d(string=a) %!s(MISSING)');
    expect(render('{{ printf "%d" 1 2 }}')).toBe('1%!(EXTRA int=2)');
    expect(render('{{ printf "%5.1f|%-4d|%04d|%q|%x|%v|%T" 1.25 1 -7 "é" "hi" (list 1 nil) 1.0 }}')).toBe(
      '  1.2|1   |-007|"é"|6869|[1 <nil>]|float64',
    );
    expect(render('{{ printf "%06.2f %5d" "Hello" .n }}', { n: 3 })).toBe('%!f(string=0000He) %!d(float64=    3)');
    expect(render('{{ printf "%+v" .n }}', { n: 3 })).toBe('3');
    expect(render('{{ printf "%.2v %.1e %.0e %.0e %.2f" -2.25 2.25 2.5 3.5 0.125 }}')).toBe(
      '-2.2 2.2e+00 2e+00 4e+00 0.12',
    );
    expect(render('{{ printf "%U|%-8.1T|" -1 .none }}', { none: null })).toBe('U+FFFFFFFFFFFFFFFF|<nil>   |');
  });

  test('else with is new in Go 1.23, and ranging over a number in 1.24', () => {
    expect(renderGoTemplate('{{ with 0 }}{{ else with 1 }}{{ . }}{{ end }}', {}, { elseWith: false })).toMatchObject({
      fault: 'syntax',
    });
    expect(renderGoTemplate('{{ range 2 }}x{{ end }}', {}, { rangeOverInt: false })).toMatchObject({
      fault: 'execution',
    });
    expect(render('{{ with 0 }}{{ else with 1 }}{{ . }}{{ end }}{{ range 2 }}x{{ end }}')).toBe('1xx');
  });
});

describe('sprig and what Argo CD adds', () => {
  test('what depends on time, chance or order is unknown, and says why', () => {
    for (const template of [
      '{{ now }}',
      '{{ randAlpha 5 }}',
      '{{ uuidv4 }}',
      '{{ genCA "a" 1 }}',
      '{{ keys . | first }}',
    ]) {
      expect(render(template, { a: 1, b: 2 })).toMatch(/^unknown: cannot tell offline: /);
    }
  });

  test('keys that Go puts in a circle have no order', () => {
    expect(render('{{ toYaml . }}', { 2: 1, 10: 1, '1x': 1 })).toBe(
      'unknown: cannot tell offline: toYaml with keys of numbers and letters that Go puts in an order of chance',
    );
    expect(render('{{ toYaml . }}', { 2: 1, '2x': 1, 10: 1, '10x': 1, x: 1 })).toBe(
      '"2": 1\n2x: 1\n"10": 1\n10x: 1\nx: 1',
    );
  });

  test('keys that are sorted or counted are known', () => {
    expect(render('{{ keys . | sortAlpha | join "," }} {{ keys . | len }}', { b: 1, a: 2 })).toBe('a,b 2');
  });

  test('what Argo CD takes away is not there', () => {
    expect(['env', 'expandenv', 'getHostByName'].map((name) => render(`{{ ${name} "a" }}`))).toEqual(
      Array(3).fill('syntax fault'),
    );
  });

  test('camelcase writes the last of nothing but connectors twice', () => {
    expect(render('{{ camelcase "__" }} {{ camelcase "_a" }}')).toBe('___ _A');
  });

  test('groups of a regular expression may share a name', () => {
    expect(render('{{ regexReplaceAll "(?P<n>a)|(?P<n>b)" "ab" "[$n]" }}')).toBe('[a][b]');
  });

  test('texts are cut at bytes', () => {
    expect(render('{{ trunc 2 "éa" }} {{ trunc 1 "é" | printf "%q" }} {{ len "é" }}')).toBe('é "\\xc3" 2');
  });

  test.each([
    [
      '{{ "FirstName" | snakecase }} {{ "HTTPServer" | kebabcase }} {{ "Bld4Floor3rd" | snakecase }} {{ "some_words" | camelcase }}',
      'first_name http-server bld4_floor_3rd SomeWords',
    ],
    [
      '{{ merge (dict "a" 0 "m" (dict "x" 1)) (dict "a" 2 "m" (dict "x" 5 "y" 6)) | toJson }}',
      '{"a":2,"m":{"x":1,"y":6}}',
    ],
    ['{{ mergeOverwrite (dict "a" 1 "l" (list 1)) (dict "a" 0 "l" list) | toJson }}', '{"a":0,"l":[]}'],
    ['{{ merge nil (dict "a" 1) | toJson }}', '{"a":1}'],
    ['{{ semverCompare ">=1.20-0" "1.27.3-gke.100" }} {{ semverCompare ">=1.20" "1.27.3-gke.100" }}', 'true false'],
    ['{{ int "010" }} {{ int "1.5" }} {{ atoi "99999999999999999999" }}', '8 0 9223372036854775807'],
    ['{{ addf 1.1 2.2 }} {{ round 123.555 2 }} {{ divf 1 3 }}', '3.3 123.56 0.3333333333333333'],
    [
      '{{ b64dec "YQ" }} {{ b64dec "a!" }} {{ b64dec "YQ==" }}',
      'illegal base64 data at input byte 0 illegal base64 data at input byte 1 a',
    ],
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Go's names of groups look like it.
      '{{ regexReplaceAll "(a)(b)?" "ab a" "${1}x$2-" }} {{ regexFindAll "x*" "ab" -1 | toJson }}',
      'axb- ax- ["","",""]',
    ],
    [
      '{{ sha256sum "a" | trunc 8 }} {{ sha1sum "a" | trunc 8 }} {{ sha512sum "a" | trunc 8 }} {{ adler32sum "a" }}',
      'ca978112 86f7e437 1f40fc92 6422626',
    ],
    ['{{ toJson "<&>" }} {{ toRawJson "<&>" }}', '"\\u003c\\u0026\\u003e" "<&>"'],
    [
      '{{ fromYaml "a: yes\\nb: 010\\nc: 2001-01-01\\nd: |\\n  x" | toJson }}',
      '{"a":true,"b":8,"c":"2001-01-01","d":"x"}',
    ],
    [
      '{{ dict "a10" 1.5 "a9" "yes" "B" "x\\ny" "c" (list (dict "k" 1)) "z" "😀" | toYaml }}',
      'B: |-\n  x\n  y\na9: "yes"\na10: 1.5\nc:\n- k: 1\nz: "\\U0001F600"',
    ],
  ])('%s', (template, expected) => {
    const text = render(template);
    expect(text).toBe(expected);
  });
});

describe('bounds', () => {
  test.each([
    [
      'nested ranges',
      '{{ range .l }}{{ range $.l }}{{ range $.l }}{{ range $.l }}x{{ end }}{{ end }}{{ end }}{{ end }}',
    ],
    ['repeated texts', '{{ repeat 1000000000 "xxxxxxxx" }}'],
    ['texts that double', `{{ $x := "a" }}${'{{ $x = print $x $x }}'.repeat(60)}`],
    ['data that doubles', `{{ $d := dict "a" 1 }}${'{{ $d = dict "a" $d "b" $d }}'.repeat(60)}{{ toJson $d }}`],
    ['data that holds itself', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}'],
    ['templates that call themselves', '{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}'],
    ['parentheses', `{{ ${'('.repeat(30_000)}1${')'.repeat(30_000)} }}`],
    ['regular expressions', '{{ regexMatch "((x?){500}){30}y" .s }}'],
    ['hashes', '{{ range until 100000 }}{{ sha512sum $.s }}{{ end }}'],
  ])('%s end in a limit', (_, template) => {
    expect(render(template, { l: Array.from({ length: 300 }, () => 1), s: 'x'.repeat(50_000) })).toMatch(
      /^unknown: cannot tell offline: .* than (is|are) worth following$/,
    );
  });

  test('long texts of all kinds do not cost much', () => {
    const long = [' ', '{{', '{{ 0x', 'f', '-', '\n', '"', '(', '{{/*', '.a'].map((piece) =>
      piece.repeat(60_000 / piece.length),
    );
    const renderAll = () => {
      for (const text of long) for (const open of ['', '{{ ', '{{ 0x', '{{ "']) render(open + text);
    };
    expect(cost(renderAll, 4 * TOO_MUCH)).toBeLessThan(4 * TOO_MUCH);
  });
});

describe('laws', () => {
  test('a text without braces renders to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.replaceAll('{', '(');
        expect(render(plain)).toBe(plain);
      }),
    );
  });

  test('JSON that is written is read back, through either language', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const data = JSON.parse(JSON.stringify(value).replaceAll('-0', '0'));
        expect(JSON.parse(render('{{ toJson .v }}', { v: data }))).toEqual(data);
        expect(JSON.parse(render('{{ .v | toJson | fromJson | toJson }}', { v: data }))).toEqual(data);
      }),
    );
  });

  test('no template throws', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      ' ',
      '.a',
      '$x',
      ':=',
      '|',
      '"',
      '`',
      '(',
      ')',
      'if',
      'range',
      'end',
      'else',
      '1',
      '-',
      'print',
      'len',
      ',',
      'define "a"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(typeof render(pieces.join(' '))).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

import { renderGoTemplate } from '../../src/argocd';
import { argoFunctions } from '../../src/argocd/go-template/argo-functions';
import { builtins } from '../../src/argocd/go-template/builtins';
import { sprig } from '../../src/argocd/go-template/sprig/table';
import { cost, TOO_MUCH } from './cost';

const SIZE = 64 * 1024;
const fill = (piece: string): string => piece.repeat(SIZE / Buffer.byteLength(piece));

function costOfRendering(template: string, params: Parameters<typeof renderGoTemplate>[1]): number {
  return cost(() => renderGoTemplate(template, params));
}

/** What scanners scan again and again, what nests, and what grows. */
const texts = {
  spaces: `a${fill(' ')}b`,
  words: fill('aA1_ '),
  points: fill('1.'),
  slashes: `${fill('/')}a`,
  brackets: fill('[ '),
  braces: fill('{a: '),
  dashes: fill('- '),
  quotes: fill(`"'`),
  questions: fill('? '),
  marks: fill('%[1]d'),
  stars: `(${fill('(a*)*').slice(0, 900)})b`,
  aliases: `a: &a {x: 1}\nb: [${'*a,'.repeat(15_000)}*a]`,
  laughs: `a0: &a0 [x]\n${Array.from({ length: 900 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`,
  merges: `a: &a {${fill('k: 1, ').slice(0, 30_000)}}\nb:\n${'  <<: *a\n'.repeat(3_000)}`,
  flat: fill('- {a: b}\n'),
  folded: `a: >\n${fill('  b\n\n')}`,
};
const list = Array.from({ length: 15_000 }, (_, n) => n % 7);
const dict = Object.fromEntries(Array.from({ length: 8_000 }, (_, n) => [`k${n}`, n]));
const params = { ...texts, list, dict };

const forms = (name: string, text: string): readonly string[] => [
  `${name} .${text}`,
  `${name} ${text === 'words' ? 30_000 : '"a"'} .${text}`,
];

/** All of them take a quarter of an hour: every function gets a quarter of the texts, neighbours another one. */
const everything = process.env.ARGOSY_COST === 'all';
const functions = Object.keys({ ...builtins, ...sprig, ...argoFunctions }).map((name, turn) => ({ name, turn }));

describe('no function of a template costs much, whatever it is given', () => {
  test.each(functions)('$name', ({ name, turn }) => {
    const given = Object.entries(params).filter((_, index) => everything || (index + turn) % 4 === 0);
    // What is not asked for would cost more than most of the functions.
    const calls = given.flatMap(([text, value]) =>
      forms(name, text).map((call) => ({ call, asked: { [text]: value } })),
    );
    const costs = calls.map(({ call, asked }) => ({ call, times: costOfRendering(`{{ $_ := ${call} }}`, asked) }));
    expect(costs.filter(({ times }) => times >= TOO_MUCH)).toEqual([]);
  });
});

const bombs: Readonly<Record<string, string>> = {
  'loops in loops': `${'{{ range until 1000 }}'.repeat(100)}a${'{{ end }}'.repeat(100)}`,
  'loops one after the other': fill('{{ range until 9999 }}{{ end }}'),
  'a template that calls itself twice':
    '{{ define "a" }}{{ template "a" }}{{ template "a" }}{{ end }}{{ template "a" }}',
  'templates that call the next one twice': `${Array.from({ length: 900 }, (_, n) => `{{ define "${n}" }}{{ template "${n + 1}" }}{{ template "${n + 1}" }}{{ end }}`).join('')}{{ template "0" }}`,
  'a text that doubles': `{{ $x := "text" }}${fill('{{ $x = print $x $x }}')}{{ $x }}`,
  'a list that doubles': `{{ $x := list 1 }}${fill('{{ $x = concat $x $x }}')}{{ len $x }}`,
  'a map that nests': `{{ $x := dict }}${fill('{{ $x = dict "a" $x "b" $x }}')}{{ toJson $x }}`,
  'blocks that are not closed': fill('{{ if . }}'),
  parentheses: `{{ ${fill('(')}`,
  'parentheses that are closed': `{{ ${'('.repeat(30_000)}1${')'.repeat(30_000)} }}`,
  pipes: `{{ 1${fill(' | print')} }}`,
  fields: `{{ ${fill('.a')} }}`,
  variables: Array.from({ length: 4_000 }, (_, n) => `{{ $x${n} := 1 }}`).join(''),
  comments: fill('{{/* a */}}'),
  'a comment that does not end': `{{/*${fill(' *')}`,
  'a string that does not end': `{{ "${fill('\\\\')}`,
  'wide numbers': fill('{{ printf "%999999d" 1 }}'),
  'long repetitions': fill('{{ repeat 60000 "a" }}'),
  spaces: fill('{{- " " -}}   '),
  'expressions of stars': fill('{{ regexMatch "(a*)*(a*)*(a*)*b" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }}'),
};

describe('no template costs much, however it is made', () => {
  test.each(Object.entries(bombs))('%s', (_, template) => {
    expect(costOfRendering(template, params)).toBeLessThan(TOO_MUCH);
  });
});

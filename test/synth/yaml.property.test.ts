import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { load, loadAll } from 'js-yaml';
import { Lexer, parse } from 'yaml';
import type { JsonObject } from '../../src/synth/manifest';
import { toYaml, toYamlStream, YamlError } from '../../src/synth/yaml';
import { nastyObject } from './nasty-json';

test('js-yaml reads back what was written', () => {
  law(1200, (value) => isDeepStrictEqual(load(toYaml(value)), json(value)));
});

test('a reader of YAML 1.1 with merge keys reads back what was written', () => {
  law(1200, (value) => isDeepStrictEqual(parse(toYaml(value), { version: '1.1', merge: true }), json(value)));
});

test('a reader of YAML 1.2 reads back what was written', () => {
  law(600, (value) => isDeepStrictEqual(parse(toYaml(value), { version: '1.2' }), json(value)));
});

test('a stream holds one document for every value, in their order', () => {
  const values = fc.array(nastyObject(), { maxLength: 4 });
  fc.assert(
    fc.property(values, (all) => isDeepStrictEqual(loadAll(toYamlStream(all)), json(all))),
    { numRuns: 200 },
  );
});

test('a document is tidy: one line break at its end, no blank at the end of a line, nothing that cannot be seen', () => {
  law(1000, (value) => {
    const text = toYaml(value);
    return /[^\n]\n$/.test(text) && !/[ \t\r]\n/.test(text) && !HIDDEN.test(text);
  });
});

const HIDDEN = /(?![\n\t])\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}|[\ufeff\ufffe\uffff]/u;

test('a document has no anchor, no alias and no tag', () => {
  law(1000, (value) => Array.from(new Lexer().lex(toYaml(value))).every((token) => !/^[&*!]/.test(token)));
});

test('half a surrogate pair is refused wherever it stands', () => {
  const broken = fc.tuple(fc.string(), fc.constantFrom('\ud83d', '\ude80'), fc.string()).map((parts) => parts.join(''));
  const around = broken.filter((text) => /\p{Surrogate}/u.test(text));
  fc.assert(
    fc.property(around, fc.string(), (text, other) => {
      expect(() => toYaml({ [other]: [text] })).toThrow(YamlError);
      expect(() => toYaml({ [text]: other })).toThrow(YamlError);
    }),
  );
});

function law(numRuns: number, holds: (value: JsonObject) => boolean): void {
  fc.assert(fc.property(nastyObject(), holds), { numRuns });
}

function json(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

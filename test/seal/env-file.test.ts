import fc from 'fast-check';
import { parseEnvFile } from '../../src/seal/env-file';

test('values are taken as they stand: spaces, quotes, hashes and equals signs belong to them', () => {
  const text = '\ufeff# a comment\n\n  A= one # two \nB="quoted"\r\nC=x=y==\nD=';
  const parsed = parseEnvFile(Buffer.from(text));
  expect(parsed.ok && [...parsed.values].map(([key, value]) => [key, value.toString()])).toEqual([
    ['A', ' one # two '],
    ['B', '"quoted"'],
    ['C', 'x=y=='],
    ['D', ''],
  ]);
  expect(parsed.ok && parsed.quoted).toEqual(['B']);
});

test('bytes that are no text pass unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const value = Buffer.from(bytes.filter((byte) => byte !== 0x0a));
      const parsed = parseEnvFile(Buffer.concat([Buffer.from('K='), value]));
      expect(parsed.ok && parsed.values.get('K')).toEqual(value);
    }),
  );
});

test.each([
  ['A=1\nhunter2\n', 'line 2 has no "="', 'write KEY=value; a value of several lines takes --from-file'],
  ['hunter two=1', 'line 1 has no key of a Secret before "="', 'write KEY=value'],
  ['A=1\nA=2', 'line 2 gives A a second time', 'remove one of them'],
])('a wrong line is named by its number and never shown (%#)', (text, message, fix) => {
  expect(parseEnvFile(Buffer.from(text))).toEqual({ ok: false, problem: { message, fix } });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFiles } from '../../src/seal/replace-file';

const folder = mkdtempSync(join(tmpdir(), 'argosy-replace-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that cannot be written keeps the others from changing, and leaves nothing behind', () => {
  writeFileSync(join(folder, 'first'), 'old');
  const texts = new Map([
    [join(folder, 'first'), 'new'],
    [join(folder, 'first', 'below a file'), 'new'],
  ]);
  expect(() => replaceFiles(texts)).toThrow('EEXIST');
  expect(readdirSync(folder)).toEqual(['first']);
  expect(readFileSync(join(folder, 'first'), 'utf8')).toBe('old');
});

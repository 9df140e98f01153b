import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOUSE = join(__dirname, '../..');
const PAGE = readFileSync(join(HOUSE, 'docs/what-argocd-really-does.md'), 'utf8');

test('each statement about Argo CD names a test that there is', () => {
  const statements = [...PAGE.matchAll(/^- /gm)];
  const shown = [...PAGE.matchAll(/^ {2}Shown by `([\w-]+)`: _(.+)_$/gm)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
  expect(shown).toHaveLength(statements.length);
  const missing = shown.filter(({ file, title }) => {
    const suite = join(HOUSE, 'e2e/suite', `${file}.test.ts`);
    return !existsSync(suite) || !readFileSync(suite, 'utf8').includes(`'${title}',`);
  });
  expect(missing).toEqual([]);
});

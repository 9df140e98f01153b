import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMANDS_PAGE, commandsPage, MLOPS_PAGE, MLOPS_PICTURE, RULES_PAGE, rulesPage } from '../docs/generate';
import { checklistTable, withChecklist } from '../docs/platforms/checklist';
import { platformPicture } from '../docs/platforms/picture';

test('docs/commands.md is what the table of commands says; npm run docs writes it anew', () => {
  expect(readFileSync(COMMANDS_PAGE, 'utf8')).toBe(commandsPage());
});

test('docs/rules.md is what the rules say of themselves; npm run docs writes it anew', () => {
  expect(readFileSync(RULES_PAGE, 'utf8')).toBe(rulesPage());
});

describe('the page of the MLOps platform', () => {
  const page = readFileSync(MLOPS_PAGE, 'utf8');

  test('shows the Applications and waves of dist/; npm run docs draws them anew', () => {
    expect(readFileSync(MLOPS_PICTURE, 'utf8')).toBe(platformPicture('mlops'));
  });

  test('asks the operating checklist of dist/, which breaks none of it; npm run docs asks anew', async () => {
    const table = await checklistTable('mlops');
    expect(page).toBe(withChecklist(page, table));
    expect(table).not.toContain('broken');
  });

  test('names files and folders that there are', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !existsSync(join(dirname(MLOPS_PAGE), link)))).toEqual([]);
  });
});

test('what Markdown would take for a tag or the end of a cell is escaped', () => {
  const option = { name: 'form', value: 'FORM', help: 'a|b, without <KEY> c' };
  const page = commandsPage([{ words: ['list'], summary: 'Lists', options: [option], run: async () => 0 }]);
  expect(page).toContain('| `--form FORM` | a\\|b, without \\<KEY> c |');
});

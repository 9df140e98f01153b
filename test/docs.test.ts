import { readFileSync } from 'node:fs';
import { COMMANDS_PAGE, commandsPage, RULES_PAGE, rulesPage } from '../docs/generate';

test('docs/commands.md is what the table of commands says; npm run docs writes it anew', () => {
  expect(readFileSync(COMMANDS_PAGE, 'utf8')).toBe(commandsPage());
});

test('docs/rules.md is what the rules say of themselves; npm run docs writes it anew', () => {
  expect(readFileSync(RULES_PAGE, 'utf8')).toBe(rulesPage());
});

test('what Markdown would take for a tag or the end of a cell is escaped', () => {
  const option = { name: 'form', value: 'FORM', help: 'a|b, without <KEY> c' };
  const page = commandsPage([{ words: ['list'], summary: 'Lists', options: [option], run: async () => 0 }]);
  expect(page).toContain('| `--form FORM` | a\\|b, without \\<KEY> c |');
});

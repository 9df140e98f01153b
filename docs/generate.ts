import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../src/cli';
import { type Command, HELP, optionText } from '../src/command-line';

export const COMMANDS_PAGE = join(__dirname, 'commands.md');

/** The reference page of the commands, from the table that parses them. */
export function commandsPage(commands: readonly Command[] = COMMANDS.map(({ load }) => load())): string {
  return [INTRODUCTION, ...commands.map(section), EXIT_CODES].join('\n');
}

function section({ words, summary, operands, options }: Command): string {
  const name = ['argosy', ...words].join(' ');
  const usage = [name, ...(operands ? [operands] : []), '[options]'].join(' ');
  const rows = [...options, HELP].map((option) => [`\`${optionText(option).trim()}\``, escaped(option.help)] as const);
  return `## ${name}\n\n${escaped(summary)}.\n\n\`\`\`text\n${usage}\n\`\`\`\n\n${markdownTable([['option', 'what it does'], ...rows])}`;
}

/** Aligned, as the formatter wants it. */
function markdownTable(rows: readonly (readonly [string, string])[]): string {
  const left = Math.max(...rows.map(([cell]) => cell.length));
  const right = Math.max(...rows.map(([, cell]) => cell.length));
  const [head, ...body] = rows.map(([a, b]) => `| ${a.padEnd(left)} | ${b.padEnd(right)} |\n`);
  return `${head}| ${'-'.repeat(left)} | ${'-'.repeat(right)} |\n${body.join('')}`;
}

/** `<KEY>` would be read as a tag, and a bar would end the cell. */
function escaped(text: string): string {
  return text.replace(/[<|]/g, '\\$&');
}

const INTRODUCTION = `# Commands

<!-- Made by \`npm run docs\` from the table of commands in src/cli.ts. -->

\`argosy <command> --help\` says the same. Results go to stdout, everything else to stderr.
`;

const EXIT_CODES = `## Exit codes

${markdownTable([
  ['code', 'meaning'],
  ['0', 'done; with `--check`: nothing differs'],
  ['1', 'findings, or differences with `--check`; nothing was written'],
  ['2', 'a wrong call, or a failure of the machine'],
  ['130', 'Ctrl-C at a prompt'],
])}`;

if (require.main === module) writeFileSync(COMMANDS_PAGE, commandsPage());

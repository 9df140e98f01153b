import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../src/check/reading';
import type { Example } from '../src/check/rule';
import type { RuleText } from '../src/check/rule-text';
import { RULE_TEXTS } from '../src/check/rule-texts';
import { RULES } from '../src/check/rules';
import { COMMANDS } from '../src/cli';
import { type Command, HELP, optionText } from '../src/command-line';
import { checklistTable, withChecklist } from './platforms/checklist';
import { platformPicture } from './platforms/picture';
import { markdownTable } from './table';

export const COMMANDS_PAGE = join(__dirname, 'commands.md');
export const RULES_PAGE = join(__dirname, 'rules.md');
export const MLOPS_PAGE = join(__dirname, 'platforms/mlops.md');
export const MLOPS_PICTURE = join(__dirname, 'platforms/mlops.svg');

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

/** The reference page of the rules, from the values that `argosy check` asks. */
export function rulesPage(): string {
  const groups = groupBy(RULE_TEXTS, ({ code }) => code.split('/')[0] ?? '');
  return [RULES_INTRODUCTION, ...[...groups].map(([group, rules]) => groupSection(group, rules))].join('\n');
}

function groupSection(group: string, rules: readonly RuleText[]): string {
  const rows = rules.map(
    ({ code, severity, holds }) => [`[${code}](#${anchor(code)})`, `${severity}: ${escaped(holds)}`] as const,
  );
  return [`## ${group}/\n\n${markdownTable([['rule', 'what holds'], ...rows])}`, ...rules.map(ruleSection)].join('\n');
}

function ruleSection({ code, severity, holds, why }: RuleText): string {
  const rule = RULES.find((each) => each.code === code);
  const head = `### ${code}\n\n**${severity}**: ${escaped(holds)}.\n\n${escaped(why)}\n`;
  if (rule === undefined) return head;
  const found = rule.bad.found.map(({ file, line }) => `\`${file}:${line}\``).join(', ');
  return [head, `Found at ${found} in\n\n${filesText(rule.bad)}`, `Not found in\n\n${filesText(rule.good)}`].join('\n');
}

function filesText({ files }: Example): string {
  const texts = Object.entries(files).map(([file, text]) => `# ${file}\n${text.trimEnd()}\n`);
  return `\`\`\`yaml\n${texts.join('\n')}\`\`\`\n`;
}

/** As GitHub makes it of a heading. */
function anchor(code: string): string {
  return code.replace('/', '');
}

/** `<KEY>` would be read as a tag, and a bar would end the cell. */
function escaped(text: string): string {
  return text.replace(/[<|]/g, '\\$&');
}

const INTRODUCTION = `# Commands

<!-- Made by \`npm run docs\` from the table of commands in src/cli.ts. -->

\`argosy <command> --help\` says the same. Results go to stdout, everything else to stderr.
`;

const RULES_INTRODUCTION = `# Rules

<!-- Made by \`npm run docs\` from the rules in src/check/rules. -->

\`argosy check\` asks all of them, and \`argosy explain <code>\` says the same. An **error** breaks, leaks or loses data; a
**warning** drifts, or silently does nothing; **info** is untidy, and counts with \`--strict\` only.

A finding that is accepted stands in \`argosy-waivers.yaml\`, with a reason and the last day on which it is:

\`\`\`yaml
waivers:
  - code: app/unpinned-revision
    file: apps/sandbox.yaml
    manifest: Application/argocd/sandbox
    reason: the sandbox follows whatever is there
    expires: 2027-01-31
\`\`\`

\`file\` is a glob and \`manifest\` is \`Kind/namespace/name\` or \`Kind/name\`; both may be left out. For a repository with many
old findings \`argosy check -o json > baseline.json\` writes them down, and \`argosy check --baseline baseline.json\` shows what
is new.
`;

const EXIT_CODES = `## Exit codes

${markdownTable([
  ['code', 'meaning'],
  ['0', 'done; with `--check`: nothing differs'],
  [
    '1',
    'findings, differences with `--check`, or a cluster that is not as it should be; errors of `synth`: nothing was written',
  ],
  ['2', 'a wrong call, or a failure of the machine'],
  ['130', 'Ctrl-C at a prompt'],
])}`;

if (require.main === module) {
  writeFileSync(COMMANDS_PAGE, commandsPage());
  writeFileSync(RULES_PAGE, rulesPage());
  writeFileSync(MLOPS_PICTURE, platformPicture('mlops'));
  checklistTable('mlops').then((table) => {
    writeFileSync(MLOPS_PAGE, withChecklist(readFileSync(MLOPS_PAGE, 'utf8'), table));
  });
}

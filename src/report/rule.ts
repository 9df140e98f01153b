import type { Example, Rule } from '../check/rule';
import type { RuleText } from '../check/rule-text';

/** All that a rule says about itself, for a terminal. */
export function ruleText(rule: RuleText | Rule): string {
  const { code, severity, holds, why } = rule;
  const examples =
    'bad' in rule ? [exampleText('this breaks it', rule.bad), exampleText('this does not', rule.good)] : [];
  return [`${code} (${severity})\n\n${holds}.\n${why}\n`, ...examples].join('\n');
}

function exampleText(title: string, { files }: Example): string {
  const texts = Object.entries(files).map(([file, text]) => `  # ${file}\n${indented(text)}`);
  return `${title}:\n\n${texts.join('\n')}`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${line === '' ? '' : `  ${line}`}\n`)
    .join('');
}

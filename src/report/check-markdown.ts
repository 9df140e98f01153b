import type { CheckFinding } from '../check/finding';
import { type CheckReport, notKnownSentence, SEVERITIES, sentenceOf, severityCounts } from './check';
import { oneLine } from './printable';

/** A comment on a pull request: a table for each severity. */
export function checkMarkdown({ findings, notKnown }: CheckReport): string {
  const head = findings.length === 0 ? 'No findings.' : `${findings.length} found: ${severityCounts(findings)}.`;
  const tables = SEVERITIES.map((severity) => findings.filter((each) => each.severity === severity))
    .filter((found) => found.length > 0)
    .map((found) => `| where | what | rule |\n| --- | --- | --- |\n${found.map(row).join('')}`);
  const unknowns = notKnown.map((each) => `- ${escaped(notKnownSentence(each))}\n`).join('');
  const details =
    unknowns === '' ? [] : [`<details><summary>${notKnown.length} not known</summary>\n\n${unknowns}\n</details>\n`];
  return ['## argosy check\n', `${head}\n`, ...tables, ...details].join('\n');
}

function row(finding: CheckFinding): string {
  const { file, line } = finding.where;
  return `| ${escaped(oneLine(file))}:${line} | ${escaped(sentenceOf(finding))} | ${finding.code} |\n`;
}

/** What a manifest says is text, never markup, a mention or a link. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&').replaceAll('@', '@\u200b');
}

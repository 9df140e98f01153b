import type { CheckFinding } from '../check/finding';
import { type CheckReport, countOf, notKnownSentence, SEVERITIES, sentenceOf, severityCounts } from './check';
import { oneLine } from './printable';

/**
 * Rule by rule, what breaks first. A long list is cut, and says how to see the rest.
 * @param most how many findings of a rule are shown
 */
export function checkText(report: CheckReport, most = 10): string {
  const { findings, notKnown, rules } = report;
  const groups = SEVERITIES.flatMap((severity) =>
    rules
      .map((rule) => ({ rule, found: findings.filter(({ code }) => code === rule.code) }))
      .filter(({ rule, found }) => rule.severity === severity && found.length > 0)
      .map(({ rule, found }) =>
        groupText(`${severity} ${rule.code}: ${rule.holds}`, found.map(findingLine), rule.code, most),
      ),
  );
  const unknowns =
    notKnown.length > 0 ? [groupText(NOT_KNOWN, notKnown.map(notKnownSentence), undefined, 2 * most)] : [];
  return [...groups, ...unknowns, summary(report)].join('\n');
}

const NOT_KNOWN = 'not known: what could not be told from the files alone';

function groupText(head: string, lines: readonly string[], code: string | undefined, most: number): string {
  const shown = lines.slice(0, most).map((line) => `  ${line}\n`);
  const hidden = lines.length - shown.length;
  const lists = code === undefined ? 'argosy check -o json' : `argosy check --rule ${code}`;
  const rest = hidden > 0 ? `  and ${hidden} more; ${lists} lists all\n` : '';
  return `${head}\n${shown.join('')}${rest}`;
}

function findingLine(finding: CheckFinding): string {
  const { file, line } = finding.where;
  return `${oneLine(file)}:${line}: ${sentenceOf(finding)}`;
}

function summary({ findings, notKnown, manifests, applications, waived, inBaseline }: CheckReport): string {
  const looked = `${countOf(manifests, 'manifest')}, ${countOf(applications, 'Application')}`;
  const counted =
    findings.length === 0 ? 'no findings' : `${countOf(findings.length, 'finding')} (${severityCounts(findings)})`;
  const besides = [
    ...(notKnown.length > 0 ? [`${notKnown.length} not known`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(inBaseline > 0 ? [`${inBaseline} in the baseline`] : []),
  ];
  const [first] = findings;
  const more = first === undefined ? '' : `argosy explain ${first.code} tells what a rule is for\n`;
  return `${[`${looked}: ${counted}`, ...besides].join(', ')}\n${more}`;
}

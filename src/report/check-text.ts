import type { CheckFinding } from '../check/finding';
import {
  type CheckReport,
  countOf,
  isDeclared,
  notKnownSentence,
  placeText,
  SEVERITIES,
  sentenceOf,
  severityCounts,
} from './check';

/**
 * Rule by rule, what breaks first. A long list is cut, and says how to see the rest.
 * @param most how many findings of a rule are shown
 */
export function checkText(report: CheckReport, most = 10): string {
  const { notKnown } = report;
  const groups = findingGroups(report, most);
  const unknowns = notKnown.length > 0 ? [groupText(NOT_KNOWN, unknownLines(notKnown), undefined, 2 * most)] : [];
  return [...groups, ...unknowns, summary(report)].join('\n');
}

/** The findings of each rule under a line that says what should hold. */
export function findingGroups({ findings, rules }: CheckReport, most: number): readonly string[] {
  return SEVERITIES.flatMap((severity) =>
    rules
      .map((rule) => ({ rule, found: findings.filter(({ code }) => code === rule.code) }))
      .filter(({ rule, found }) => rule.severity === severity && found.length > 0)
      .map(({ rule, found }) =>
        groupText(`${severity} ${rule.code}: ${rule.holds}`, found.map(findingLine), rule.code, most),
      ),
  );
}

/** What has one reason is one line: a tool that is missing is missing for every chart. */
function unknownLines(notKnown: CheckReport['notKnown']): readonly string[] {
  const alike = new Map<string, { readonly first: CheckReport['notKnown'][number]; others: number }>();
  for (const each of notKnown) {
    const reason = JSON.stringify([each.why, each.declare]);
    const known = alike.get(reason);
    if (known === undefined) alike.set(reason, { first: each, others: 0 });
    else known.others++;
  }
  return [...alike.values()].map(({ first, others }) =>
    notKnownSentence(others === 0 ? first : { ...first, what: `${first.what}, and ${others} more alike` }),
  );
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
  return `${placeText(finding.where)}: ${sentenceOf(finding)}`;
}

function summary(report: CheckReport): string {
  const { findings, notKnown, manifests, applications, waived, inBaseline } = report;
  const looked = `${countOf(manifests, 'manifest')}, ${countOf(applications, 'Application')}`;
  const counted =
    findings.length === 0 ? 'no findings' : `${countOf(findings.length, 'finding')} (${severityCounts(findings)})`;
  const besides = [
    ...(notKnown.length > 0 ? [`${notKnown.length} not known`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(inBaseline > 0 ? [`${inBaseline} in the baseline`] : []),
  ];
  return `${[`${looked}: ${counted}`, ...besides].join(', ')}\n${nextSteps(report).join('')}`;
}

/** What a reader does now, who may see the end of a long list first. */
function nextSteps({ findings, notKnown, rules, applications }: CheckReport): readonly string[] {
  const worst = SEVERITIES.flatMap((severity) => rules.filter((rule) => rule.severity === severity)).find(({ code }) =>
    findings.some((finding) => finding.code === code),
  );
  return [
    ...(applications === 0 ? [NO_APPLICATION] : []),
    ...(worst === undefined ? [] : [`  argosy explain ${worst.code} tells why that matters\n`, ACCEPTED]),
    ...(notKnown.some(isDeclared) ? [DECLARED] : []),
  ];
}

const NO_APPLICATION =
  '  no Application was found; one in templates or values is seen where an Application that is a manifest delivers it\n';
const ACCEPTED =
  '  what is to stay goes into argosy-waivers.yaml, with a reason and a day; --baseline FILE hides what is old\n';
const DECLARED = '  what is not known can be said in argosy.yaml, at the root of the repository\n';

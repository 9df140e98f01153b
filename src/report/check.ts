import type { CheckFinding, Where } from '../check/finding';
import type { Severity } from '../check/rule';
import type { RuleText } from '../check/rule-text';
import type { NotKnown } from '../sources/model';
import { oneLine } from './printable';

/** All that a check has to say, for any form of report. */
export interface CheckReport {
  readonly findings: readonly CheckFinding[];
  readonly notKnown: readonly NotKnown[];
  /** Every rule that was asked. */
  readonly rules: readonly RuleText[];
  readonly manifests: number;
  readonly applications: number;
  readonly waived: number;
  /** Left out since the baseline has them. */
  readonly inBaseline: number;
  /** The version of argosy. */
  readonly version: string;
}

/** Whether something is wrong; what is only untidy is not. */
export function isFaulty({ findings }: CheckReport): boolean {
  return findings.some(({ severity }) => severity !== 'info');
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Where the reader mends it: the construct that makes the manifest, else the file and line. */
export function placeText({ construct, file, line }: Where): string {
  return construct ?? `${oneLine(file)}:${line}`;
}

/** `Application argocd/shop`; empty for what is no manifest. */
export function subjectOf({ where: { manifest } }: CheckFinding): string {
  if (manifest === undefined) return '';
  const { kind, namespace, name } = manifest;
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name || 'without a name'}`;
}

/** What is wrong and what to do, in one line. */
export function sentenceOf(finding: CheckFinding): string {
  const subject = [isNamedIn(finding) ? '' : subjectOf(finding), applicationOf(finding)].filter((part) => part !== '');
  const head = subject.length === 0 ? '' : `${subject.join(' ')}: `;
  return oneLine(`${head}${finding.message}${finding.fix ? `; ${finding.fix}` : ''}`);
}

/** `in Application shop and 2 more`: a template alone does not say for whom it is wrong. */
function applicationOf({ message, where: { renderedFor = [] } }: CheckFinding): string {
  const [first, ...others] = renderedFor;
  if (first === undefined || message.includes(`Application ${first}`)) return '';
  return `in Application ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

/** Whether the message says itself what it is about. */
function isNamedIn({ message, where: { manifest } }: CheckFinding): boolean {
  if (manifest === undefined || manifest.name === '') return false;
  const named = `${manifest.kind === 'AppProject' ? 'project' : manifest.kind} ${manifest.name}`;
  return message.endsWith(named) || [' ', ',', ':'].some((end) => message.includes(`${named}${end}`));
}

/** What begins with a key of argosy.yaml belongs there; anything else says in words what to do. */
export function isDeclared({ declare }: NotKnown): boolean {
  return /^(argocd|kubernetes|clusters|environments|external|repositories|ignore)\b/.test(declare ?? '');
}

export function notKnownSentence(notKnown: NotKnown): string {
  const { what, why, declare } = notKnown;
  const fix = declare === undefined ? '' : `; ${isDeclared(notKnown) ? 'in argosy.yaml declare ' : ''}${declare}`;
  return oneLine(`${what}: ${why}${fix}`);
}

export function countOf(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `2 errors, 1 warning`; what there is none of is left out. */
export function severityCounts(findings: readonly CheckFinding[]): string {
  return SEVERITIES.map((severity) => [severity, findings.filter((each) => each.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => (severity === 'info' ? `${count} info` : countOf(count, severity)))
    .join(', ');
}

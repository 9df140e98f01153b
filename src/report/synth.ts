import { type CheckReport, countOf, isFaulty, severityCounts } from './check';
import { findingJson } from './check-json';
import { findingGroups } from './check-text';
import { printableJson } from './printable';

export interface SynthReport {
  readonly check: boolean;
  readonly outdir: string;
  readonly files: number;
  readonly manifests: number;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly milliseconds: number;
  /** What the rules say of it; absent where they were not asked. */
  readonly rules?: CheckReport;
}

/** The files that differ, one a line, and one line that sums up. */
export function synthText(report: SynthReport): string {
  const { created, changed, removed, files, manifests, outdir, milliseconds, check, rules } = report;
  const marked = [
    ...created.map((path) => ({ mark: '+', path })),
    ...changed.map((path) => ({ mark: '~', path })),
    ...removed.map((path) => ({ mark: '-', path })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const differs = `${marked.length} ${check ? (marked.length === 1 ? 'differs' : 'differ') : 'changed'}`;
  const fix = check && marked.length > 0 ? '; run argosy synth and commit' : '';
  const open = rules?.notKnown.length ?? 0;
  return [
    ...marked.map(({ mark, path }) => `${mark} ${outdir}/${path}\n`),
    `${outdir}: ${countOf(files, 'file')}, ${countOf(manifests, 'manifest')}, ${differs} (${milliseconds} ms)${fix}\n`,
    ...(open > 0 ? [`${open} not known; argosy check tells why, and what to declare\n`] : []),
  ].join('');
}

export function synthJson({ rules, ...report }: SynthReport): string {
  return json({ formatVersion: 1, ...report, ...(rules && verdict(rules)) });
}

/** What is wrong with what was made; empty when nothing is, and what is only untidy is left to `argosy check`. */
export function rulesText(rules: CheckReport, isWritten: boolean): string {
  const { findings } = rules;
  if (!isFaulty(rules)) return '';
  const sum = `${countOf(findings.length, 'finding')} (${severityCounts(findings)})`;
  const end = isWritten ? '' : '; nothing was written';
  return [
    ...findingGroups(rules, 10),
    `${sum}${end}\nargosy explain ${findings[0]?.code} tells what a rule is for\n`,
  ].join('\n');
}

/** Of a run that stopped at its findings. */
export function refusedJson(check: boolean, rules: CheckReport): string {
  return json({ formatVersion: 1, check, ...verdict(rules) });
}

function verdict({ findings, notKnown }: CheckReport): object {
  return { findings: findings.map(findingJson), unknown: notKnown };
}

function json(report: object): string {
  return `${printableJson(report)}\n`;
}

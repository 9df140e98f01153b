import type { CheckFinding } from '../check/finding';
import { type CheckReport, notKnownSentence, sentenceOf } from './check';
import { printable } from './printable';

/** Lines that GitHub Actions turns into annotations of a pull request. */
export function checkGithub({ findings, notKnown }: CheckReport): string {
  return [
    ...findings.map(annotation),
    ...notKnown.map((each) => `::notice title=not known::${data(notKnownSentence(each))}\n`),
  ].join('');
}

function annotation(finding: CheckFinding): string {
  const { file, line } = finding.where;
  const properties = `file=${property(file)},line=${line},title=${property(finding.code)}`;
  return `::${LEVELS[finding.severity]} ${properties}::${data(sentenceOf(finding))}\n`;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' } as const;

function data(text: string): string {
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D')).replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

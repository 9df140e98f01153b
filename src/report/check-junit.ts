import type { CheckFinding } from '../check/finding';
import { type CheckReport, notKnownSentence, sentenceOf } from './check';

/** A test suite whose cases are the rules that hold, and what is wrong with the others. */
export function checkJunit({ findings, notKnown, rules }: CheckReport): string {
  const cases = rules.flatMap(({ code }) => {
    const found = findings.filter((finding) => finding.code === code);
    return found.length === 0 ? [`    <testcase classname="argosy" name="${xml(code)}"/>\n`] : found.map(failure);
  });
  const skipped = notKnown.map(
    (each) =>
      `    <testcase classname="argosy.not-known" name="${xml(each.what)}">\n      <skipped message="${xml(notKnownSentence(each))}"/>\n    </testcase>\n`,
  );
  const counts = `tests="${cases.length + skipped.length}" failures="${findings.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites ${counts}>\n  <testsuite name="argosy check" ${counts} skipped="${skipped.length}">\n`,
    ...cases,
    ...skipped,
    '  </testsuite>\n</testsuites>\n',
  ].join('');
}

function failure(finding: CheckFinding): string {
  const { code, severity, where } = finding;
  const name = `${code} ${where.file}:${where.line}`;
  return `    <testcase classname="argosy" name="${xml(name)}" file="${xml(where.file)}" line="${where.line}">\n      <failure type="${severity}" message="${xml(sentenceOf(finding))}"/>\n    </testcase>\n`;
}

/** XML has no place for control characters and lone surrogates, not even escaped ones. */
function xml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

import { type CheckFinding, pathText } from '../check/finding';
import { type CheckReport, SEVERITIES } from './check';
import { printableJson } from './printable';

/** The form that `docs/check.schema.json` describes. */
export function checkJson({ findings, notKnown, manifests, applications, waived, inBaseline }: CheckReport): string {
  const counts = SEVERITIES.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]);
  const summary = {
    ...Object.fromEntries(counts),
    notKnown: notKnown.length,
    manifests,
    applications,
    waived,
    inBaseline,
  };
  const report = { formatVersion: 1, findings: findings.map(findingJson), unknown: notKnown, summary };
  return `${printableJson(report)}\n`;
}

export function findingJson({ code, severity, where, message, fix }: CheckFinding): object {
  const { file, line, construct, renderedFor, path, manifest } = where;
  return {
    code,
    severity,
    where: {
      file,
      line,
      ...(construct !== undefined && { construct }),
      ...(renderedFor && { renderedFor }),
      ...(path && path.length > 0 && { path: pathText(path) }),
      ...(manifest && { manifest }),
    },
    message,
    ...(fix && { fix }),
  };
}

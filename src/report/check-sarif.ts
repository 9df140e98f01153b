import { type CheckFinding, pathText } from '../check/finding';
import type { RuleText } from '../check/rule-text';
import { type CheckReport, notKnownSentence, sentenceOf, subjectOf } from './check';
import { printableJson } from './printable';

/** SARIF 2.1.0, which code scanning of GitHub and others reads. */
export function checkSarif({ findings, notKnown, rules, version }: CheckReport): string {
  const indices = new Map(rules.map(({ code }, index) => [code, index]));
  const run = {
    tool: { driver: { name: 'argosy', semanticVersion: version, rules: rules.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { ROOT: { description: { text: 'the root of the repository' } } },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notKnown.map((each) => ({
          level: 'note',
          message: { text: notKnownSentence(each) },
        })),
      },
    ],
    results: findings.map((finding) => resultOf(finding, indices.get(finding.code) ?? -1)),
  };
  return `${printableJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] })}\n`;
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

function ruleOf({ code, severity, holds, why }: RuleText): object {
  return {
    id: code,
    shortDescription: { text: holds },
    fullDescription: { text: why },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: CheckFinding, ruleIndex: number): object {
  const { code, severity, where } = finding;
  const subject = subjectOf(finding);
  const names = [subject, pathText(where.path ?? [])].filter((name) => name !== '');
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: sentenceOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: where.file
              .replace(/\p{Cs}/gu, '\uFFFD')
              .split('/')
              .map(encodeURIComponent)
              .join('/'),
            uriBaseId: 'ROOT',
          },
          region: { startLine: where.line },
        },
        ...(subject !== '' && { logicalLocations: [{ fullyQualifiedName: names.join(' '), kind: 'resource' }] }),
      },
    ],
    // Lines move; the same fault of the same value is the same.
    partialFingerprints: { 'fault/v1': [code, where.file, ...names].join(' ') },
  };
}

import type { Manifest, Repository } from '../../sources/model';
import { ambiguousScalars } from '../ambiguous-scalar';
import type { Rule, Violation } from '../rule';

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
`;

const duplicateKey: Rule = {
  code: 'yaml/duplicate-key',
  severity: 'error',
  holds: 'a mapping has every key once',
  why: 'The last one wins and what the first said is gone; newer readers refuse the whole file.',
  bad: {
    files: { 'shop/config.yaml': `${CONFIG}  color: red\n  color: blue\n` },
    found: [{ file: 'shop/config.yaml', line: 7 }],
  },
  good: { files: { 'shop/config.yaml': `${CONFIG}  color: blue\n` } },
  judge: ({ repository }) => ({
    violations: brokenBy(repository, (kind) => kind === 'duplicate-key', 'keep one of them'),
  }),
};

const unreadable: Rule = {
  code: 'yaml/unreadable',
  severity: 'error',
  holds: 'a manifest can be read',
  why: 'Argo CD fails for the whole path when one file in it cannot be read, so that nothing of it is synced.',
  bad: {
    files: { 'shop/config.yaml': `${CONFIG}  color: [red\n` },
    found: [{ file: 'shop/config.yaml', line: 7 }],
  },
  good: { files: { 'shop/config.yaml': `${CONFIG}  color: red\n` } },
  judge: ({ repository }) => ({
    violations: brokenBy(
      repository,
      (kind) => kind !== 'duplicate-key',
      'mend it, or leave it out with ignore in argosy.yaml',
    ),
  }),
};

const ambiguousScalar: Rule = {
  code: 'yaml/ambiguous-scalar',
  severity: 'warning',
  holds: 'no value without quotes is one thing in YAML 1.1 and another in YAML 1.2',
  why: 'Argo CD reads YAML 1.1, where no and on are booleans and 010 is eight; editors and other tools read words and ten.',
  bad: {
    files: { 'shop/config.yaml': `${CONFIG}  country: no\n` },
    found: [{ file: 'shop/config.yaml', line: 6 }],
  },
  good: { files: { 'shop/config.yaml': `${CONFIG}  country: "no"\n` } },
  judge: ({ repository: { manifests } }) => ({ violations: manifests.flatMap(ambiguitiesOf) }),
};

function ambiguitiesOf({ origin }: Manifest): readonly Violation[] {
  return ambiguousScalars(origin.text?.() ?? '').map(({ line, written, means }) => ({
    at: { file: origin.file, line: origin.line + line },
    message: `${written} is ${means} to Argo CD, and something else to YAML 1.2`,
    fix: 'put it into quotes, or write what is meant',
  }));
}

function brokenBy({ broken }: Repository, isDue: (kind: string) => boolean, fix: string): readonly Violation[] {
  return broken
    .filter(({ kind }) => isDue(kind))
    .map(({ file, line, message }) => ({ at: { file, line }, message, fix }));
}

export const yamlRules: readonly Rule[] = [duplicateKey, unreadable, ambiguousScalar];

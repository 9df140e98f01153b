import { type Baseline, withoutBaseline } from '../check/baseline';
import { check } from '../check/check';
import { everyManifest } from '../check/every-manifest';
import type { Rule } from '../check/rule';
import { RULE_TEXTS } from '../check/rule-texts';
import { RULES } from '../check/rules';
import { type WaiverFile, waive } from '../check/waivers';
import { packageVersion } from '../package-version';
import type { CheckReport } from '../report/check';
import type { Repository } from '../sources/model';

/** What is asked of a repository, and what of the answers is accepted. */
export interface Asked {
  readonly rules: readonly Rule[];
  readonly now: Date;
  readonly waivers?: WaiverFile | undefined;
  readonly baseline?: Baseline | undefined;
}

/**
 * What the rules find, without what is waived or old.
 * @param repositories what each Argo CD has: they know nothing of each other
 */
export function judged(repositories: readonly Repository[], { rules, now, waivers, baseline }: Asked): CheckReport {
  const results = repositories.map((repository) => check({ repository, now }, rules));
  const result = {
    findings: results.flatMap(({ findings }) => findings),
    notKnown: results.flatMap(({ notKnown }) => notKnown),
  };
  const asked = new Set(rules.map(({ code }) => code));
  const { findings, waived } = waivers
    ? waive(result.findings, waivers, now, { known: RULES.map(({ code }) => code), asked: [...asked] })
    : { findings: result.findings, waived: [] };
  const left = baseline ? withoutBaseline(findings, baseline) : findings;
  return {
    findings: left,
    notKnown: result.notKnown,
    rules: RULE_TEXTS.filter(({ code }) => asked.has(code) || (waivers !== undefined && code.startsWith('waiver/'))),
    manifests: sum(repositories.map((repository) => everyManifest(repository).length)),
    applications: sum(repositories.map(({ applications }) => applications.length)),
    waived: waived.length,
    inBaseline: findings.length - left.length,
    version: packageVersion(),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

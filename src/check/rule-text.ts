import type { CheckFinding, Where } from './finding';
import type { Rule } from './rule';

/** What a rule says, without how it is judged. */
export type RuleText = Pick<Rule, 'code' | 'severity' | 'holds' | 'why'>;

export function violationOf({ code, severity }: RuleText, where: Where, message: string, fix: string): CheckFinding {
  return { code, severity, where, message, fix };
}

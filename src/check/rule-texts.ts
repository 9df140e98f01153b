import type { RuleText } from './rule-text';
import { RULES } from './rules';
import { WAIVER_RULES } from './waivers';

/** All that a finding can be about: the rules, and what is asked of waivers. */
export const RULE_TEXTS: readonly RuleText[] = [...RULES, ...Object.values(WAIVER_RULES)];

import type { Rule } from '../rule';
import { appSourceRules } from './app-source';

/** Every rule, in the order of the reference page. */
export const RULES: readonly Rule[] = [...appSourceRules];

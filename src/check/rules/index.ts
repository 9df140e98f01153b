import type { Rule } from '../rule';
import { appShapeRules } from './app-shape';
import { appSourceRules } from './app-source';
import { appSyncRules } from './app-sync';
import { projectRules } from './project';

/** Every rule, in the order of the reference page. */
export const RULES: readonly Rule[] = [...projectRules, ...appSourceRules, ...appShapeRules, ...appSyncRules];

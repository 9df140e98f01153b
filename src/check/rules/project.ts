import type { Rule } from '../rule';
import { projectGrantRules } from './project-grants';
import { projectOrphanRules } from './project-orphans';
import { projectPermissionRules } from './project-permissions';
import { projectReachRules } from './project-reach';

export const projectRules: readonly Rule[] = [
  ...projectPermissionRules,
  ...projectReachRules,
  ...projectGrantRules,
  ...projectOrphanRules,
];

import type { Rule } from '../rule';
import { projectGrantRules } from './project-grants';
import { projectHomeRules } from './project-home';
import { projectOrphanRules } from './project-orphans';
import { projectPermissionRules } from './project-permissions';
import { projectReachRules } from './project-reach';

export const projectRules: readonly Rule[] = [
  ...projectPermissionRules,
  ...projectHomeRules,
  ...projectReachRules,
  ...projectGrantRules,
  ...projectOrphanRules,
];

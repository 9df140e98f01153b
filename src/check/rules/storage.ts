import type { Rule } from '../rule';
import { storageLayoutRules } from './storage-layout';
import { storageProtectionRules } from './storage-protection';

export const storageRules: readonly Rule[] = [...storageProtectionRules, ...storageLayoutRules];

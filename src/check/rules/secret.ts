import type { Rule } from '../rule';
import { certificateRules } from './secret-certificate';
import { plaintextRules } from './secret-plaintext';
import { sealedSecretRules } from './secret-sealed';
import { secretUseRules } from './secret-use';

export const secretRules: readonly Rule[] = [
  ...plaintextRules,
  ...secretUseRules,
  ...sealedSecretRules,
  ...certificateRules,
];

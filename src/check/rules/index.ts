import type { Rule } from '../rule';
import { appShapeRules } from './app-shape';
import { appSourceRules } from './app-source';
import { appSyncRules } from './app-sync';
import { appsetExpansionRules } from './appset-expansion';
import { appsetOrderRules } from './appset-order';
import { environmentRules } from './environment';
import { helmRules } from './helm';
import { hookRules } from './hook';
import { imageRules } from './image';
import { networkRules } from './network';
import { ownershipRules } from './ownership';
import { projectRules } from './project';
import { referenceRules } from './reference';
import { schemaRules } from './schema';
import { secretRules } from './secret';
import { storageRules } from './storage';
import { waveRules } from './wave';
import { yamlRules } from './yaml';

/** Every rule, in the order of the reference page. */
export const RULES: readonly Rule[] = [
  ...projectRules,
  ...appSourceRules,
  ...appShapeRules,
  ...appSyncRules,
  ...appsetExpansionRules,
  ...appsetOrderRules,
  ...waveRules,
  ...storageRules,
  ...secretRules,
  ...environmentRules,
  ...ownershipRules,
  ...referenceRules,
  ...networkRules,
  ...schemaRules,
  ...imageRules,
  ...hookRules,
  ...helmRules,
  ...yamlRules,
];

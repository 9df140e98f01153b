import type { Rule } from '../rule';
import { appDeletionRules } from './app-deletion';
import { appSelfHealRules } from './app-self-heal';
import { appShapeRules } from './app-shape';
import { appSourceRules } from './app-source';
import { appSyncOptionRules } from './app-sync-options';
import { appTrackingRules } from './app-tracking';
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
  ...appSyncOptionRules,
  ...appSelfHealRules,
  ...appDeletionRules,
  ...appTrackingRules,
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

import type { FunctionTable } from '../function';
import { jsonFunctions } from '../json';
import { defaultFunctions } from './defaults';
import { dictFunctions } from './dicts';
import { durationFunctions } from './durations';
import { encodingFunctions } from './encoding';
import { listFunctions } from './lists';
import { numberFunctions } from './numbers';
import { pathFunctions } from './paths';
import { regexFunctions } from './regex';
import { semverFunctions } from './semver';
import { textFunctions } from './strings';
import { unsupportedFunctions } from './unsupported';
import { urlFunctions } from './urls';

/** Sprig v3.3's functions, without those that Argo CD takes away: env, expandenv and getHostByName. */
export const sprig: FunctionTable = {
  ...textFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...dictFunctions,
  ...defaultFunctions,
  ...jsonFunctions,
  ...encodingFunctions,
  ...durationFunctions,
  ...pathFunctions,
  ...urlFunctions,
  ...regexFunctions,
  ...semverFunctions,
  ...unsupportedFunctions,
};

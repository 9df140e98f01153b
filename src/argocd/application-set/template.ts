import type { Plain } from '../go-template/value';
import type { Data } from './application-set';
import { isMap } from './list';
import { isList } from './render';

/** Data that counts as one value, however deep it is. */
const WHOLE = new Set(['valuesObject']);

/**
 * A generator's template with the set's under it: what the generator leaves empty is filled in, so that it cannot say
 * false or nothing where the set says something. Maps are joined; a list that is not empty stands.
 */
export function mergeTemplates(generatorTemplate: Data, setTemplate: Data): Data {
  const merged: Record<string, Plain> = { ...generatorTemplate };
  for (const [key, value] of Object.entries(setTemplate)) {
    const own = merged[key];
    if (own !== undefined && isMap(own) && isMap(value) && !WHOLE.has(key)) merged[key] = mergeTemplates(own, value);
    else if (isEmpty(own)) merged[key] = value;
  }
  return merged;
}

function isEmpty(value: Plain | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return isList(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

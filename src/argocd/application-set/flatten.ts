import { formatFloat } from '../go-template/float';
import { print } from '../go-template/format';
import { fromPlain, isOfTexts, type Plain } from '../go-template/value';
import { Work } from '../go-template/work';
import type { ArgoVersion } from '../version';
import type { Params } from './application-set';
import { changed } from './changes';

/** Nested data under dotted keys, as texts. Maps of labels, annotations and values once were left as they are. */
export function flatten(params: Params, version: ArgoVersion, alsoTexts = true): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  const keepsEmpty = changed(version, 'flattenedEmpties');
  const walk = (value: Plain, key: string): void => {
    const goesDeeper = typeof value === 'object' && value !== null && (alsoTexts || !isOfTexts(value));
    const members = goesDeeper ? Object.entries(value) : [];
    for (const [name, item] of members) walk(item, key === '' ? name : `${key}.${name}`);
    if (!goesDeeper || (members.length === 0 && keepsEmpty)) flat[key] = goText(value);
  };
  for (const [key, value] of Object.entries(params)) walk(value, key);
  return flat;
}

/** Go's text of a value: a million is 1e+06. */
export function goText(value: Plain): string {
  return typeof value === 'number' ? formatFloat(value) : print(fromPlain(value), new Work());
}

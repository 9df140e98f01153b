import { isOfTexts, ofTexts, type Plain } from '../go-template/value';
import type { Params } from './application-set';
import { stop } from './failure';
import { goText } from './flatten';
import { isMap } from './list';

/** Params over others, as the mergo library merges them: maps deeply, all else replaced, empty values too. */
export function overlay(under: Params, over: Params): Params {
  const merged: Record<string, Plain> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    merged[key] = below !== undefined && isMap(below) && isMap(value) ? overlayMaps(below, value) : value;
  }
  return merged;
}

/**
 * Maps that several sets have in common, because a matrix put them into each. What is laid over one of them Argo CD
 * writes into that very map, and so into all of these sets.
 */
export function sharedMaps(sets: readonly Params[]): ReadonlySet<Plain> {
  const seen = new Set<Plain>();
  const shared = new Set<Plain>();
  for (const map of sets.flatMap((params) => Object.values(params)).filter(isMap))
    (seen.has(map) ? shared : seen).add(map);
  return shared;
}

function overlayMaps(below: Params, value: Params): Plain {
  if (Object.keys(value).length === 0) return Object.keys(below).length === 0 ? value : below;
  const merged = overlay(below, value);
  if (!isOfTexts(below)) return merged;
  // Go does not look at what they are, but at what they could be.
  if (!isOfTexts(value)) throw stop('values that may be anything cannot be merged into values that are texts');
  const texts = Object.entries(merged).map(([key, item]) => {
    if (typeof item !== 'string') throw stop(`"${key}" is no text, and cannot be merged into values that are`);
    return [key, item] as const;
  });
  return ofTexts(Object.fromEntries(texts));
}

/** Flat params together; what both name has to be the same. */
export function combineEqual(one: Params, other: Params): Params {
  const combined = asTexts(one);
  for (const [key, value] of Object.entries(asTexts(other))) {
    const present = Object.hasOwn(combined, key) ? combined[key] : undefined;
    if (present !== undefined && present !== value) {
      throw stop(`found duplicate key ${key} with different value, a: ${present} ,b: ${value}`);
    }
    combined[key] = value;
  }
  return combined;
}

export function asTexts(params: Params): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, goText(value)]));
}

import { failed } from './fault';
import { Dict, isTrue, List, type Value } from './value';
import type { Work } from './work';

/**
 * Merges a map into another as the mergo library does. Without `overrides` only what is missing or empty (an empty text,
 * 0, false) is filled in; with it the source wins, empty values included. Maps merge deeply, lists are replaced.
 */
export function mergeInto(target: Dict, source: Dict, overrides: boolean, work: Work): void {
  work.nested(() => {
    for (const [key, value] of source.entries) {
      work.spend(1);
      const existing = target.entries.get(key);
      if (value === null || value === undefined) {
        if (overrides) set(target, key, null);
        continue;
      }
      if (value instanceof Dict && existing instanceof Dict) {
        mergeInto(existing, value, overrides, work);
        // An empty map counts as not there, and is replaced whole.
        if (isTrue(existing)) continue;
      }
      if (overrides || !isTrue(existing)) {
        // An empty map of the source does not replace a map, nor does a list that is merged without overriding.
        if (value instanceof List && !overrides && existing instanceof List && isTrue(existing)) continue;
        set(target, key, value);
      }
    }
  });
}

function set(target: Dict, key: string, value: Value): void {
  if (target.nil) throw failed('assignment to entry in nil map');
  if (target.type === 'map[string]string' && typeof value !== 'string') {
    throw failed(`cannot merge into a map of texts: key "${key}" is none`);
  }
  target.put(key, value);
}

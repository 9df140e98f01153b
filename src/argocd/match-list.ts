import { globMatches } from './glob';
import { regexpMatches } from './regexp';
import { either, unknown, type Verdict } from './unknown';

/** How the entries of a list are read: as they are, as globs, or as globs and - between slashes - as expressions. */
export type ListMode = 'exact' | 'glob' | 'regexp';

/** Whether any entry of a list fits a text. */
export function matchesInList(list: readonly string[], text: string, mode: ListMode): Verdict {
  let matched: Verdict = false;
  for (const entry of list) {
    if (mode === 'regexp' && entry === '/') return unknown("Argo CD crashes on the entry '/'");
    matched = either(matched, matchesEntry(entry, text, mode));
    if (matched === true) return true;
  }
  return matched;
}

function matchesEntry(entry: string, text: string, mode: ListMode): Verdict {
  if (mode === 'exact') return entry === text;
  if (mode === 'glob') return globMatches(entry, text);
  // An expression that does not fit is tried as a glob as well, slashes and all.
  const isExpression = entry.startsWith('/') && entry.endsWith('/');
  return either(isExpression && regexpMatches(entry.slice(1, -1), text), globMatches(entry, text));
}

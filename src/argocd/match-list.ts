import { globMatches } from './glob';
import { regexpMatches } from './regexp';
import { anyInOrder, either, unknown, type Verdict } from './unknown';

/** How the entries of a list are read: as they are, as globs, or as globs and - between slashes - as expressions. */
export type ListMode = 'exact' | 'glob' | 'regexp';

/** Whether any entry of a list fits a text. */
export function matchesInList(list: readonly string[], text: string, mode: ListMode): Verdict {
  let doubt: Verdict = false;
  const matched = anyInOrder(list, (entry) => {
    if (mode === 'exact') return entry === text;
    if (mode === 'regexp' && entry === '/') return unknown("Argo CD crashes on the entry '/'");
    // An expression that does not fit is tried as a glob as well, slashes and all.
    const isExpression = mode === 'regexp' && entry.startsWith('/') && entry.endsWith('/');
    const fits = isExpression && regexpMatches(entry.slice(1, -1), text);
    // What only we cannot tell of an expression does not stop Argo CD from asking on.
    doubt = either(doubt, fits);
    return fits === true || globMatches(entry, text);
  });
  return matched === false ? doubt : matched;
}

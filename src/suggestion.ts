import { closest, distance } from 'fastest-levenshtein';

/** The word that was probably meant, as the fix of a finding; nothing when none is near. */
export function suggestion(given: string, known: readonly string[]): { readonly fix?: string } {
  if (known.length === 0) return {};
  const nearest = closest(given, [...known]);
  const near = distance(given, nearest) <= Math.max(2, Math.floor(given.length / 3));
  return near ? { fix: `did you mean ${nearest}?` } : {};
}

import { globMatches } from './glob';
import { not, type Verdict } from './unknown';

/** A project's entry that starts with `!` matches what the rest of it does not. */
export function isDenial(entry: string): boolean {
  return entry.startsWith('!');
}

export function entryMatches(entry: string, text: string, separators = ''): Verdict {
  if (isDenial(entry)) return not(globMatches(entry.slice(1), text, separators));
  // A star by itself crosses every separator.
  return entry === '*' || globMatches(entry, text, separators);
}

import { compile } from './glob-compiler';
import { Crash, type Matcher, matches, OutOfWork, Work } from './glob-matcher';
import { type GlobFault, parseGlob } from './glob-syntax';
import { remembered } from './remembered';
import { unknown, type Verdict } from './unknown';
import { utf8 } from './utf8';

export type { GlobFault } from './glob-syntax';

/** A glob ready to match. */
export interface Glob {
  matches(text: string): Verdict;
}

/** A fraction of a second's work; patterns that people write take a few hundred steps. */
const MOST_WORK = 4_000_000;

/**
 * A glob as Argo CD reads one: `*` is any run without separators, `**` any run, `?` one character that is no separator,
 * `[abc]`, `[a-z]` and `[!a]` are classes, `{a,b}` alternatives, `\` takes the next character as it is. The whole text
 * has to match, in the same case. Each character of `separators` is one.
 */
export function compileGlob(pattern: string, separators = ''): Glob | GlobFault {
  const parsed = parseGlob(utf8(pattern));
  if ('fault' in parsed) return parsed;
  let matcher: Matcher;
  try {
    matcher = compile(
      parsed,
      [...separators].map((separator) => separator.codePointAt(0) ?? 0),
      new Work(MOST_WORK),
    );
  } catch (thrown) {
    return { fault: 'limit', message: reason(thrown) };
  }
  return {
    matches: (text) => {
      try {
        return matches(matcher, utf8(text), new Work(MOST_WORK));
      } catch (thrown) {
        return unknown(`glob ${abridged(pattern)}: ${reason(thrown)}`);
      }
    },
  };
}

/** Whether a text matches; a glob that does not compile matches nothing, and Argo CD only logs it. */
export function globMatches(pattern: string, text: string, separators = ''): Verdict {
  const glob = compiled.get(separators)?.(pattern) ?? compileGlob(pattern, separators);
  if (!('fault' in glob)) return glob.matches(text);
  return glob.fault === 'syntax' ? false : unknown(`glob ${abridged(pattern)}: ${glob.message}`);
}

/** Without separators, and with the one of URLs. */
const compiled = new Map(
  ['', '/'].map((separators) => [separators, remembered((pattern) => compileGlob(pattern, separators))]),
);

function reason(thrown: unknown): string {
  if (thrown instanceof OutOfWork) return 'it takes more steps than are worth following';
  if (thrown instanceof Crash) return "Argo CD's matcher crashes on it";
  throw thrown;
}

function abridged(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 77)}...` : pattern);
}

import { CannotTell } from '../go-template/fault';
import { dir } from '../go-template/sprig/paths';
import type { Work } from '../go-template/work';
import { parsePathPattern, pathMatches } from '../path-match';
import { known } from './failure';

const MOST_ALTERNATIVES = 1000;

/**
 * Whether a file matches the way of the doublestar library: `**` as a whole part of the path stands for any number of
 * parts, none included, `*` for a run without slashes, `{a,b}` for alternatives.
 */
export function doublestarMatches(pattern: string, file: string, work: Work): boolean {
  work.spend(1 + pattern.length / 16);
  // What stars and braces mean next to each other is a matter of their implementation; so are three stars.
  if (/\*{3}/.test(pattern) || /\{\}/.test(pattern) || (/\{/.test(pattern) && /[^/]\*\*|\*\*[^/]/.test(pattern)))
    throw malformed(pattern);
  const all = alternatives(pattern, work).map((each) => each.split('/'));
  if (!all.flat().every((part) => parsePathPattern(goClass(part)) !== undefined)) throw malformed(pattern);
  // What is between braces may turn a part into none at all, or into one that stands for a directory.
  if (pattern.includes('{') && all.flat().some((part) => /^\.{0,2}$/.test(part))) throw malformed(pattern);
  const matches = all.some((each) => partsMatch(each, file.split('/'), work));
  // The directories before braces are found first, and are then patterns themselves.
  if (matches && pattern.includes('{') && /[*?[{\\]/.test(dir(file))) throw malformed(pattern);
  return matches;
}

function partsMatch(pattern: readonly string[], parts: readonly string[], work: Work): boolean {
  // reached[n]: the pattern so far matches the first n parts.
  let reached = [true, ...parts.map(() => false)];
  for (const wanted of pattern) {
    work.spend(parts.length / 8);
    const next = parts.map(() => false);
    if (wanted === '**') {
      const first = reached.indexOf(true);
      reached = reached.map((_, at) => first !== -1 && at >= first);
      continue;
    }
    reached = [false, ...next.map((_, at) => reached[at] === true && partMatches(wanted, parts[at] ?? '', work))];
  }
  return reached.at(-1) ?? false;
}

/** What stars cost, at worst. */
export function spendForMatch(pattern: string, text: string, work: Work): void {
  work.spend(0.5 + pattern.length / 16 + (pattern.length * text.length) / 500);
}

function partMatches(wanted: string, part: string, work: Work): boolean {
  spendForMatch(wanted, part, work);
  // Within a part two stars are one.
  return known(pathMatches(goClass(wanted), part));
}

/** `!` negates a class as `^` does. */
function goClass(part: string): string {
  return part.replace(/\[!/g, '[^');
}

/** The patterns that braces stand for; the innermost are taken apart first. */
function alternatives(pattern: string, work: Work): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    work.spend(next.length / 16);
    const braces = /\{([^{}]*)\}/.exec(next);
    if (braces === null) {
      if (/[{}\\]/.test(next)) throw malformed(pattern);
      done.push(next);
    } else {
      const [whole, inner = ''] = braces;
      const before = next.slice(0, braces.index);
      const after = next.slice(braces.index + whole.length);
      const within = inner.split(',');
      if (within.length > MOST_ALTERNATIVES) throw malformed(pattern);
      open.push(...within.map((each) => before + each + after));
    }
    if (open.length + done.length > MOST_ALTERNATIVES)
      throw new CannotTell(`glob ${JSON.stringify(pattern)}: more alternatives than are worth following`);
  }
  return done;
}

/** Argo CD finds the mistake only where it gets to; and it looks for some texts with backslashes as they stand. */
function malformed(pattern: string): CannotTell {
  return new CannotTell(`glob ${JSON.stringify(pattern)}: one that is malformed, or has backslashes`);
}

import { CannotTell } from '../go-template/fault';
import { dir } from '../go-template/sprig/paths';
import { parsePathPattern, pathMatches } from '../path-match';
import { known, stop } from './failure';

const MOST_ALTERNATIVES = 1000;

/**
 * Whether a file matches the way of the doublestar library: `**` as a whole part of the path stands for any number of
 * parts, none included, `*` for a run without slashes, `{a,b}` for alternatives.
 */
export function doublestarMatches(pattern: string, file: string): boolean {
  // What stars and braces mean next to each other is a matter of their implementation.
  if (/\{\}/.test(pattern) || (/\{/.test(pattern) && /[^/]\*\*|\*\*[^/]/.test(pattern))) throw malformed(pattern);
  const all = alternatives(pattern).map((each) => each.split('/'));
  if (!all.flat().every((part) => parsePathPattern(goClass(part)) !== undefined)) throw malformed(pattern);
  // What is between braces may turn a part into none at all, or into one that stands for a directory.
  if (pattern.includes('{') && all.flat().some((part) => /^\.{0,2}$/.test(part))) throw malformed(pattern);
  const matches = all.some((each) => partsMatch(each, file.split('/')));
  // The directories before braces are found first, and are then patterns themselves.
  if (matches && pattern.includes('{') && /[*?[{\\]/.test(dir(file))) throw malformed(pattern);
  return matches;
}

function partsMatch(pattern: readonly string[], parts: readonly string[]): boolean {
  // reached[n]: the pattern so far matches the first n parts.
  let reached = [true, ...parts.map(() => false)];
  for (const wanted of pattern) {
    const next = parts.map(() => false);
    if (wanted === '**') {
      const first = reached.indexOf(true);
      reached = reached.map((_, at) => first !== -1 && at >= first);
      continue;
    }
    reached = [false, ...next.map((_, at) => reached[at] === true && partMatches(wanted, parts[at] ?? ''))];
  }
  return reached.at(-1) ?? false;
}

function partMatches(wanted: string, part: string): boolean {
  // Within a part two stars are one.
  return known(pathMatches(goClass(wanted), part));
}

/** `!` negates a class as `^` does. */
function goClass(part: string): string {
  return part.replace(/\[!/g, '[^');
}

/** The patterns that braces stand for; the innermost are taken apart first. */
function alternatives(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = /\{([^{}]*)\}/.exec(next);
    if (braces === null) {
      if (/[{}\\]/.test(next)) throw malformed(pattern);
      done.push(next);
    } else {
      const [whole, inner = ''] = braces;
      const before = next.slice(0, braces.index);
      const after = next.slice(braces.index + whole.length);
      open.push(...inner.split(',').map((each) => before + each + after));
    }
    if (open.length + done.length > MOST_ALTERNATIVES)
      throw stop(`glob ${JSON.stringify(pattern)}: more alternatives than are worth following`);
  }
  return done;
}

/** Argo CD finds the mistake only where it gets to; and it looks for some texts with backslashes as they stand. */
function malformed(pattern: string): CannotTell {
  return new CannotTell(`glob ${JSON.stringify(pattern)}: one that is malformed, or has backslashes`);
}

import { CannotTell } from '../go-template/fault';
import { clean } from '../go-template/sprig/paths';
import type { Work } from '../go-template/work';
import type { ArgoVersion } from '../version';
import { changed } from './changes';
import type { Checkout } from './checkout';
import { alternatives, isWellFormed, malformed, nameMatches } from './doublestar-name';
import { Slice } from './slice';

/**
 * The files and directories of a checkout that the doublestar library finds for a path, all of them as bytes: `**` as a
 * whole part of the path stands for any number of directories, none included, all else is as in `nameMatches`. The path
 * is clean. Where the library is not faithful to its own documentation, we are not either.
 */
export function doublestarPaths(
  checkout: Checkout,
  path: string,
  version: ArgoVersion,
  work: Work,
): ReadonlySet<string> {
  const cut = folderEnd(path);
  const pattern = path.slice(cut === -1 ? 0 : cut + 1);
  // A folder without wildcards is where the search starts.
  const folder = cut === -1 ? '.' : unescapedFolder(path.slice(0, cut), version);
  if (!isWellFormed(pattern)) throw malformed();
  const search = new Search(checkout, folder, version, !hasInnerDoubleStar(pattern), work);
  const found = search.find(pattern, true, Slice.empty);
  return new Set(found.items().map((item) => clean(join(folder, item))));
}

/** Once, a folder with escapes was looked for under the name that has the backslashes in it. */
function unescapedFolder(folder: string, version: ArgoVersion): string {
  return changed(version, 'unescapedFolders') ? unescaped(folder) : folder;
}

class Search {
  private readonly checksEnds: boolean;

  constructor(
    private readonly checkout: Checkout,
    private readonly folder: string,
    private readonly version: ArgoVersion,
    /**
     * The library has two ways to search. One of them looks for directories in the list of what it has found before,
     * so that what earlier alternatives found counts as such; and it writes over that list while it reads it.
     */
    private readonly sharesList: boolean,
    private readonly work: Work,
  ) {
    this.checksEnds = !changed(version, 'uncheckedEnds');
  }

  /** From the right: the last part of the pattern in all directories that the parts before it find. */
  find(pattern: string, filesCount: boolean, found: Slice): Slice {
    this.work.spend(1 + pattern.length / 16);
    return this.work.nested(() => {
      const wildcard = indexOfWildcard(pattern);
      if (wildcard === -1) {
        const path = unescaped(pattern);
        return this.kindOf(path.replace(/(?<=.)\/$/, '')) === undefined ? found : found.append(path);
      }
      let cut = lastIndexOf(pattern, '/}');
      if (pattern[cut] === '}') {
        const open = openingBrace(pattern, cut);
        if (open !== undefined) return this.findAlternatives(pattern, open, cut, filesCount, found);
        cut = lastIndexOf(pattern.slice(0, cut), '/');
      }
      const directory = cut === -1 ? '.' : pattern.slice(0, cut);
      const last = pattern.slice(cut + 1);
      if (cut <= wildcard) return this.findIn(unescapedFolder(directory, this.version), last, filesCount, found);
      const directories = this.directories(directory, found);
      let all = found;
      for (let nth = 0; nth < directories.length; nth++) all = this.findIn(directories.at(nth), last, filesCount, all);
      return all;
    });
  }

  private directories(pattern: string, found: Slice): Slice {
    if (!this.sharesList) return this.find(pattern, false, Slice.empty);
    if (!found.isExact) throw new CannotTell('a git path with alternatives that finds too many files');
    return this.find(pattern, false, found);
  }

  /** Each alternative as a pattern of its own, after each directory that is found for what stands before the braces. */
  private findAlternatives(pattern: string, open: number, close: number, filesCount: boolean, found: Slice): Slice {
    const cut = lastIndexOf(pattern.slice(0, open), '/}');
    const hasFolder = cut !== -1 && pattern[cut] === '/';
    const directories = hasFolder ? this.directories(pattern.slice(0, cut), found) : Slice.empty.append('');
    const before = pattern.slice(hasFolder ? cut + 1 : 0, open);
    const inner = pattern.slice(open + 1, close);
    // An empty alternative at the end is left out.
    const each = alternatives(inner).filter((text, nth, all) => text !== '' || nth < all.length - 1);
    let all = found;
    for (let nth = 0; nth < directories.length; nth++) {
      const directory = directories.at(nth);
      const prefix = directory === '' || directory === '.' ? before : `${directory}/${before}`;
      const start = all.length;
      for (const text of each) {
        const end = all.length;
        all = this.find(prefix + text + pattern.slice(close + 1), filesCount, all);
        if (start !== end && end !== all.length) all = all.mergeRuns(start, end);
      }
    }
    return all;
  }

  /** What a directory holds whose name matches; or the directory itself, for a pattern that ends in a slash. */
  private findIn(directory: string, last: string, filesCount: boolean, found: Slice): Slice {
    if (last === '') return this.kindOf(directory) === 'directory' ? found.append(directory) : found;
    if (last === '**') return this.findBelow(directory, filesCount, found);
    let all = found;
    for (const name of this.namesIn(directory)) {
      this.work.spend(0.1);
      const path = join(directory, name);
      if (nameMatches(last, name, this.checksEnds, this.work) && (filesCount || this.kindOf(path) === 'directory')) {
        all = all.append(path);
      }
    }
    return all;
  }

  private findBelow(directory: string, filesCount: boolean, found: Slice): Slice {
    if (this.kindOf(directory) !== 'directory') return found;
    let all = found.append(directory);
    for (const name of this.namesIn(directory)) {
      this.work.spend(0.1);
      const path = join(directory, name);
      if (this.kindOf(path) === 'directory') all = this.findBelow(path, filesCount, all);
      else if (filesCount) all = all.append(path);
    }
    return all;
  }

  private kindOf(path: string): 'file' | 'directory' | undefined {
    return this.checkout.kindOf(join(this.folder, path));
  }

  private namesIn(directory: string): readonly string[] {
    return this.checkout.namesIn(join(this.folder, directory));
  }
}

/** Paths that are not clean stay so: nothing is found under them. */
function join(folder: string, path: string): string {
  return folder === '.' ? path : path === '.' ? folder : `${folder}/${path}`;
}

/** The last slash before any wildcard. */
function folderEnd(path: string): number {
  let end = -1;
  for (let at = 0; at < path.length; at++) {
    const sign = path[at] ?? '';
    if (sign === '\\') at++;
    else if (sign === '/') end = at;
    else if ('*?[{'.includes(sign)) return end;
  }
  return end;
}

/** Two stars anywhere but at the very end. */
function hasInnerDoubleStar(pattern: string): boolean {
  for (let at = 0; at < pattern.length - 3; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '*' && pattern[at + 1] === '*') return true;
  }
  return false;
}

function indexOfWildcard(pattern: string): number {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if ('*?[{'.includes(pattern[at] ?? '')) return at;
  }
  return -1;
}

/** A backslash in front makes a sign none, also one that is escaped itself. */
function lastIndexOf(pattern: string, signs: string): number {
  for (let at = pattern.length - 1; at >= 0; at--) {
    if (signs.includes(pattern[at] ?? '') && pattern[at - 1] !== '\\') return at;
  }
  return -1;
}

function openingBrace(pattern: string, close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (pattern[at - 1] === '\\') continue;
    if (pattern[at] === '}') depth++;
    else if (pattern[at] === '{' && --depth === 0) return at;
  }
  return undefined;
}

function unescaped(pattern: string): string {
  return pattern.replace(/\\([*?[\]{}])/g, '$1');
}

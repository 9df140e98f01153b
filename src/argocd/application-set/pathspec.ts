import { bytesOf } from '../go-template/text';
import type { Work } from '../go-template/work';
import { unknown } from '../unknown';
import { known } from './failure';

/**
 * Whether a file is what `git ls-files` lists for a path: the path itself, all within it if it is a directory, and all
 * that it matches as a pattern of bytes, in which `*` and `?` stand for slashes as well.
 */
export function pathspecMatches(pathspec: string, file: string, work: Work): boolean {
  work.spend(0.5 + pathspec.length / 16);
  // All of it, also for Argo CD's repo server that is given no path.
  if (pathspec === '' || pathspec === '.') return true;
  if (/^:|^\/|(^|\/)\.\.?(\/|$)|\/\//.test(pathspec))
    return known<boolean>(unknown(`git path ${JSON.stringify(pathspec)}: such paths are not followed`));
  if (file === pathspec || file.startsWith(pathspec.endsWith('/') ? pathspec : `${pathspec}/`)) return true;
  return /[*?[\\]/.test(pathspec) && wildcardsMatch(parse(bytesOf(pathspec)), [...bytesOf(file)], work);
}

type Piece = '*' | '?' | ((character: string) => boolean);

function parse(pathspec: string): readonly Piece[] | undefined {
  const all = [...pathspec];
  const pieces: Piece[] = [];
  for (let at = 0; at < all.length; at++) {
    const character = all[at] ?? '';
    if (character === '*') {
      if (pieces.at(-1) !== '*') pieces.push('*');
    } else if (character === '?') {
      pieces.push('?');
    } else if (character === '[') {
      const end = classEnd(all, at);
      // What is not closed matches nothing.
      if (end === -1) return undefined;
      pieces.push(characterClass(all.slice(at + 1, end)));
      at = end;
    } else {
      const literal = character === '\\' ? all[++at] : character;
      if (literal === undefined) return undefined;
      pieces.push((other) => other === literal);
    }
  }
  return pieces;
}

/** A bracket right at the start of a class belongs to it. */
function classEnd(all: readonly string[], start: number): number {
  const first = all[start + 1] === '!' || all[start + 1] === '^' ? start + 2 : start + 1;
  for (let at = first + 1; at < all.length; at++) if (all[at] === ']' && all[at - 1] !== '\\') return at;
  return -1;
}

function characterClass(members: readonly string[]): (character: string) => boolean {
  if (members.join('').includes('[:'))
    return () => known<boolean>(unknown('git paths with named classes are not followed'));
  const negated = members[0] === '!' || members[0] === '^';
  const list = (negated ? members.slice(1) : members).filter(
    (member, at, all) => member !== '\\' || all[at - 1] === '\\',
  );
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < list.length; at++) {
    const [low = '', dash, high] = list.slice(at, at + 3);
    if (dash === '-' && high !== undefined) at += 2;
    ranges.push([low, dash === '-' && high !== undefined ? high : low]);
  }
  return (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated;
}

/** Goes back to the last star only, which is enough and takes quadratic time at most. */
function wildcardsMatch(pieces: readonly Piece[] | undefined, text: readonly string[], work: Work): boolean {
  if (pieces === undefined) return false;
  let piece = 0;
  let star = -1;
  let starAt = 0;
  for (let at = 0; at < text.length; ) {
    const wanted = pieces[piece];
    if (wanted === '*') {
      star = piece++;
      starAt = at;
    } else if (wanted === '?' || (typeof wanted === 'function' && wanted(text[at] ?? ''))) {
      piece++;
      at++;
    } else if (star !== -1) {
      work.spend(0.05 * (at - starAt + 1));
      piece = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pieces[piece] === '*') piece++;
  return piece === pieces.length;
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Baseline, parseBaseline } from '../check/baseline';
import type { WaiverFile } from '../check/waivers';
import { UsageError } from '../finding';
import { readDocuments } from '../sources/documents';
import { topOf } from '../sources/folder-tree';
import { nearestAt, type Place, rootOf } from '../sources/place';
import { lineFinder } from '../sources/position';
import { inOneSentence } from '../system-error';

/** The file of waivers that needs no naming. */
export const WAIVERS = 'argosy-waivers.yaml';

/** The file of that name in a folder, or above it within its repository; undefined where there is none. */
export function waiversAround(folder: string): string | undefined {
  const real = realpathSync(folder);
  const top = topOf(real) ?? rootOf(real);
  for (let at = real; ; at = dirname(at)) {
    const file = join(at, WAIVERS);
    if (existsSync(file)) return file;
    if (at === top || at === dirname(at)) return undefined;
  }
}

/** What is in that of a place. Messages name it from the root of the repository, as they do all that is checked. */
export function ownWaivers(place: Place = { folder: '.' }): WaiverFile | undefined {
  if ('files' in place) return undefined;
  const { folder, revision } = place;
  if (revision !== undefined) {
    const found = nearestAt(folder, revision, WAIVERS);
    return found && waiversIn(found.bytes.toString('utf8'), found.path);
  }
  const file = waiversAround(folder);
  return file === undefined ? undefined : readWaivers(file, relative(rootOf(folder), file).split(sep).join('/'));
}

/** @throws UsageError for a file that is not there, or no YAML */
export function readWaivers(file: string, name = file): WaiverFile {
  return waiversIn(read('--waivers', file), name);
}

function waiversIn(written: string, name: string): WaiverFile {
  const { documents, broken } = readDocuments(written);
  const [fault] = broken;
  if (fault) {
    throw new UsageError({ where: `${name}:${fault.line}`, message: fault.message, fix: 'mend the YAML' });
  }
  const [{ value, text, line } = { value: undefined, text: '', line: 1 }] = documents;
  return { name, document: value, lineOf: lineFinder(text, line) };
}

/** @throws UsageError for a file that is not there, or not what `argosy check -o json` wrote */
export function readBaseline(name: string): Baseline {
  const baseline = parseBaseline(parsed(read('--baseline', name)));
  if (baseline !== undefined) return baseline;
  const fix = 'write one: argosy check -o json > baseline.json';
  throw new UsageError({ where: name, message: 'is no report of argosy check', fix });
}

function read(where: string, name: string): string {
  return inOneSentence(`${where}: ${name}`, 'read', SENTENCES, () => readFileSync(name, 'utf8'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

const SENTENCES = {
  ENOENT: ['it does not exist', 'name a file that is there'],
  EISDIR: ['it is a folder', 'name a file'],
  EACCES: ['you may not', 'change its permissions'],
} as const;

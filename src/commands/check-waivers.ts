import { existsSync, readFileSync } from 'node:fs';
import { type Baseline, parseBaseline } from '../check/baseline';
import type { WaiverFile } from '../check/waivers';
import { UsageError } from '../finding';
import { readDocuments } from '../sources/documents';
import { lineFinder } from '../sources/position';
import { inOneSentence } from '../system-error';

/** The file of waivers that needs no naming. */
export const WAIVERS = 'argosy-waivers.yaml';

/** What is in the file of that name, where there is one. */
export function ownWaivers(): WaiverFile | undefined {
  return existsSync(WAIVERS) ? readWaivers(WAIVERS) : undefined;
}

/** @throws UsageError for a file that is not there, or no YAML */
export function readWaivers(name: string): WaiverFile {
  const { documents, broken } = readDocuments(read('--waivers', name));
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
  const fix = `write one: argosy check -o json > ${name}`;
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

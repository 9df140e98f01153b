import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../finding';
import { errorCode } from '../system-error';
import { bytewise, pathFault } from './output-path';

/** The file that says which files of an output folder argosy made, and so may change and remove. */
export const indexFile = '.argosy-index';

const header = '# The files argosy made in this folder, one path a line: it changes and removes these and no others.';

export interface OutputIndex {
  /** The bytes on the disk, to tell whether they must change. */
  readonly text: string | undefined;
  readonly paths: ReadonlySet<string>;
}

export function readIndex(root: string): OutputIndex {
  const text = readText(join(root, indexFile));
  if (text === undefined) return { text, paths: new Set() };
  const [first = '', ...lines] = text.split(/\r?\n/);
  if (first !== header) throw corrupt(root, 1, first, header);
  // Git may check it out with the line ends of another system. Order and repetition carry no meaning, so that git may merge two branches' lines.
  const cut = lines.pop() ?? '';
  if (cut !== '') throw corrupt(root, lines.length + 2, cut, 'a path and an end of line');
  const fault = lines.findIndex((line) => pathFault(line) !== undefined);
  if (fault >= 0) throw corrupt(root, fault + 2, lines[fault] ?? '', 'a path inside the folder');
  return { text, paths: new Set(lines) };
}

/** What the index must say; a folder in which nothing is argosy's needs none. */
export function indexText(paths: ReadonlySet<string>): string | undefined {
  return paths.size === 0 ? undefined : `${[header, ...bytewise(paths)].join('\n')}\n`;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'EISDIR') throw error;
    throw new UsageError({
      where: file,
      message: 'found a folder, expected the index of outputs',
      fix: 'move it away',
    });
  }
}

function corrupt(root: string, line: number, found: string, expected: string): UsageError {
  return new UsageError({
    where: `${join(root, indexFile)}:${line}`,
    message: `found ${JSON.stringify(found.slice(0, 80))}, expected ${expected}`,
    fix: `restore it with git checkout -- ${join(root, indexFile)}`,
  });
}

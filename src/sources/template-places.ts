import { posix } from 'node:path';
import type { Origin } from './model';

/** Where something stands in a template. */
type Place = Pick<Origin, 'file' | 'line' | 'lineOf'>;

/**
 * Finds the template that Helm made a document of, by the comments of its output: `# Source: chart/templates/web.yaml`.
 * @param folder of the chart
 * @param readText undefined where no file is: the chart inside of an archive
 */
export function templatePlaces(
  output: string,
  folder: string,
  readText: (path: string) => string | undefined,
): (line: number) => Place | undefined {
  const sources = output
    .split('\n')
    .flatMap((text, index) => (text.startsWith(SOURCE) ? [{ line: index + 1, named: text.slice(SOURCE.length) }] : []));
  return (line) => {
    const named = sources.findLast((source) => source.line < line)?.named.trim();
    // The name of the chart comes first, whatever its folder is called.
    const file = named === undefined ? undefined : posix.join(folder, named.slice(named.indexOf('/') + 1));
    const text = file === undefined ? undefined : readText(file);
    if (file === undefined || text === undefined) return undefined;
    const lineOf = keyFinder(text);
    return { file, line: lineOf(['kind']) ?? 1, lineOf };
  };
}

const SOURCE = '# Source: ';

/** A template is no YAML, so a value is where its key is, if that is there once. */
function keyFinder(template: string): Origin['lineOf'] {
  let lines: ReadonlyMap<string, readonly number[]> | undefined;
  return (path) => {
    lines ??= keysIn(template);
    const found = lines.get(String(path.at(-1))) ?? [];
    return found.length === 1 ? found[0] : undefined;
  };
}

function keysIn(template: string): ReadonlyMap<string, readonly number[]> {
  const keys = new Map<string, number[]>();
  for (const [index, text] of template.split('\n').entries()) {
    const [, key] = /^[ \t]*(?:- +)*["']?([^\s"'{}#:]+)["']?:(?=\s|$)/.exec(text) ?? [];
    if (key !== undefined) keys.set(key, [...(keys.get(key) ?? []), index + 1]);
  }
  return keys;
}

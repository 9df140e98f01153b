import { parseEvents, YAMLException } from 'js-yaml';

/**
 * The text, with lines indented that Go takes at the margin and js-yaml does not: within quotes and brackets the indent
 * of a line means nothing. Lines stay where they are.
 */
export function withMargins(text: string): string {
  let mended = text;
  for (let tries = 0; tries < MOST_LINES; tries++) {
    const line = lineAtMargin(mended);
    if (line === undefined) return mended;
    const lines = mended.split('\n');
    mended = lines.with(line, `${INDENT}${lines[line]}`).join('\n');
  }
  return text;
}

export function isAtMargin(thrown: unknown): boolean {
  return thrown instanceof YAMLException && thrown.reason.includes('deficient indentation');
}

function lineAtMargin(text: string): number | undefined {
  try {
    parseEvents(text, {});
    return undefined;
  } catch (thrown) {
    return thrown instanceof YAMLException && isAtMargin(thrown) ? thrown.mark?.line : undefined;
  }
}

const INDENT = ' '.repeat(100);
const MOST_LINES = 100;

const width = 120;
const brief = 160;

/** A doc comment of the first paragraph, or of its first sentence where the paragraph is long. */
export function doc(description: string | undefined, indent: string): string[] {
  const words = shortened(description ?? '').replaceAll('*/', '*\\/');
  if (words === '') return [];
  const line = `${indent}/** ${words} */`;
  if (line.length <= width) return [line];
  return [`${indent}/**`, ...wrapped(words, `${indent} * `), `${indent} */`];
}

function shortened(description: string): string {
  const paragraph = (description.trim().split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ').trim();
  if (paragraph.length <= brief) return paragraph;
  // A full stop ends a sentence where a capital letter follows, except after e.g. and i.e.
  return paragraph.match(/^.*?(?<!\b[ei]\.[ge])[.:](?= [A-Z"`]|$)/)?.[0] ?? paragraph;
}

function wrapped(words: string, prefix: string): string[] {
  const lines: string[] = [];
  let line = prefix.trimEnd();
  for (const word of words.split(' ')) {
    if (line.length + 1 + word.length > width && line !== prefix.trimEnd()) {
      lines.push(line);
      line = prefix.trimEnd();
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

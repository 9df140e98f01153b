const width = 120;

/** A doc comment of the first sentence. */
export function doc(description: string | undefined, indent: string): string[] {
  const words = firstSentence(description ?? '').replaceAll('*/', '*\\/');
  if (words === '') return [];
  const line = `${indent}/** ${words} */`;
  if (line.length <= width) return [line];
  return [`${indent}/**`, ...wrapped(words, `${indent} * `), `${indent} */`];
}

function firstSentence(description: string): string {
  const paragraph = (description.trim().split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ').trim();
  // A full stop ends a sentence where a capital follows, but not after e.g. and i.e., nor after one word: Required.
  return paragraph.match(/^\S+ .*?(?<!\b[ei]\.[ge])\.(?= [A-Z"`]|$)/)?.[0] ?? paragraph;
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

const SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Go's idea of white space: unlike JavaScript's it has U+0085 and has no byte order mark. */
export function isSpace(character: string): boolean {
  return SPACE.test(character);
}

export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start++;
  while (start < end && isSpace(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The words between runs of white space. */
export function fields(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (!isSpace(character)) {
      word += character;
    } else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return word === '' ? words : [...words, word];
}

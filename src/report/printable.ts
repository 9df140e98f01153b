/**
 * Text that moves no cursor and changes no colour, whatever people have written into it; line ends stay. What turns the
 * direction of writing around is gone as well: it would show one thing and say another.
 */
export function printable(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ');
}

/** The same in one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\n+/g, ' ').trim();
}

/** JSON that is safe to look at: the control characters that it leaves alone are escaped as well. */
export function printableJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return text.replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

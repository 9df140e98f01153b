/** What makes a text no XML; as much of it as a report has: elements, attributes, text, the five entities. */
export function xmlFault(text: string): string | undefined {
  const open: string[] = [];
  const tokens = /<\?xml [^<>]*\?>|<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|[^<]+|</g;
  for (const [token, closing, name = '', attributes = '', empty] of text.matchAll(tokens)) {
    if (token === '<') return 'a tag that is none';
    if (/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(token)) return 'a character that XML has not';
    if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(token)) return 'an ampersand by itself';
    const names = [...attributes.matchAll(/ ([a-z]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `twice the same attribute in ${name}`;
    if (name === '' && open.length === 0 && !token.startsWith('<?') && token.trim() !== '')
      return 'text around the root';
    if (name === '' || empty) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) return `${name} ends and did not begin`;
  }
  return open.length === 0 ? undefined : `${open.at(-1)} does not end`;
}

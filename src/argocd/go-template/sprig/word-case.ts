import { CannotTell } from '../fault';
import { toLower, toUpper } from '../letters';
import { SPACE } from '../text';

const CONNECTOR = new RegExp(`^[-_${SPACE}]$`);
const UPPER = /^\p{Lu}$/u;

/** `some_words` becomes `SomeWords`; connectors at the start and double ones stay. */
export function pascalCase(text: string): string {
  const all = [...text];
  const lead = all.findIndex((character) => !CONNECTOR.test(character));
  // Of connectors alone the last one is written twice.
  if (lead === -1) return text + (all.at(-1) ?? '');
  let pascal = all.slice(0, lead).join('');
  let current = toUpper(all[lead] ?? '');
  let lowers = UPPER.test(all[lead] ?? '');
  for (const character of all.slice(lead + 1)) {
    const previous = current;
    current = character;
    if (CONNECTOR.test(previous)) {
      if (CONNECTOR.test(current)) {
        pascal += previous;
        continue;
      }
      lowers = UPPER.test(current);
      current = toUpper(current);
      continue;
    }
    if (CONNECTOR.test(current)) {
      pascal += previous;
      continue;
    }
    // What follows a capital is lowered until something else than a capital comes.
    if (lowers && UPPER.test(current)) current = toLower(current);
    else lowers = false;
    pascal += previous;
  }
  return pascal + current;
}

export function snakeCase(text: string): string {
  return connected(text, '_');
}

export function kebabCase(text: string): string {
  return connected(text, '-');
}

type Kind = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'none';

interface Word {
  readonly kind: Kind;
  readonly text: string;
}

const NONE: Word = { kind: 'none', text: '' };

/** Where the case or the kind of characters changes, a connector comes in between. */
function connected(text: string, connector: string): string {
  if (/\p{Surrogate}|\ufffd/u.test(text)) throw new CannotTell('words with bytes that belong to no character');
  const words = wordsOf(text);
  let next = 0;
  const take = (): Word => words[next++] ?? NONE;
  const isLast = (): boolean => next >= words.length;
  let out = '';
  const write = (word: Word): void => {
    out += shown(word, connector);
  };
  const takesConnector = (word: Word, alsoNone: boolean): boolean =>
    (alsoNone || word.kind !== 'none') && word.kind !== 'connector' && word.kind !== 'punctuation';

  let word = take();
  while (!isLast()) {
    if (word.kind !== 'connector') write(word);
    const previous = word;
    word = take();
    if (previous.kind === 'number') {
      while (word.kind === 'letters' || word.kind === 'number') {
        write(word);
        word = take();
      }
      if (takesConnector(word, false)) out += connector;
    } else if (previous.kind === 'connector') {
      write(previous);
    } else if (previous.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (takesConnector(word, true)) out += connector;
        continue;
      }
      if (isLast()) continue;
      const digits = word;
      word = take();
      // Digits belong to the word before them, unless small letters follow: Bld4Floor is bld4_floor, HTTP2xx http_2xx.
      if (word.kind !== 'letters') {
        write(digits);
        if (takesConnector(word, true)) out += connector;
        continue;
      }
      out += connector;
      write(digits);
      while (word.kind === 'letters' || word.kind === 'number') {
        write(word);
        word = take();
      }
      if (takesConnector(word, false)) out += connector;
    }
  }
  write(word);
  return out;
}

function shown({ kind, text }: Word, connector: string): string {
  if (kind !== 'upper' && kind !== 'connector') return text;
  return [...text]
    .map((character) =>
      CONNECTOR.test(character) ? connector : UPPER.test(character) ? toLower(character) : character,
    )
    .join('');
}

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['connector', new RegExp(`[-_${SPACE}]+`, 'uy')],
  ['punctuation', /\p{P}+/uy],
  // The last of several capitals starts the word that follows: HTTPStatus is HTTP and Status.
  ['upper', /\p{Lu}+(?=\p{Lu}(?!\p{Lu})\p{L})|\p{Lu}{2,}|\p{Lu}(?:(?!\p{Lu})\p{L})*/uy],
  ['letters', /(?:(?!\p{Lu})\p{L})+/uy],
  ['number', /\p{N}+/uy],
  ['other', new RegExp(`[^-_${SPACE}\\p{L}\\p{N}\\p{P}]+`, 'uy')],
];

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    const word = wordAt(text, at);
    words.push(word);
    at += word.text.length;
  }
  return words;
}

function wordAt(text: string, at: number): Word {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found !== '') return { kind, text: found };
  }
  return { kind: 'other', text: String.fromCodePoint(text.codePointAt(at) ?? 0) };
}

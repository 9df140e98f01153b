import { type Token, tokensOf } from './tokens';

/** Where the settings of an environment say whether a layer is on. */
export interface Switch {
  readonly on: boolean;
  /** From 1. */
  readonly line: number;
  /** The file with the switch in the other position, or in the same. */
  readonly turned: (on: boolean) => string;
}

/** Why it is not certain which literal is the switch. */
export interface NoSwitch {
  readonly refused: string;
  /** From 1, where there is a line to look at. */
  readonly line?: number;
}

/**
 * Finds the one literal that switches a layer: `<layer>: true`, `<layer>: 'on'` or `<layer>: { enabled: true }`, in the
 * object that the file exports under the environment's name. Says why not, where it is not certain that it is that one.
 */
export function findSwitch(source: string, environment: string, layer: string): Switch | NoSwitch {
  const tokens = tokensOf(source);
  if (!tokens) return { refused: 'it has a place where code cannot be told from text, such as a regular expression' };
  const opened = openingOf(tokens, environment);
  if (typeof opened === 'object') return opened;
  const settings = propertiesOf(tokens, opened);
  if ('refused' in settings) return settings;
  const [property, ...others] = settings.properties.filter(({ key }) => key === layer);
  if (!property) {
    const switches = settings.properties.filter(({ value }) => 'on' in literalOf(source, tokens, value, ''));
    const there = switches.length === 0 ? '' : `, but ${switches.map(({ key }) => key).join(' and ')}`;
    const line = lineOf(source, tokens[opened]);
    return { refused: `${environment} has no ${layer}${settings.spread ? ' of its own' : ''}${there}`, line };
  }
  if (others.length > 0) return { refused: `${environment} has ${layer} twice` };
  if (settings.spread && settings.spread > property.value) {
    return { refused: `a spread after ${layer} of ${environment} may say something else` };
  }
  return literalOf(source, tokens, property.value, `${layer} of ${environment}`);
}

function literalOf(source: string, tokens: readonly Token[], value: number, what: string): Switch | NoSwitch {
  const line = lineOf(source, tokens[value]);
  if (tokens[value]?.text === '{') {
    const inner = propertiesOf(tokens, value);
    if ('refused' in inner) return inner;
    const enabled = inner.properties.filter(({ key }) => key === 'enabled');
    const [only] = enabled;
    if (!only || enabled.length > 1 || inner.spread)
      return { refused: `${what} has no enabled: true or enabled: false`, line };
    return literalOf(source, tokens, only.value, what);
  }
  const [literal, after] = [tokens[value], tokens[value + 1]];
  const position = literal && POSITIONS[literal.is]?.[literal.text];
  if (!literal || position === undefined || !after || (after.text !== ',' && after.text !== '}')) {
    return { refused: `${what} is neither true nor false, nor 'on' nor 'off', but an expression`, line };
  }
  const { start, end } = literal;
  const quote = literal.is === 'string' ? (source[start] ?? '') : '';
  const words = quote === '' ? ['true', 'false'] : ['on', 'off'];
  return {
    on: position,
    line,
    turned: (on) => `${source.slice(0, start)}${quote}${on ? words[0] : words[1]}${quote}${source.slice(end)}`,
  };
}

function lineOf(source: string, token: Token | undefined): number {
  return source.slice(0, token?.start ?? 0).split('\n').length;
}

/** What a literal says of its layer. */
const POSITIONS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  word: { true: true, false: false },
  string: { on: true, off: false },
};

/** The index of the brace that opens the exported object. */
function openingOf(tokens: readonly Token[], environment: string): number | { readonly refused: string } {
  const exported = tokens.flatMap(({ text }, at) =>
    text === 'export' && tokens[at + 1]?.text === 'const' && tokens[at + 2]?.text === environment ? [at + 3] : [],
  );
  const [after, ...others] = exported;
  if (after === undefined) {
    const names = tokens.flatMap(({ text }, at) =>
      text === 'const' && tokens[at - 1]?.text === 'export' ? (tokens[at + 1]?.text ?? []) : [],
    );
    const there = names.length === 0 ? '' : `, but ${names.join(' and ')}`;
    return { refused: `it has no export const ${environment}${there}` };
  }
  if (others.length > 0) return { refused: `it exports ${environment} twice` };
  const equals = tokens.findIndex(({ text }, at) => at >= after && text === '=');
  const type = tokens.slice(after, equals).map(({ text }) => text);
  const simple = equals !== -1 && !type.includes('{') && !type.includes(';');
  if (simple && tokens[equals + 1]?.text === '{') return equals + 1;
  return { refused: `what it exports as ${environment} is no object that is written down there` };
}

interface Properties {
  /** By key, with the index of the first token of the value. */
  readonly properties: readonly { readonly key: string; readonly value: number }[];
  /** The index of the last spread. */
  readonly spread: number | undefined;
}

/** The properties of the object whose brace stands at `open`, not those of objects in it. */
function propertiesOf(tokens: readonly Token[], open: number): Properties | { readonly refused: string } {
  const properties: { key: string; value: number }[] = [];
  let spread: number | undefined;
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { is, text } = tokens[at] ?? { is: 'mark', text: '' };
    if (is === 'mark' && '{[('.includes(text)) depth++;
    if (is === 'mark' && '}])'.includes(text)) depth--;
    if (depth === 0) return { properties, spread };
    const before = tokens[at - 1]?.text;
    const begins = depth === 1 && (before === '{' || before === ',') && at > open;
    if (begins && text === '.') spread = at;
    const isComputed = depth === 2 && is === 'mark' && text === '[' && (before === '{' || before === ',');
    if (isComputed) return { refused: 'it has a key that is computed' };
    if (depth === 1 && is !== 'mark' && tokens[at + 1]?.text === ':' && (before === '{' || before === ',')) {
      properties.push({ key: text, value: at + 2 });
    }
  }
  return { refused: 'it has a brace that is not closed' };
}

import { type Unknown, unknown } from './unknown';

/** The places in a value that a jq path expression names; `undefined` where jq stops with an error, or effort ends. */
export type JqPath = (value: unknown, effort: Effort) => readonly Place[] | undefined;

/** How many places may yet be looked at. Expressions that multiply what they name would go on for ever. */
interface Effort {
  left: number;
}

/** Keys and indexes from the top. */
export type Place = readonly (string | number)[];

/**
 * A jq expression as Argo CD puts it in `del(…)`, as far as it is a path: fields, indexes, `[]`, `?`, pipes, commas and
 * `select` with one comparison. That is what people write to ignore differences; anything else is unknown.
 */
export function jqPath(expression: string): JqPath | Unknown {
  const tokens = tokenize(expression);
  if (tokens === undefined) return unknown(`jq ${expression}`);
  if (tokens.length > MOST_TOKENS) return unknown(`jq with more than ${MOST_TOKENS} parts`);
  const parser = new Parser(tokens);
  const path = parser.alternatives();
  return path === undefined || !parser.atEnd()
    ? unknown(`jq ${expression}`)
    : (value, effort) => path(value, [], effort);
}

/** What is longer nobody has written by hand. */
const MOST_TOKENS = 500;

/** From one value to the places below it. */
type Step = (value: unknown, at: Place, effort: Effort) => readonly Place[] | undefined;

const TOKEN = /\s*(?:(\.\.)|(\.?[A-Za-z_][A-Za-z0-9_]*)|(\.?"(?:[^"\\]|\\["\\/bfnrt])*")|(-?\d+)|(==|!=|[.[\]()|,?]))/y;

const FIELD = /^\.["A-Za-z_]/;

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (found === null) return undefined;
    tokens.push(found[0].trim());
  }
  return tokens.length > 0 ? tokens : undefined;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  atEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** The pipe binds loosest, so a comma's alternatives all go through what follows it. */
  alternatives(): Step | undefined {
    let step = this.comma();
    while (step !== undefined && this.take('|')) {
      const next = this.comma();
      step = next && then(step, next);
    }
    return step;
  }

  private comma(): Step | undefined {
    let step = this.term();
    while (step !== undefined && this.take(',')) {
      const next = this.term();
      step = next && and(step, next);
    }
    return step;
  }

  private term(): Step | undefined {
    const first = this.head();
    let step = first && this.orNothing(first);
    while (step !== undefined) {
      const suffix = this.suffix();
      if (suffix === 'none') return step;
      step = suffix && then(step, this.orNothing(suffix));
    }
    return undefined;
  }

  private suffix(): Step | 'none' | undefined {
    const token = this.tokens[this.at];
    if (token === '[') return this.bracket();
    if (token === '.' && this.tokens[this.at + 1] === '[') {
      this.at++;
      return this.bracket();
    }
    if (token === undefined || !FIELD.test(token)) return 'none';
    this.at++;
    return key(token.slice(1));
  }

  /** A question mark is about what stands right before it, not the whole path. */
  private orNothing(step: Step): Step {
    return this.take('?') ? (value, at, effort) => step(value, at, effort) ?? [] : step;
  }

  private head(): Step | undefined {
    const token = this.tokens[this.at];
    if (token === undefined) return undefined;
    if (token === '.') {
      this.at++;
      return named((_, at) => [at]);
    }
    if (FIELD.test(token)) {
      this.at++;
      return key(token.slice(1));
    }
    if (token === '(') {
      this.at++;
      const inner = this.alternatives();
      // What a group has named before it fails still counts; such a group is left alone.
      return this.take(')') && this.tokens[this.at] !== '?' ? inner : undefined;
    }
    if (token === 'select') {
      this.at++;
      return this.select();
    }
    return undefined;
  }

  private bracket(): Step | undefined {
    this.at++;
    const token = this.tokens[this.at];
    if (this.take(']')) return each;
    if (token === undefined) return undefined;
    this.at++;
    const step = token.startsWith('"') ? key(token) : /^-?\d+$/.test(token) ? index(Number(token)) : undefined;
    return this.take(']') ? step : undefined;
  }

  private select(): Step | undefined {
    if (!this.take('(')) return undefined;
    const path = this.term();
    const comparison = this.tokens[this.at++];
    const literal = scalar(this.tokens[this.at++]);
    if (path === undefined || literal === undefined || !this.take(')')) return undefined;
    if (comparison !== '==' && comparison !== '!=') return undefined;
    return (value, at, effort) => {
      const found = path(value, [], effort);
      if (found === undefined) return undefined;
      return found.flatMap((place) => ((valueAt(value, place) === literal.is) === (comparison === '==') ? [at] : []));
    };
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
}

function then(first: Step, second: Step): Step {
  return (value, at, effort) => {
    const places: Place[] = [];
    for (const place of first(value, [], effort) ?? [undefined]) {
      const below = place && second(valueAt(value, place), [...at, ...place], effort);
      if (below === undefined) return undefined;
      places.push(...below);
    }
    return places;
  };
}

function and(first: Step, second: Step): Step {
  return (value, at, effort) => {
    const [one, other] = [first(value, at, effort), second(value, at, effort)];
    return one && other && [...one, ...other];
  };
}

/** Each place that is named takes effort. */
function named(places: (value: unknown, at: Place) => readonly Place[] | undefined): Step {
  return (value, at, effort) => {
    const found = effort.left < 0 ? undefined : places(value, at);
    effort.left -= 1 + (found?.length ?? 0);
    return effort.left < 0 ? undefined : found;
  };
}

/** A field of an object, or of null, where it is null again. */
function key(name: string): Step | undefined {
  const field = name.startsWith('"') ? text(name) : name;
  if (field === undefined) return undefined;
  return named((value, at) =>
    value === undefined || value === null || isRecord(value) ? [[...at, field]] : undefined,
  );
}

function index(position: number): Step {
  return named((value, at) => {
    if (value === undefined || value === null) return [[...at, position]];
    if (!Array.isArray(value)) return undefined;
    const place = position < 0 ? position + value.length : position;
    return place < 0 ? [] : [[...at, place]];
  });
}

const each: Step = named((value, at) => {
  if (Array.isArray(value)) return value.map((_, place) => [...at, place]);
  return isRecord(value) ? Object.keys(value).map((field) => [...at, field]) : undefined;
});

function scalar(token: string | undefined): { readonly is: unknown } | undefined {
  if (token === undefined) return undefined;
  if (token.startsWith('"')) {
    const is = text(token);
    return is === undefined ? undefined : { is };
  }
  if (/^-?\d+$/.test(token)) return { is: Number(token) };
  if (token === 'true' || token === 'false') return { is: token === 'true' };
  return token === 'null' ? { is: null } : undefined;
}

function text(quoted: string): string | undefined {
  const parsed: unknown = JSON.parse(quoted);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** The value at a place; what is not there is null, as in jq. */
export function valueAt(value: unknown, place: Place): unknown {
  let here = value;
  for (const part of place) {
    if (Array.isArray(here) && typeof part === 'number') here = here[part];
    else if (isRecord(here) && typeof part === 'string' && Object.hasOwn(here, part)) here = here[part];
    else return null;
  }
  return here ?? null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

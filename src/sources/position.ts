import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { isAtMargin, withMargins } from './margin';

/** Finds lines of values in the text of one document. It is parsed when the first is asked for. */
export function lineFinder(
  text: string,
  firstLine: number,
): (path: readonly (string | number)[]) => number | undefined {
  let positions: Positions | undefined;
  return (path) => {
    positions ??= positionsIn(text);
    const offset = positions.offsetOf(path);
    return offset === undefined ? undefined : firstLine + positions.lineEndsBefore(offset);
  };
}

/** No events for a text that only a more lenient reader could read, such as JSON with tabs. */
function positionsIn(text: string): Positions {
  try {
    return new Positions(text, parseEvents(text, {}));
  } catch (thrown) {
    const mended = isAtMargin(thrown) ? withMargins(text) : text;
    return mended === text ? new Positions(text, []) : positionsIn(mended);
  }
}

interface Found {
  /** The event of the value. */
  readonly at: number;
  readonly offset: number | undefined;
}

/**
 * Where the values of a text stand. What is within a mapping or a sequence is looked up once: thousands of findings in
 * one file must not each read it from its beginning.
 */
class Positions {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #within = new Map<number, ReadonlyMap<string, Found>>();
  #lineEnds: readonly number[] | undefined;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  /** Where the key of a value in a mapping begins, or an item of a sequence. */
  offsetOf(path: readonly (string | number)[]): number | undefined {
    let found: Found | undefined = { at: 1, offset: this.#beginOf(this.#events[1]) };
    for (const step of path) {
      if (found === undefined) return undefined;
      found = this.#childrenOf(found.at).get(String(step));
    }
    return found?.offset;
  }

  lineEndsBefore(offset: number): number {
    this.#lineEnds ??= [...this.#text.matchAll(/\n/g)].map(({ index }) => index);
    let [low, high] = [0, this.#lineEnds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineEnds[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #childrenOf(node: number): ReadonlyMap<string, Found> {
    const known = this.#within.get(node);
    if (known !== undefined) return known;
    const type = this.#events[node]?.type;
    const children =
      type === EVENT_ID.MAPPING
        ? this.#entriesOf(node)
        : type === EVENT_ID.SEQUENCE
          ? this.#itemsOf(node)
          : new Map<string, Found>();
    this.#within.set(node, children);
    return children;
  }

  /** The last one of several with the same key, as that one counts. */
  #entriesOf(mapping: number): ReadonlyMap<string, Found> {
    const entries = new Map<string, Found>();
    for (let at = mapping + 1; this.#isInside(at); ) {
      const event = this.#events[at];
      const value = this.#after(at);
      if (event?.type === EVENT_ID.SCALAR) {
        entries.set(getScalarValue(this.#text, event), { at: value, offset: event.valueStart });
      }
      at = this.#after(value);
    }
    return entries;
  }

  #itemsOf(sequence: number): ReadonlyMap<string, Found> {
    const items = new Map<string, Found>();
    for (let at = sequence + 1; this.#isInside(at); at = this.#after(at)) {
      items.set(String(items.size), { at, offset: this.#beginOf(this.#events[at]) });
    }
    return items;
  }

  #isInside(at: number): boolean {
    return this.#events[at] !== undefined && this.#events[at]?.type !== EVENT_ID.POP;
  }

  /** The event behind a node and all that it holds. */
  #after(node: number): number {
    let depth = 0;
    for (let at = node; at < this.#events.length; at++) {
      const type = this.#events[at]?.type;
      if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
      else if (type === EVENT_ID.POP) depth--;
      if (depth === 0) return at + 1;
    }
    return this.#events.length;
  }

  #beginOf(event: Event | undefined): number | undefined {
    if (event === undefined) return undefined;
    if (event.type === EVENT_ID.SCALAR) return event.valueStart;
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
    if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) return undefined;
    // A block may be said to begin with the white space before it.
    const inset = /\S/.exec(this.#text.slice(event.start, event.start + 1000))?.index ?? 0;
    return event.start + inset;
  }
}

import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { isAtMargin, withMargins } from './margin';

/** Finds lines of values in the text of one document. It is parsed when the first is asked for. */
export function lineFinder(
  text: string,
  firstLine: number,
): (path: readonly (string | number)[]) => number | undefined {
  let parsed: Parsed | undefined;
  return (path) => {
    parsed ??= parse(text);
    const offset = offsetOf(path, 1, parsed.events, parsed.text);
    return offset === undefined ? undefined : firstLine + lineEndsBefore(offset, parsed.text);
  };
}

interface Parsed {
  readonly text: string;
  readonly events: readonly Event[];
}

/** No events for a text that only a more lenient reader could read, such as JSON with tabs. */
function parse(text: string): Parsed {
  try {
    return { text, events: parseEvents(text, {}) };
  } catch (thrown) {
    const mended = isAtMargin(thrown) ? withMargins(text) : text;
    return mended === text ? { text, events: [] } : parse(mended);
  }
}

/** Where the key of a value in a mapping begins, or an item of a sequence. */
function offsetOf(
  path: readonly (string | number)[],
  start: number,
  events: readonly Event[],
  text: string,
): number | undefined {
  let at = start;
  let offset = beginOf(events[at], text);
  for (const step of path) {
    const event = events[at];
    const found =
      event?.type === EVENT_ID.MAPPING
        ? entryOf(String(step), at, events, text)
        : event?.type === EVENT_ID.SEQUENCE
          ? itemOf(Number(step), at, events, text)
          : undefined;
    if (found === undefined) return undefined;
    ({ at, offset } = found);
  }
  return offset;
}

interface Found {
  readonly at: number;
  readonly offset: number | undefined;
}

/** The last one of several with the same key, as that one counts. */
function entryOf(key: string, mapping: number, events: readonly Event[], text: string): Found | undefined {
  let found: Found | undefined;
  for (let at = mapping + 1; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; ) {
    const event = events[at];
    const value = after(at, events);
    if (event?.type === EVENT_ID.SCALAR && getScalarValue(text, event) === key) {
      found = { at: value, offset: event.valueStart };
    }
    at = after(value, events);
  }
  return found;
}

function itemOf(index: number, sequence: number, events: readonly Event[], text: string): Found | undefined {
  let at = sequence + 1;
  for (let count = 0; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; count++) {
    if (count === index) return { at, offset: beginOf(events[at], text) };
    at = after(at, events);
  }
  return undefined;
}

/** The event behind a node and all that it holds. */
function after(node: number, events: readonly Event[]): number {
  let depth = 0;
  for (let at = node; at < events.length; at++) {
    const type = events[at]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    else if (type === EVENT_ID.POP) depth--;
    if (depth === 0) return at + 1;
  }
  return events.length;
}

function beginOf(event: Event | undefined, text: string): number | undefined {
  if (event === undefined) return undefined;
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) return undefined;
  // A block may be said to begin with the white space before it.
  const inset = /\S/.exec(text.slice(event.start, event.start + 1000))?.index ?? 0;
  return event.start + inset;
}

function lineEndsBefore(offset: number, text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

import { CannotTell } from './fault';
import { exponential, fixed, formatFloat } from './float';
import { isPrint, quoteGo } from './quote';
import { bytesOf } from './text';
import { type Dict, Int, List, Thing, typeOf, type Value } from './value';
import type { Work } from './work';

/** A value as `fmt` prints it with %v: maps in the order of their keys, nil as `<nil>`. */
export function print(value: Value, work: Work): string {
  return new Printer(work).format(value, 'v', {});
}

/** Operands next to each other, with a space between two of which neither is a text. */
export function printAll(values: readonly Value[], work: Work): string {
  return values
    .map((value, at) => {
      const apart = at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string';
      return (apart ? ' ' : '') + print(value, work);
    })
    .join('');
}

interface Flags {
  readonly minus?: boolean;
  readonly plus?: boolean;
  readonly sharp?: boolean;
  readonly space?: boolean;
  readonly zero?: boolean;
  readonly width?: number;
  readonly precision?: number;
}

const FLAGS = { '-': 'minus', '+': 'plus', '#': 'sharp', ' ': 'space', '0': 'zero' } as const;
/** Go refuses wider ones as well. */
const WIDEST = 1_000_000;

/** printf. Wrong verbs and numbers of operands end up in the text, as Go does it: `%!d(string=x)`. */
export function printFormat(format: string, operands: readonly Value[], work: Work): string {
  const printer = new Printer(work);
  let text = '';
  let next = 0;
  let at = 0;
  const star = (): { value?: number; note: string } => {
    const operand = operands[next++];
    const value = operand instanceof Int ? Number(operand.value) : undefined;
    return value === undefined || Math.abs(value) > WIDEST ? { note: '' } : { value, note: '' };
  };
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    text += format.slice(at, percent === -1 ? format.length : percent);
    if (percent === -1) break;
    at = percent + 1;
    const flags: { -readonly [flag in keyof Flags]: Flags[flag] } = {};
    for (let flag = FLAGS[format[at] as '-']; flag !== undefined; flag = FLAGS[format[++at] as '-']) flags[flag] = true;
    if (format[at] === '[') throw new CannotTell('argument indexes of printf');
    if (format[at] === '*') {
      at++;
      const { value } = star();
      if (value === undefined) text += '%!(BADWIDTH)';
      else if (value < 0) Object.assign(flags, { minus: true, zero: false, width: -value });
      else flags.width = value;
    } else {
      const digits = /^\d+/.exec(format.slice(at, at + 9))?.[0];
      if (digits !== undefined) {
        at += digits.length;
        if (Number(digits) > WIDEST) throw new CannotTell('widths beyond a million in printf');
        flags.width = Number(digits);
      }
    }
    if (format[at] === '.') {
      at++;
      // Whether the point is a verb then, depends on the release of Go.
      if (at >= format.length) throw new CannotTell('printf that ends in a point');
      if (format[at] === '[') throw new CannotTell('argument indexes of printf');
      if (format[at] === '*') {
        at++;
        const { value } = star();
        if (value === undefined) text += '%!(BADPREC)';
        else if (value >= 0) flags.precision = value;
      } else {
        const digits = /^\d*/.exec(format.slice(at, at + 9))?.[0] ?? '';
        at += digits.length;
        if (Number(digits) > WIDEST) throw new CannotTell('precisions beyond a million in printf');
        flags.precision = Number(digits);
      }
    }
    if (format[at] === '[') throw new CannotTell('argument indexes of printf');
    if (at >= format.length) {
      text += '%!(NOVERB)';
      break;
    }
    const verb = String.fromCodePoint(format.codePointAt(at) ?? 0);
    at += verb.length;
    if (verb === '%') text += '%';
    else if (next >= operands.length) text += `%!${verb}(MISSING)`;
    else text += printer.format(operands[next++], verb, flags);
    work.spend(1);
    work.spendText(flags.width ?? 0);
  }
  if (next < operands.length) {
    const extra = operands
      .slice(next)
      .map((value) => (value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${print(value, work)}`));
    text += `%!(EXTRA ${extra.join(', ')})`;
  }
  return text;
}

class Printer {
  constructor(private readonly work: Work) {}

  format(value: Value, verb: string, flags: Flags): string {
    this.work.spend(1);
    if (verb === 'T') return this.#text(typeOf(value), 's', flags);
    if (value === undefined || value === null)
      return verb === 'v' ? pad('<nil>', flags, flags.zero === true) : `%!${verb}(<nil>)`;
    // An error is wrapped by w, which is no verb here, but takes its flags as v does.
    const isLikeV = verb === 'v' || verb === 'w';
    if (verb === 'p' || (isLikeV && flags.sharp)) throw new CannotTell(`printf with %${flags.sharp ? '#' : ''}${verb}`);
    // A plus before v asks for names of fields, not for signs.
    return this.#value(value, verb, isLikeV ? { ...flags, plus: false } : flags);
  }

  #value(value: Value, verb: string, flags: Flags): string {
    if (value === undefined || value === null)
      return verb === 'v' || verb === 's' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
    if (typeof value === 'string') return this.#text(value, verb, flags);
    if (typeof value === 'boolean')
      return /^[vt]$/.test(verb) ? pad(String(value), flags, flags.zero === true) : this.#bad(value, verb, flags);
    if (typeof value === 'number') return this.#float(value, verb, flags);
    if (value instanceof Int) return this.#int(value, verb, flags);
    if (value instanceof Thing) return this.#text(value.text, verb, flags);
    return this.work.nested(() => this.#collection(value, verb, flags));
  }

  /** A verb and its flags apply to what is inside, one by one. */
  #collection(value: List | Dict, verb: string, flags: Flags): string {
    const inside = (item: Value): string => {
      this.work.spend(1);
      // A nil inside prints as such, whatever the verb.
      if (item === undefined || item === null) return '<nil>';
      return this.#value(item, verb, flags);
    };
    if (value instanceof List) return `[${value.items.map(inside).join(' ')}]`;
    return `map[${value
      .sorted()
      .map(([key, item]) => `${inside(key)}:${inside(item)}`)
      .join(' ')}]`;
  }

  #text(text: string, verb: string, flags: Flags): string {
    this.work.spendText(text.length);
    const cut = flags.precision === undefined ? text : [...text].slice(0, flags.precision).join('');
    switch (verb) {
      case 'v':
      case 's':
        return pad(cut, flags, flags.zero === true);
      case 'q':
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a raw literal cannot hold these.
        if (flags.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff\udc80-\udcff]/.test(cut)) return pad(`\`${cut}\``, flags);
        return pad(quoteGo(cut, '"', flags.plus), flags, flags.zero === true);
      case 'x':
      case 'X': {
        const bytes = bytesOf(text).slice(0, flags.precision);
        const pairs = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
        const prefix = flags.sharp && pairs.length > 0 ? '0x' : '';
        const hex = flags.space ? pairs.map((pair) => prefix + pair).join(' ') : prefix + pairs.join('');
        return pad(verb === 'X' ? hex.toUpperCase() : hex, flags, flags.zero === true);
      }
      default:
        return this.#bad(text, verb, flags);
    }
  }

  #int(int: Int, verb: string, flags: Flags): string {
    switch (verb) {
      case 'v':
      case 'd':
        return integer(int.value, 10, '', flags);
      case 'b':
        return integer(int.value, 2, flags.sharp ? '0b' : '', flags);
      case 'o':
        return integer(int.value, 8, flags.sharp ? '0' : '', flags);
      case 'O':
        return integer(int.value, 8, '0o', flags);
      case 'x':
        return integer(int.value, 16, flags.sharp ? '0x' : '', flags);
      case 'X':
        return integer(int.value, 16, flags.sharp ? '0X' : '', flags).toUpperCase();
      case 'c':
        return pad(character(int.value), flags, flags.zero === true);
      case 'q':
        return pad(quoteGo(character(int.value), "'", flags.plus), flags, flags.zero === true);
      case 'U': {
        const text = `U+${int.value
          .toString(16)
          .toUpperCase()
          .padStart(Math.max(4, flags.precision ?? 0), '0')}`;
        const shown = character(int.value);
        return pad(flags.sharp && int.value <= 0x10ffffn && isPrint(shown) ? `${text} '${shown}'` : text, flags);
      }
      default:
        return this.#bad(int, verb, flags);
    }
  }

  #float(value: number, verb: string, flags: Flags): string {
    if (!/^[veEfFgG]$/.test(verb)) {
      if (/^[bxX]$/.test(verb)) throw new CannotTell(`printf of a float with %${verb}`);
      return this.#bad(value, verb, flags);
    }
    if (flags.sharp) throw new CannotTell(`printf of a float with %#${verb}`);
    if (flags.precision !== undefined && flags.precision > 100 && /^[eEgGv]$/.test(verb)) {
      throw new CannotTell('printf of a float with more than 100 digits');
    }
    const text = floatText(value, verb, flags);
    const signed = /^[+-]/.test(text) ? text : `+${text}`;
    const sign = signed[0] === '-' || flags.plus ? (signed[0] ?? '') : flags.space ? ' ' : '';
    // An infinity has its sign only where it is asked for, and no zeros before it.
    const infinite = !Number.isFinite(value);
    const digits = signed.slice(1);
    const zeros = flags.zero && !flags.minus && !infinite ? (flags.width ?? 0) - sign.length - digits.length : 0;
    const shownSign =
      value === Number.POSITIVE_INFINITY && !flags.space
        ? '+'
        : Number.isNaN(value) && !flags.plus
          ? flags.space
            ? ' '
            : ''
          : sign;
    return pad(shownSign + '0'.repeat(Math.max(0, zeros)) + digits, flags);
  }

  /** The value is shown all the same, and the flags count. */
  #bad(value: Value, verb: string, flags: Flags): string {
    return `%!${verb}(${typeOf(value)}=${this.#value(value, 'v', flags)})`;
  }
}

function floatText(value: number, verb: string, { precision }: Flags): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  switch (verb) {
    case 'e':
    case 'E': {
      const text = exponential(value, precision ?? 6);
      return verb === 'E' ? text.toUpperCase() : text;
    }
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6);
    default: {
      const text = precision === undefined ? formatFloat(value) : significant(value, precision);
      return verb === 'G' ? text.toUpperCase() : text;
    }
  }
}

/** %g with so many digits at most. */
function significant(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  return formatFloat(Number(value.toPrecision(digits)), Math.max(digits, 1));
}

function integer(value: bigint, base: number, prefix: string, flags: Flags): string {
  const magnitude = (value < 0n ? -value : value).toString(base);
  if (flags.precision === 0 && value === 0n) return pad('', flags);
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const zeroWidth = flags.zero && !flags.minus && flags.precision === undefined ? (flags.width ?? 0) - sign.length : 0;
  const digits = magnitude.padStart(Math.max(flags.precision ?? 0, zeroWidth), '0');
  // An octal number that starts with a zero already has its prefix.
  return pad(sign + (prefix === '0' && digits.startsWith('0') ? '' : prefix) + digits, flags);
}

function character(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function pad(text: string, { width = 0, minus }: Flags, zeros = false): string {
  if (width > WIDEST) throw new CannotTell('the width is more than is worth following');
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (zeros ? '0' : ' ').repeat(missing) + text;
}

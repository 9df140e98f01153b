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
  const at = new Place(format, operands);
  let text = '';
  for (;;) {
    const percent = format.indexOf('%', at.index);
    text += format.slice(at.index, percent === -1 ? undefined : percent);
    if (percent === -1) break;
    at.index = percent + 1;
    at.isGood = true;
    const { flags, complaints } = readFlags(at);
    text += complaints;
    if (at.index >= format.length) {
      text += '%!(NOVERB)';
      break;
    }
    const verb = String.fromCodePoint(format.codePointAt(at.index) ?? 0);
    at.index += verb.length;
    if (verb === '%') text += '%';
    else if (!at.isGood) text += `%!${verb}(BADINDEX)`;
    else if (at.operand >= operands.length) text += `%!${verb}(MISSING)`;
    else text += printer.format(operands[at.operand++], verb, flags);
    work.spend(1);
    work.spendText(flags.width ?? 0);
  }
  if (at.reordered || at.operand >= operands.length) return text;
  const extra = operands
    .slice(at.operand)
    .map((value) => (value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${print(value, work)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

/** What stands between a percent sign and its verb, in the order that Go wants. */
function readFlags(at: Place): { readonly flags: Flags; readonly complaints: string } {
  const flags: { -readonly [flag in keyof Flags]: Flags[flag] } = {};
  let complaints = '';
  for (let flag = FLAGS[at.next as '-']; flag !== undefined; flag = FLAGS[at.next as '-']) {
    flags[flag] = true;
    at.index++;
  }
  let chosen = at.readIndex();
  if (at.take('*')) {
    const width = at.takeNumber();
    if (width === undefined) complaints += '%!(BADWIDTH)';
    else if (width < 0) Object.assign(flags, { minus: true, zero: false, width: -width });
    else flags.width = width;
    chosen = false;
  } else {
    const width = at.readDigits('widths');
    if (width !== undefined) flags.width = width;
    // An index stands right before the verb or a star.
    if (chosen && width !== undefined) at.isGood = false;
  }
  if (at.take('.')) {
    // Whether the point is a verb then, depends on the release of Go.
    if (at.next === '') throw new CannotTell('printf that ends in a point');
    if (chosen) at.isGood = false;
    chosen = at.readIndex();
    if (at.take('*')) {
      const precision = at.takeNumber();
      if (precision === undefined || precision < 0) complaints += '%!(BADPREC)';
      else flags.precision = precision;
      chosen = false;
    } else {
      flags.precision = at.readDigits('precisions') ?? 0;
    }
  }
  if (!chosen) at.readIndex();
  return { flags, complaints };
}

/** Where reading a format is, and which operand comes next. */
class Place {
  index = 0;
  operand = 0;
  isGood = true;
  /** Who chooses operands may leave some out. */
  reordered = false;

  constructor(
    private readonly format: string,
    private readonly operands: readonly Value[],
  ) {}

  get next(): string {
    return this.format[this.index] ?? '';
  }

  take(character: string): boolean {
    if (this.next !== character) return false;
    this.index++;
    return true;
  }

  /** The operand for a star. */
  takeNumber(): number | undefined {
    if (this.operand >= this.operands.length) return undefined;
    const operand = this.operands[this.operand++];
    const value = operand instanceof Int ? Number(operand.value) : undefined;
    return value === undefined || Math.abs(value) > WIDEST ? undefined : value;
  }

  readDigits(what: string): number | undefined {
    const digits = /^\d*/.exec(this.format.slice(this.index, this.index + 9))?.[0] ?? '';
    this.index += digits.length;
    if (Number(digits) > WIDEST) throw new CannotTell(`${what} beyond a million in printf`);
    return digits === '' ? undefined : Number(digits);
  }

  /** `[2]` chooses the second operand. */
  readIndex(): boolean {
    if (this.next !== '[') return false;
    this.reordered = true;
    const close = this.format.indexOf(']', this.index);
    // Go does not look at what is too short to hold an index.
    if (close === -1 || this.format.length - this.index < 3) {
      this.index++;
      this.isGood = false;
      return false;
    }
    const inside = this.format.slice(this.index + 1, close);
    this.index = close + 1;
    const isNumber = /^0*\d{1,7}$/.test(inside);
    const wanted = isNumber ? Number(inside) - 1 : -1;
    if (wanted < 0 || wanted >= this.operands.length) this.isGood = false;
    else this.operand = wanted;
    return isNumber;
  }
}

class Printer {
  constructor(private readonly work: Work) {}

  format(value: Value, verb: string, flags: Flags): string {
    this.work.spend(1);
    // What is nothing has no type to cut: it is shown whole, whatever the precision.
    if (value === undefined || value === null)
      return /^[Tv]$/.test(verb) ? pad('<nil>', flags, flags.zero === true) : `%!${verb}(<nil>)`;
    if (verb === 'T') return this.#text(typeOf(value), 's', flags);
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
    if (value instanceof Thing) {
      if (!/^[vsqxX]$/.test(verb)) throw new CannotTell(`printf of ${value.type} with %${verb}`);
      return this.#text(value.text, verb, flags);
    }
    // Go asks each value for what only an error has before it looks into it.
    if (verb === 'w') return this.#bad(value, verb, flags);
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
        return integer(int.value, 8, '', flags);
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
        const code = BigInt.asUintN(64, int.value);
        const text = `U+${code
          .toString(16)
          .toUpperCase()
          .padStart(Math.max(4, flags.precision ?? 0), '0')}`;
        const shown = character(code);
        return pad(flags.sharp && code <= 0x10ffffn && isPrint(shown) ? `${text} '${shown}'` : text, flags);
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
  return formatFloat(Number(exponential(value, digits - 1)), digits);
}

function integer(value: bigint, base: number, prefix: string, flags: Flags): string {
  const magnitude = (value < 0n ? -value : value).toString(base);
  if (flags.precision === 0 && value === 0n) return pad('', flags);
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const zeroWidth = flags.zero && !flags.minus && flags.precision === undefined ? (flags.width ?? 0) - sign.length : 0;
  const digits = magnitude.padStart(Math.max(flags.precision ?? 0, zeroWidth), '0');
  const zero = base === 8 && flags.sharp && !digits.startsWith('0') ? '0' : '';
  return pad(sign + prefix + zero + digits, flags);
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

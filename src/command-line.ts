import { parseArgs } from 'node:util';
import { UsageError } from './finding';
import { suggestion } from './suggestion';

/** One option of a command. Parsing, help and the reference page come from this table. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** How the value is called in the help; an option without one is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface Command {
  /** `['secret', 'seal']` */
  readonly words: readonly string[];
  readonly summary: string;
  /** The operands as the help writes them, one word each; none are taken without. */
  readonly operands?: string;
  /** Said where a secret may stand on the line by mistake: what was not expected there is never repeated then. */
  readonly confidential?: string;
  readonly options: readonly Option[];
  /** @returns the exit code */
  readonly run: (line: CommandLine) => Promise<number>;
}

/** What the user wrote, checked against the table. */
export interface CommandLine {
  readonly operands: readonly string[];
  value(option: string): string | undefined;
  has(option: string): boolean;
}

export const HELP: Option = { name: 'help', short: 'h', help: 'shows this' };

/** @throws UsageError for what the command does not take. Never quotes a value that could be a secret. */
export function parseCommandLine(command: Command, args: readonly string[]): CommandLine {
  const options = [...command.options, HELP];
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short ? { short } : {}) },
      ]),
    ),
  });
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const value = optionValue(command, options, token);
    if (values.has(token.name) && value !== '') {
      throw new UsageError({ where: token.rawName, message: 'expected it once, got it twice', fix: 'give one' });
    }
    values.set(token.name, value);
  }
  const taken = command.operands?.split(' ').length ?? 0;
  if (operands.length > taken) {
    const expected = command.operands === undefined ? 'takes no operand' : `expected ${command.operands}`;
    throw new UsageError({
      where: called(command),
      message: `${expected}, got ${command.confidential === undefined ? `"${operands[taken]}"` : 'more'}`,
      fix: command.confidential ?? `see ${called(command)} --help`,
    });
  }
  return { operands, value: (option) => values.get(option), has: (option) => values.has(option) };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** Written as one word: `--name=value`. */
  readonly inlineValue: boolean | undefined;
}

function optionValue(
  command: Command,
  options: readonly Option[],
  { name, rawName, value, inlineValue }: OptionToken,
): string {
  const option = options.find((candidate) => candidate.name === name);
  const where = rawName;
  if (!option) {
    const meant = suggestion(
      rawName,
      options.map((known) => `--${known.name}`),
    );
    if (command.confidential !== undefined && meant.fix === undefined) {
      const message = 'got an option that it does not have';
      throw new UsageError({ where: called(command), message, fix: command.confidential });
    }
    const fix = meant.fix ?? `see ${called(command)} --help`;
    throw new UsageError({ where, message: `is no option of ${called(command)}`, fix });
  }
  if (!option.value) {
    if (value === undefined) return '';
    throw new UsageError({ where, message: 'is a switch and takes no value', fix: `write --${name} alone` });
  }
  // The next option is no value; who means a value with a dash in front writes `--name=-value`.
  const isNextOption = inlineValue === false && value !== undefined && /^-./.test(value);
  if (value === undefined || value === '' || isNextOption) {
    const message = `expected a value (${option.value}), got ${isNextOption ? found(command, value) : 'none'}`;
    const fix = `write --${name}${isNextOption ? '=' : ' '}${option.value}`;
    throw new UsageError({ where, message, fix });
  }
  if (option.choices && !option.choices.includes(value)) {
    throw new UsageError({
      where,
      message: `expected ${option.choices.join(' or ')}, got ${found(command, value)}`,
      ...suggestion(value, option.choices),
    });
  }
  return value;
}

function found({ confidential }: Command, value: string): string {
  return confidential === undefined ? `"${value}"` : 'something else';
}

function called({ words }: Command): string {
  return ['argosy', ...words].join(' ');
}

/** The help of one command. */
export function commandHelp({ words, summary, operands, options }: Command): string {
  const usage = ['argosy', ...words, ...(operands ? [operands] : []), '[options]'].join(' ');
  return `${summary}\n\nUsage: ${usage}\n\nOptions:\n${table([...options, HELP].map((option) => [optionText(option), option.help]))}`;
}

export function optionText({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
}

export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

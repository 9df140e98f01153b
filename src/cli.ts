import { type Command, commandHelp, HELP, parseCommandLine, table } from './command-line';
import { Interrupted, isFindingsError, isUsageError, UsageError } from './finding';
import { packageVersion } from './package-version';
import { printable } from './report/printable';
import { suggestion } from './suggestion';

/** Each is loaded when it is called, so that none waits for what only the others need. */
export const COMMANDS: readonly { readonly words: readonly string[]; readonly load: () => Command }[] = [
  { words: ['synth'], load: () => (require('./commands/synth') as typeof import('./commands/synth')).synth },
  { words: ['check'], load: () => (require('./commands/check') as typeof import('./commands/check')).check },
  { words: ['explain'], load: () => (require('./commands/explain') as typeof import('./commands/explain')).explain },
  { words: ['expand'], load: () => (require('./commands/expand') as typeof import('./commands/expand')).expand },
  { words: ['diff'], load: () => (require('./commands/diff') as typeof import('./commands/diff')).diff },
  {
    words: ['bootstrap'],
    load: () => (require('./commands/bootstrap') as typeof import('./commands/bootstrap')).bootstrap,
  },
  { words: ['status'], load: () => (require('./commands/status') as typeof import('./commands/status')).status },
  { words: ['toggle'], load: () => (require('./commands/toggle') as typeof import('./commands/toggle')).toggle },
  {
    words: ['prove', 'core'],
    load: () => (require('./commands/prove-core') as typeof import('./commands/prove-core')).proveCore,
  },
  { words: ['init'], load: () => (require('./commands/init') as typeof import('./commands/init')).init },
  {
    words: ['secret', 'seal'],
    load: () => (require('./commands/secret-seal') as typeof import('./commands/secret-seal')).secretSeal,
  },
  {
    words: ['cert', 'fetch'],
    load: () => (require('./commands/cert-fetch') as typeof import('./commands/cert-fetch')).certFetch,
  },
  {
    words: ['cert', 'show'],
    load: () => (require('./commands/cert-show') as typeof import('./commands/cert-show')).certShow,
  },
  {
    words: ['cert', 'pin'],
    load: () => (require('./commands/cert-pin') as typeof import('./commands/cert-pin')).certPin,
  },
];

/**
 * Exit codes: 0 done, 1 findings or differences, 2 a wrong call or a failure of the machine, 130 Ctrl-C. Results go to
 * stdout, everything else to stderr.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (isFindingsError(error)) {
      const count = error.findings.length;
      process.stderr.write(
        `${printable(error.message)}\n${count} ${count === 1 ? 'finding' : 'findings'}; nothing was written\n`,
      );
      return 1;
    }
    if (isUsageError(error)) {
      process.stderr.write(`${printable(error.message)}\n`);
      return error instanceof Interrupted ? 130 : 2;
    }
    process.stderr.write(
      `argosy: ${printable(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
    return 2;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === undefined) {
    process.stderr.write(overview());
    return 2;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(overview());
    return 0;
  }
  if (first === '--version') {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const called = COMMANDS.find(({ words }) => words.every((word, index) => args[index] === word));
  if (!called) throw unknownCommand(args);
  const command = called.load();
  const line = parseCommandLine(command, args.slice(command.words.length));
  if (line.has(HELP.name)) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  return command.run(line);
}

function unknownCommand(args: readonly string[]): UsageError {
  const names = COMMANDS.map(({ words }) => words.join(' '));
  const nouns = COMMANDS.filter(({ words: [noun] }) => noun === args[0]).map(({ words }) => words.join(' '));
  if (nouns.length > 0) {
    const message = `expected ${nouns.join(' or ')}, got "${args.slice(0, 2).join(' ')}"`;
    return new UsageError({ where: 'argosy', message, fix: 'see argosy --help' });
  }
  const meant = suggestion(args[0] ?? '', names);
  const message = `expected ${names.join(' or ')}, got "${args[0]}"`;
  return new UsageError({ where: 'argosy', message, fix: meant.fix ?? 'see argosy --help' });
}

function overview(): string {
  const rows = COMMANDS.map(({ words, load }) => [words.join(' '), load().summary] as const);
  return `Typed GitOps for Argo CD.\n\nUsage: argosy <command> [options]\n\nCommands:\n${table(rows)}\nargosy <command> --help tells more.\n`;
}

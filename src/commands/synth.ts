import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Command, CommandLine } from '../command-line';
import { findingText, UsageError } from '../finding';
import { isFaulty } from '../report/check';
import { refusedJson, rulesText, synthJson, synthText } from '../report/synth';
import { readProject } from '../synth/project';
import { openSession, type Ready } from '../synth/session';
import { loadTypeScript } from '../typescript';
import { appError } from './app-error';
import { verdictOn } from './synth-verdict';

export const synth: Command = {
  words: ['synth'],
  summary: 'Writes the manifests that the environments make',
  options: [
    { name: 'platform', value: 'NAME', help: 'writes one platform only' },
    { name: 'env', value: 'NAME', help: 'writes one environment only; everything is built and checked all the same' },
    { name: 'out', value: 'DIR', help: 'writes there instead of the app’s own folder' },
    { name: 'check', help: 'writes nothing; exits with 1 and lists what differs' },
    { name: 'no-check', help: 'does not ask the rules of argosy check, whose errors stop it otherwise' },
    { name: 'app', value: 'FILE', help: 'the file that builds the app; default: from app in cdk8s.yaml' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text or json; default: text' },
  ],
  run: async (line) => {
    const start = performance.now();
    const check = line.has('check');
    const progress = progressLine();
    try {
      const ready = await builtBy(entryFile(line), line, check, progress.show);
      const rules = line.has('no-check') ? undefined : await verdictOn(ready, progress.show);
      if (rules?.findings.some(({ severity }) => severity === 'error')) {
        progress.clear();
        if (line.value('output') === 'json') process.stdout.write(refusedJson(check, rules));
        else process.stderr.write(rulesText(rules, false));
        return 1;
      }
      const result = ready.write();
      progress.clear();
      const milliseconds = Math.round(performance.now() - start);
      const report = { ...result, check, milliseconds, ...(rules && { rules }) };
      if (line.value('output') === 'json') process.stdout.write(synthJson(report));
      else process.stdout.write(synthText(report));
      if (rules) process.stderr.write(rulesText(rules, true));
      const differs = result.created.length + result.changed.length + result.removed.length > 0;
      return (check && differs) || (rules && isFaulty(rules)) ? 1 : 0;
    } catch (error) {
      progress.clear();
      throw error;
    }
  },
};

function entryFile(line: CommandLine): string {
  const given = line.value('app');
  const entry = given ?? configuredEntry();
  const where = given === undefined ? 'cdk8s.yaml: app' : '--app';
  if (!statSync(entry, { throwIfNoEntry: false })?.isFile()) {
    const message = `${entry} ${existsSync(entry) ? 'is no file' : 'does not exist'}`;
    throw new UsageError({ where, message, fix: 'name the file that builds the app' });
  }
  // tsx compiles what is required by one of these names as if it were JavaScript.
  if (/\.[cm]ts$/.test(entry)) {
    throw new UsageError({
      where,
      message: `${entry} cannot be loaded under this name`,
      fix: 'rename it to end with .ts',
    });
  }
  return entry;
}

function configuredEntry(): string {
  const project = readProject(process.cwd());
  if (project?.entry !== undefined) return project.entry;
  throw new UsageError({
    where: 'cdk8s.yaml',
    message: project ? 'expected app to name the file that builds the app, found none' : 'there is none in this folder',
    fix: project
      ? 'add app: npx tsx envs/main.ts, or give --app FILE'
      : 'run argosy in the folder that has it, or give --app FILE',
  });
}

async function builtBy(entry: string, line: CommandLine, check: boolean, progress: Progress): Promise<Ready> {
  const ready: Ready[] = [];
  const selection = { platform: line.value('platform'), environment: line.value('env') };
  openSession({ request: { outdir: line.value('out'), selection, check, progress }, ready });
  try {
    progress(`building ${entry}`);
    await ended(entry);
    return theOnly(ready, entry);
  } finally {
    openSession(undefined);
  }
}

function theOnly([first, ...others]: readonly Ready[], entry: string): Ready {
  if (!first) {
    throw new UsageError({
      where: entry,
      message: 'the app was built and never synthesized',
      fix: 'end it with app.synth(), on an App of cdk8s-argosy',
    });
  }
  if (others.length > 0) {
    throw new UsageError({
      where: entry,
      message: `app.synth() ran ${others.length + 1} times, and each run would remove what the others wrote`,
      fix: 'put all platforms into one App and synthesize it once',
    });
  }
  return first;
}

/** Runs the user's code in this process, until it has nothing left to do or fails at it. */
async function ended(entry: string): Promise<void> {
  const file = resolve(entry);
  if (extname(file) !== '.js' && extname(file) !== '.cjs') loadTypeScript();
  try {
    await new Promise<void>((done, fail) => {
      const onExit = () => exited(entry);
      const end = (settle: () => void) => {
        process.off('beforeExit', onIdle).off('uncaughtException', onError).off('exit', onExit);
        settle();
      };
      const onIdle = () => end(done);
      const onError = (error: unknown) => end(() => fail(error));
      process.once('beforeExit', onIdle).once('uncaughtException', onError).once('exit', onExit);
      try {
        require(file);
      } catch (error) {
        onError(error);
      }
    });
  } catch (error) {
    throw appError(entry, error);
  }
}

/** Nothing was written by then, so even an exit code of 0 would be wrong. */
function exited(entry: string): void {
  const message = 'the app ended the process, so that nothing could be written';
  process.stderr.write(`${findingText({ where: entry, message, fix: 'remove process.exit() from it' })}\n`);
  process.exitCode = 2;
}

type Progress = (what: string) => void;

/** One line on a terminal, rewritten in place; nothing in a pipe or in CI. */
function progressLine(): { readonly show: Progress; readonly clear: () => void } {
  const visible = process.stderr.isTTY && !process.env.CI;
  return {
    show: (what) => {
      if (visible) process.stderr.write(`\r\x1b[K${what} …`);
    },
    clear: () => {
      if (visible) process.stderr.write('\r\x1b[K');
    },
  };
}

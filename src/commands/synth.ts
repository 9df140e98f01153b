import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Command, CommandLine } from '../command-line';
import { FindingsError, UsageError } from '../finding';
import { synthJson, synthText } from '../report/synth';
import { readProject } from '../synth/project';
import { openSession, type SynthResult } from '../synth/session';

export const synth: Command = {
  words: ['synth'],
  summary: 'Writes the manifests that the environments make',
  options: [
    { name: 'platform', value: 'NAME', help: 'writes one platform only' },
    { name: 'env', value: 'NAME', help: 'writes one environment only; everything is built and checked all the same' },
    { name: 'out', value: 'DIR', help: 'writes there instead of the app’s own folder' },
    { name: 'check', help: 'writes nothing; exits with 1 and lists what differs' },
    { name: 'app', value: 'FILE', help: 'the file that builds the app; default: from app in cdk8s.yaml' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text or json; default: text' },
  ],
  run: async (line) => {
    const start = performance.now();
    const check = line.has('check');
    const result = await runApp(entryFile(line), line, check);
    const milliseconds = Math.round(performance.now() - start);
    const report = { ...result, check, milliseconds };
    process.stdout.write(line.value('output') === 'json' ? synthJson(report) : synthText(report));
    const differs = result.created.length + result.changed.length + result.removed.length > 0;
    return check && differs ? 1 : 0;
  },
};

function entryFile(line: CommandLine): string {
  const given = line.value('app');
  const entry = given ?? readProject(process.cwd()).entry;
  if (entry === undefined) {
    throw new UsageError({
      where: 'cdk8s.yaml',
      message: 'expected app to name the file that builds the app, found none',
      fix: 'add app: npx tsx envs/main.ts, or give --app FILE',
    });
  }
  if (!existsSync(entry)) {
    throw new UsageError({
      where: given === undefined ? 'cdk8s.yaml: app' : '--app',
      message: `${entry} does not exist`,
      fix: 'name the file that builds the app',
    });
  }
  return entry;
}

async function runApp(entry: string, line: CommandLine, check: boolean): Promise<SynthResult> {
  const progress = progressLine();
  const results: SynthResult[] = [];
  const selection = { platform: line.value('platform'), environment: line.value('env') };
  openSession({ request: { outdir: line.value('out'), selection, check, progress: progress.show }, results });
  try {
    progress.show(`building ${entry}`);
    await load(entry, () => results.length > 0);
  } finally {
    progress.clear();
    openSession(undefined);
  }
  const [result, ...others] = results;
  if (!result) {
    throw new UsageError({
      where: entry,
      message: 'the app was built and never synthesized',
      fix: 'end it with app.synth(), on an App of cdk8s-argosy',
    });
  }
  if (others.length > 0) {
    throw new UsageError({
      where: entry,
      message: `app.synth() ran ${results.length} times, and each run removes what the others wrote`,
      fix: 'put all platforms into one App and synthesize it once',
    });
  }
  return result;
}

/** Runs the user's code in this process. Where it has not synthesized yet it goes on asynchronously. */
async function load(entry: string, isDone: () => boolean): Promise<void> {
  const file = resolve(entry);
  if (extname(file) !== '.js' && extname(file) !== '.cjs') require('tsx/cjs');
  try {
    require(file);
    if (!isDone()) await settled();
  } catch (error) {
    throw appError(entry, error);
  }
}

/** The app has nothing left to do, or failed at it. */
function settled(): Promise<void> {
  return new Promise((done, fail) => {
    const end = (settle: () => void) => {
      process.off('beforeExit', onIdle).off('uncaughtException', onError);
      settle();
    };
    const onIdle = () => end(done);
    const onError = (error: Error) => end(() => fail(error));
    process.once('beforeExit', onIdle).once('uncaughtException', onError);
  });
}

/** What the app throws is the user's: it keeps its own words and its place in their code. */
function appError(entry: string, error: unknown): Error {
  if (error instanceof FindingsError || error instanceof UsageError) return error;
  if (!(error instanceof Error)) return new UsageError({ where: entry, message: `threw ${String(error)}` });
  const frame = error.stack?.split('\n').find((line) => line.includes(process.cwd()) && !line.includes('node_modules'));
  const place = /\(?([^\s(]+:\d+:\d+)\)?$/.exec(frame ?? '')?.[1]?.replace(`${process.cwd()}/`, '');
  return new UsageError({ where: place ?? entry, message: `the app threw ${error.name}: ${error.message}` });
}

/** One line on a terminal, rewritten in place; nothing in a pipe or in CI. */
function progressLine(): { show: (what: string) => void; clear: () => void } {
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

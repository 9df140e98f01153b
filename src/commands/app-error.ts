import { join } from 'node:path';
import { isFindingsError, isUsageError, UsageError } from '../finding';

/** What the app throws is the user's: it keeps its own words and its place in their code. */
export function appError(entry: string, error: unknown): Error {
  if (isFindingsError(error) || isUsageError(error)) return error;
  if (!(error instanceof Error)) return new UsageError({ where: entry, message: `the app threw ${String(error)}` });
  const { place, text } = syntaxError(error) ?? { place: thrownAt(error), text: `the app threw ${sentence(error)}` };
  return new UsageError({ where: place === undefined ? entry : relative(place), message: text });
}

/** The first of the user's own lines that the error came through. */
function thrownAt({ stack = '' }: Error): string | undefined {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const theirs = frames.find(
    (frame) => frame.includes(process.cwd()) && !NOT_THEIRS.some((part) => frame.includes(part)),
  );
  return /\(?([^\s(]+:\d+:\d+)\)?$/.exec(theirs ?? '')?.[1];
}

/** Packages, and this one where it is a checkout. */
const NOT_THEIRS = ['node_modules', ...['src', 'constructs'].map((folder) => join(__dirname, '../..', folder, '/'))];

/** Node lists below the first line of some messages which files required which. */
function sentence({ name, message }: Error): string {
  return `${name}: ${message.replace(/\nRequire stack:[\s\S]*$/, '')}`;
}

/** tsx compiles with esbuild, whose message is a line for each fault: `<file>:<line>:<column>: ERROR: <what>`. */
function syntaxError({ message }: Error): { readonly place: string; readonly text: string } | undefined {
  const [, line, column, text] = /^(\S.*:\d+):(\d+): ERROR: (.*)$/m.exec(message) ?? [];
  // esbuild counts columns from 0, Node and editors from 1.
  return line === undefined
    ? undefined
    : { place: `${line}:${Number(column) + 1}`, text: `is not TypeScript: ${text}` };
}

function relative(place: string): string {
  return place.replace(/^file:\/\//, '').replace(`${process.cwd()}/`, '');
}

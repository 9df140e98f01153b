import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../control-plane/control-plane';
import { argoCdVersion, argoCdVersions } from '../tools/versions';
import { differences } from './differences';
import type { Recording, Scenario } from './recording';
import { playAll } from './side-by-side';
import { Stage } from './stage';

const USAGE = `npm run e2e:record -- <scenario.json or folder> [--argocd ${Object.keys(argoCdVersions).join('|')}] [--out FILE or folder]
    [--reruns N] [--compare]

Plays scenarios on a real Argo CD of its own and writes what happened: to stdout, into the file, or as one file each
into the folder that --out names. With --compare it says instead how that differs from what the scenarios' own files say.`;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      argocd: { type: 'string', default: '2.13' },
      out: { type: 'string' },
      reruns: { type: 'string', default: '0' },
      compare: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(USAGE);
  const reruns = count('--reruns', values.reruns);
  const scenarios = read(path);
  const known = new Map(values.compare ? scenarios.map((scenario) => [scenario, recordingOf(scenario)]) : []);
  const plane = await startControlPlane({ argocd: argoCdVersion('--argocd', values.argocd) });
  let differing = 0;
  const tell = (scenario: Scenario, recording: Recording) => {
    const { before, after } = recording.seconds;
    console.error(`${scenario.name}: ${before} s and ${after} s`);
    const expected = known.get(scenario);
    const lines = expected ? differences(expected, recording) : [];
    for (const line of lines) console.log(`${scenario.name}: ${line}`);
    if (lines.length > 0) differing += 1;
    if (!expected || values.out) write(recording, values.out);
  };
  try {
    await playAll(scenarios, new Stage(plane), tell, reruns);
  } finally {
    await plane.stop();
  }
  return differing > 0 ? 1 : 0;
}

function read(path: string): Scenario[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(path, name))
    : [path];
  if (files.length === 0) throw new Error(`${path}: no scenario; put one into it as a .json file`);
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Scenario);
}

function recordingOf(scenario: Scenario): Recording {
  if (scenario.outcome?.recorded === undefined) {
    throw new Error(`${scenario.name}: nothing to compare with: no outcome; record it without --compare first`);
  }
  return scenario as Recording;
}

function count(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${option}: expected a number, got "${text}"`);
}

function write(recording: Recording, out: string | undefined): void {
  const text = `${JSON.stringify(recording, undefined, 1)}\n`;
  if (out === undefined) process.stdout.write(text);
  else {
    const file = out.endsWith('.json') ? out : join(out, `${recording.name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);

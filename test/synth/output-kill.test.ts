import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { recoverOutput, writeOutput } from '../../src/synth/output';
import { foreign, generation, isWhole, runOf } from '../fixtures/output/generation';
import { indexHeader, newRoot, put, tree } from '../fixtures/output/tree';

const writer = join(dirname(newRoot()), 'writer.js');

beforeAll(() =>
  build({
    entryPoints: [join(__dirname, '../fixtures/output/writer.ts')],
    outfile: writer,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  }),
);

function withForeign(size: number): string {
  const dist = newRoot();
  writeOutput(dist, generation(0, size));
  for (const { path, content } of foreign) put(dist, path, content);
  return dist;
}

/** What the folder holds after the n-th run and nothing else. */
function complete(n: number, size: number): Record<string, string> {
  const files = generation(n, size);
  const paths = files.map(({ path }) => path).sort();
  return {
    ...Object.fromEntries([...files, ...foreign].map(({ path, content }) => [path, content])),
    '.argosy-index': `${indexHeader}${paths.join('\n')}\n`,
  };
}

/** The files that are torn, or that are someone else's and not as they left them. */
function torn(dist: string): string[] {
  const others = new Map(foreign.map(({ path, content }) => [path, content]));
  const found = Object.entries(tree(dist)).filter(([path]) => !path.startsWith('.argosy-') && !path.endsWith('/'));
  const bad = found.filter(([path, content]) => !(others.has(path) ? others.get(path) === content : isWhole(content)));
  const lost = foreign.filter(({ path }) => !existsSync(join(dist, path)));
  const index = readFileSync(join(dist, '.argosy-index'), 'utf8');
  const isIndexWhole = index.startsWith(indexHeader) && index.endsWith('\n');
  return [...bad.map(([path]) => path), ...lost.map(({ path }) => path), ...(isIndexWhole ? [] : ['.argosy-index'])];
}

/** Starts the writer; `closed` tells what ended it. */
function start(...args: readonly (string | number)[]) {
  const child = spawn(process.execPath, [writer, ...args.map(String)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const closed = new Promise<{ signal: string | null; said: string }>((resolve) => {
    child.once('close', (_, signal) => resolve({ signal, said }));
  });
  return { child, closed };
}

/** Most of the time goes into starting processes, and each has a folder of its own. */
const lanes = [0, 1, 2];

test('a run killed before any one of its steps leaves every file whole, and the next finishes or undoes it', async () => {
  const size = 4;
  const outcomes = new Map<number, string>();
  let step = 0;
  let isLast = false;
  const lane = async () => {
    while (!isLast) {
      const mine = step++;
      const dist = withForeign(size);
      const { signal, said } = await start(dist, size, 1, mine).closed;
      expect(said).toBe('');
      expect(torn(dist)).toEqual([]);
      if (signal === null) isLast = true;
      else outcomes.set(mine, recoverOutput(dist));
      const run = runOf(readFileSync(join(dist, 'generation'), 'utf8'));
      expect(tree(dist)).toEqual(complete(run, size));
      const expected = { finished: 1, undone: 0 }[outcomes.get(mine) ?? ''];
      expect(run).toBe(expected ?? run);
    }
  };
  await Promise.all(lanes.map(lane));
  const kinds = [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
  // Undone up to the commit, finished from then on; before the stage is filled and after it is emptied nothing is left.
  expect(kinds.filter((kind, n) => kind !== kinds[n - 1])).toEqual(['nothing', 'undone', 'finished', 'nothing']);
}, 120_000);

test('runs killed at random moments leave every file whole, and the next finishes or undoes them', async () => {
  const size = 160;
  const end = Date.now() + 25_000;
  let inside = 0;
  const lane = async () => {
    const dist = withForeign(size);
    const journal = join(dist, '.argosy-stage', 'journal.json');
    let run = 0;
    for (let kills = 0; inside < 36 && Date.now() < end; kills++) {
      const { child, closed } = start(dist, size, run + 1);
      // Every fourth is killed anywhere, from before its first line on, the others while they replace.
      if (kills % 4 === 3) await setTimeout(Math.random() * 150);
      else {
        while (!existsSync(journal) && child.exitCode === null) await setImmediate();
        const kill = performance.now() + Math.random() * 6;
        while (performance.now() < kill) await setImmediate();
      }
      child.kill('SIGKILL');
      expect(await closed).toEqual({ signal: 'SIGKILL', said: '' });
      expect(torn(dist)).toEqual([]);
      const wasInside = existsSync(journal);
      if (wasInside) inside++;
      const outcome = recoverOutput(dist);
      if (wasInside) expect(outcome).toBe('finished');
      run = runOf(readFileSync(join(dist, 'generation'), 'utf8'));
      expect(tree(dist)).toEqual(complete(run, size));
    }
  };
  await Promise.all(lanes.map(lane));
  expect(inside).toBeGreaterThanOrEqual(30);
}, 120_000);

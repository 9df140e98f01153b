import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { UsageError } from '../../src/finding';
import { compareOutput, recoverOutput, writeOutput } from '../../src/synth/output';
import type { Difference, OutputFile } from '../../src/synth/output-file';
import { indexHeader, newRoot, put, tree } from '../fixtures/output/tree';

type Files = ReadonlyMap<string, string>;

const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`);
const clashes = (path: string, others: Iterable<string>) =>
  [...others].some((other) => other === path || isBelow(other, path) || isBelow(path, other));

/** Few names and few contents, so that everything meets everything. */
const files: fc.Arbitrary<Files> = fc
  .array(
    fc.tuple(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
      fc.constantFrom('', 'x', 'y', 'xy'),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => {
    const kept = new Map<string, string>();
    for (const [path, content] of pairs) if (!clashes(path, kept.keys())) kept.set(path, content);
    return kept;
  });

const listed = (content: Files): OutputFile[] => Array.from(content, ([path, text]) => ({ path, content: text }));

interface Outcome {
  readonly difference: Difference;
  readonly files: Files;
  readonly index: readonly string[];
}

/** What a write does, said without any folder; `undefined` where it is refused. */
function model(before: Files, foreign: Files, after: Files, within: (path: string) => boolean): Outcome | undefined {
  const wanted = new Map([...after].filter(([path]) => within(path)));
  const removed = [...before.keys()].filter((path) => within(path) && !wanted.has(path));
  const staying = new Map([...before, ...foreign].filter(([path]) => !removed.includes(path)));
  for (const [path, content] of wanted) {
    const others = [...staying.keys()].filter((other) => other !== path);
    if (clashes(path, others)) return undefined;
    if (foreign.has(path) && foreign.get(path) !== content) return undefined;
  }
  const there = [...wanted.keys()].filter((path) => staying.has(path));
  const difference = {
    created: [...wanted.keys()].filter((path) => !staying.has(path)).sort(),
    changed: there.filter((path) => staying.get(path) !== wanted.get(path)).sort(),
    removed: removed.sort(),
    unchanged: there.filter((path) => staying.get(path) === wanted.get(path)).length,
  };
  const index = [...[...before.keys()].filter((path) => !within(path)), ...wanted.keys()].sort();
  return { difference, files: new Map([...staying, ...wanted]), index };
}

test('a write does what the model says, or nothing where the model refuses', () => {
  const scopes = fc.constantFrom('', 'a', 'a/b', 'c');
  // Chance alone seldom puts the very bytes there that are to be written.
  const strangers = fc.tuple(files, fc.boolean());
  fc.assert(
    fc.property(files, strangers, files, scopes, (before, [others, sameBytes], after, scope) => {
      const within = (path: string) => scope === '' || path === scope || isBelow(path, scope);
      const foreign = new Map(
        [...others]
          .filter(([path]) => !clashes(path, before.keys()))
          .map(([path, content]) => [path, sameBytes ? (after.get(path) ?? content) : content]),
      );
      const dist = newRoot();
      mkdirSync(dist);
      writeOutput(dist, listed(before));
      for (const [path, content] of foreign) put(dist, path, content);
      const found = tree(dist);
      const expected = model(before, foreign, after, within);
      if (expected === undefined) {
        expect(() => compareOutput(dist, listed(after), { within })).toThrow(UsageError);
        expect(() => writeOutput(dist, listed(after), { within })).toThrow(UsageError);
        expect(tree(dist)).toEqual(found);
      } else {
        const index = expected.index.length ? { '.argosy-index': `${indexHeader}${expected.index.join('\n')}\n` } : {};
        expect(compareOutput(dist, listed(after), { within })).toEqual(expected.difference);
        expect(tree(dist)).toEqual(found);
        expect(writeOutput(dist, listed(after), { within })).toEqual(expected.difference);
        expect(tree(dist)).toEqual({ ...Object.fromEntries(expected.files), ...index });
        const { unchanged, ...again } = writeOutput(dist, listed(after), { within });
        expect(again).toEqual({ created: [], changed: [], removed: [] });
      }
      expect(recoverOutput(dist)).toBe('nothing');
      rmSync(dirname(dist), { recursive: true });
    }),
    { numRuns: 200 },
  );
});

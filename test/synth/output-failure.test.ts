import { recoverOutput, writeOutput } from '../../src/synth/output';
import { foreign, generation } from '../fixtures/output/generation';
import { watchSteps } from '../fixtures/output/steps';
import { newRoot, put, tree } from '../fixtures/output/tree';

/** Lets the calls that change the disk fail from one number to another; says whether there were as many. */
function failing(from: number, to: number, body: () => void): boolean {
  let last = 0;
  const end = watchSteps((n, name) => {
    last = n;
    // What tidies up must succeed: the lock's removal, and that of a stage that was never committed.
    if (n < from || n > to || name === 'unlinkSync' || name === 'rmSync') return;
    throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: name });
  });
  try {
    body();
  } finally {
    end();
  }
  return last >= from;
}

const size = 4;
const before = () => {
  const dist = newRoot();
  writeOutput(dist, generation(0, size));
  for (const { path, content } of foreign) put(dist, path, content);
  return dist;
};

function after(): Record<string, string> {
  const dist = before();
  writeOutput(dist, generation(1, size));
  return tree(dist);
}

function write(dist: string): string {
  try {
    writeOutput(dist, generation(1, size));
    return 'written';
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(dist, 'dist') : 'what is no error';
  }
}

test('whichever step fails, the folder is as it was', () => {
  const old = tree(before());
  const written = after();
  const failed = 'dist: cannot be written, the file system says EIO; repair that and run again';
  for (let step = 0, more = true; more; step++) {
    const dist = before();
    let said = '';
    more = failing(step, step, () => {
      said = write(dist);
    });
    // A link that fails is made up for by a copy, and a stage that cannot be tidied up by the next run.
    if (said === 'written') recoverOutput(dist);
    expect([said, tree(dist)]).toEqual(said === 'written' ? [said, written] : [failed, old]);
  }
});

test('whichever step is the last that succeeds, the next run finishes or undoes', () => {
  const old = tree(before());
  const written = after();
  for (let step = 0, more = true; more; step++) {
    const dist = before();
    more = failing(step, Number.POSITIVE_INFINITY, () => {
      write(dist);
    });
    const outcome = recoverOutput(dist);
    const found = tree(dist);
    // Nothing is left to do before the first file is staged, and after the last is removed from the stage.
    const expected = { finished: [written], undone: [old], nothing: [old, written] }[outcome];
    expect(expected).toContainEqual(found);
    write(dist);
    expect(tree(dist)).toEqual(written);
  }
});

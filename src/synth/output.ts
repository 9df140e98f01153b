import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../finding';
import { explained } from './output-failure';
import type { Difference, OutputFile } from './output-file';
import { isLocked, withLock } from './output-lock';
import { checkPaths } from './output-path';
import { type Plan, planOutput } from './output-plan';
import { pendingPaths, recoverStaged, replaceStaged, stageFolder } from './staged-replace';

export interface OutputOptions {
  /** The part of the folder that is compared and written; the rest, index entries included, stays as it is. */
  readonly within?: ((path: string) => boolean) | undefined;
}

/**
 * What `writeOutput` would change. Writes nothing, not even to repair what a killed run left.
 * @throws UsageError when a run was killed in the middle of its replacement: what lies there is neither old nor new.
 */
export function compareOutput(root: string, files: readonly OutputFile[], options: OutputOptions = {}): Difference {
  checkPaths(files);
  if (explained(root, 'read', () => pendingPaths(root)).length > 0) {
    throw new UsageError({
      where: root,
      message: 'a synth was stopped while it replaced files here',
      fix: 'run argosy synth, which finishes or undoes it',
    });
  }
  return plan(root, files, options).difference;
}

/**
 * Makes the folder hold these files and none that an earlier run made and this one does not.
 *
 * A write that fails leaves the folder as it was. One that is killed leaves every file whole, and the next call
 * finishes or undoes it. Files that argosy did not make are never touched.
 */
export function writeOutput(root: string, files: readonly OutputFile[], options: OutputOptions = {}): Difference {
  checkPaths(files);
  recoverOutput(root);
  const outside = plan(root, files, options);
  // An unchanged folder may be read-only, so the lock is for those who have something to write.
  if (isEmpty(outside)) return outside.difference;
  return withLock(root, () => {
    // Another run may have written, or been killed, between the comparison and the lock.
    recoverStaged(root);
    const { difference, replacement } = isStillEmpty(root, outside) ? outside : plan(root, files, options);
    replaceStaged(root, replacement);
    return difference;
  });
}

/** Finishes or undoes what a killed run left. */
export function recoverOutput(root: string): 'nothing' | 'finished' | 'undone' {
  const isLeft = explained(root, 'read', () => existsSync(join(root, stageFolder)) || isLocked(root));
  if (!isLeft) return 'nothing';
  return withLock(root, () => recoverStaged(root));
}

function plan(root: string, files: readonly OutputFile[], { within = () => true }: OutputOptions): Plan {
  return explained(root, 'read', () => planOutput(root, files, within, pendingPaths(root)));
}

function isEmpty({ replacement: { created, changed, removed } }: Plan): boolean {
  return created.length + changed.length + removed.length === 0;
}

/** Whether the plan is one for an empty folder, and the folder, in which our lock is by now, still is. */
function isStillEmpty(root: string, { difference, replacement }: Plan): boolean {
  if (difference.unchanged + replacement.changed.length + replacement.removed.length > 0) return false;
  return readdirSync(root).length === 1;
}

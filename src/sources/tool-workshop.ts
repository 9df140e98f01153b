import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTool, type Tool, type ToolLimits, type ToolOutcome } from './tool';
import type { ToolCache } from './tool-cache';
import { digestOf, type Files } from './tool-files';

/** Commands of one tool on files of its own; the last one prints what is wanted. */
export interface Job {
  readonly tool: Tool;
  readonly files: Files;
  /** Where the commands run, as a path among the files. */
  readonly folder: string;
  readonly commands: readonly (readonly string[])[];
  /** Jobs that are the same but for this are done each: what comes out may be a matter of chance. */
  readonly turn?: number;
}

/** Does jobs, a few at a time, and none twice. */
export interface Workshop {
  readonly run: (job: Job) => Promise<ToolOutcome>;
}

/**
 * Every job has a folder of its own with copies of the files that it was given. So a tool can neither see nor change
 * anything else, whatever paths and links the repository names.
 */
export function workshop(cache: ToolCache, limits?: ToolLimits): Workshop {
  const places = queue(availableParallelism());
  const running = new Map<string, Promise<ToolOutcome>>();
  return {
    run: (job) => {
      const key = keyOf(job);
      const known = cache.get(key);
      if (known !== undefined) return Promise.resolve({ ok: true, output: known });
      const name = JSON.stringify(key);
      const under = running.get(name);
      if (under) return under;
      const outcome = places(async () => {
        const done = await runInFolder(job, limits);
        if (done.ok) cache.set(key, done.output);
        return done;
      });
      running.set(name, outcome);
      return outcome;
    },
  };
}

function keyOf({ tool, files, folder, commands, turn = 1 }: Job): readonly string[] {
  return [String(turn), tool.identity, digestOf(files), folder, JSON.stringify(commands)];
}

async function runInFolder(job: Job, limits: ToolLimits | undefined): Promise<ToolOutcome> {
  const stage = mkdtempSync(join(realpathSync(tmpdir()), 'argosy-render-'));
  try {
    const home = join(stage, 'home');
    const work = join(stage, 'work');
    mkdirSync(home);
    mkdirSync(join(work, job.folder), { recursive: true });
    for (const [path, content] of job.files) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    }
    let outcome: ToolOutcome = { ok: true, output: '' };
    for (const command of job.commands) {
      const args = command.map((word) => word.replaceAll(WORK, work));
      outcome = await runTool(job.tool, args, { cwd: join(work, job.folder), home, ...(limits ? { limits } : {}) });
      if (!outcome.ok) return withoutPaths(outcome, work);
    }
    return outcome;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Stands in a command for the folder that has the files. */
export const WORK = '\0work';

/** A message names files as the repository does. */
function withoutPaths(outcome: ToolOutcome, work: string): ToolOutcome {
  return 'reason' in outcome
    ? { ok: false, reason: outcome.reason.replaceAll(`${work}/`, '').replaceAll(work, '.') }
    : outcome;
}

function queue(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

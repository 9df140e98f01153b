import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildSync } from 'esbuild';
import type { Fleet } from './fleet';
import type { Measured } from './step';

/** The root of this repository. */
export const ROOT = join(__dirname, '..');

/** A temporary folder with what the measurements need, and fresh places for what they write. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'argosy-bench-'));
  private readonly stepScript = join(this.folder, 'step.js');
  private readonly peakScript = join(this.folder, 'peak.js');
  private places = 0;

  constructor() {
    // Bundled, so that no process spends its time on compiling, and none runs what tsx adds to functions.
    const bundle = { bundle: true, platform: 'node' } as const;
    buildSync({ ...bundle, entryPoints: [join(__dirname, 'step.ts')], outfile: this.stepScript });
    buildSync({ ...bundle, entryPoints: [join(__dirname, 'peak.ts')], outfile: this.peakScript });
  }

  /** A path that nothing has been written to. */
  place(): string {
    this.places += 1;
    return join(this.folder, `place-${this.places}`);
  }

  /** A step in a process of its own. What it wrote is removed unless the caller names the place. */
  step(name: string, size: number, fleet?: Fleet, target?: string): Measured {
    const place = target ?? this.place();
    const stdout = run(process.execPath, [this.stepScript, name, String(size), place, fleet ?? ''], this.folder);
    if (target === undefined) rmSync(place, { recursive: true, force: true });
    return JSON.parse(stdout);
  }

  /** The command line of a step that writes to a fresh place, for those who measure whole processes. */
  stepCommand(name: string, size: number, fleet: Fleet): readonly string[] {
    return [process.execPath, this.stepScript, name, String(size), this.place(), fleet];
  }

  /**
   * How long a command takes as a whole.
   * @param codes with which it may end
   */
  milliseconds(
    [command = '', ...args]: readonly string[],
    cwd: string = this.folder,
    codes: readonly number[] = [0],
  ): number {
    const start = performance.now();
    run(command, args, cwd, codes);
    return performance.now() - start;
  }

  /** What a command and all that it starts hold together at most. */
  peakMebibytes(command: readonly string[], codes: readonly number[] = [0]): number {
    const { code, mebibytes } = JSON.parse(run(process.execPath, [this.peakScript, ...command], this.folder));
    if (!codes.includes(code)) throw new Error(`${command.join(' ')} ended with ${code}`);
    return mebibytes;
  }

  folderFor(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], cwd: string, codes: readonly (number | null)[] = [0]): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error) throw error;
  if (!codes.includes(status)) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout;
}

/** Whether npm could put these packages into the folder. */
export function npmInstalled(folder: string, packages: readonly string[]): boolean {
  return spawnSync('npm', ['install', '--prefix', folder, '--silent', ...packages]).status === 0;
}

export function onPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

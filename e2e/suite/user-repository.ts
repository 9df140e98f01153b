import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GitRepository } from './repository';

export const HOUSE = join(__dirname, '../..');
const COMMAND = join(HOUSE, 'bin/argosy.js');

/** How a command ended. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository as a user of the package has it. */
export class UserRepository {
  constructor(
    readonly git: GitRepository,
    /** What its commands find in their environment, beside what this process has. */
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    git.copy(join(HOUSE, 'cdk8s.yaml'), 'cdk8s.yaml');
    git.write('.gitignore', 'node_modules\n.cdk8s/\n');
    git.write('package.json', '{ "private": true }\n');
    git.write('tsconfig.json', JSON.stringify({ compilerOptions: compilerOptions() }));
    symlinkSync(join(HOUSE, 'node_modules'), join(git.folder, 'node_modules'));
  }

  /** Starts the command as a user does, in the repository. */
  start(args: readonly string[]): ChildProcess {
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    return spawn(process.execPath, [COMMAND, ...args], { cwd: this.git.folder, env: this.environment(), stdio });
  }

  /** Runs it to its end. */
  async argosy(args: readonly string[], stdin = ''): Promise<Ended> {
    const run = promisify(execFile)(process.execPath, [COMMAND, ...args], {
      cwd: this.git.folder,
      env: this.environment(),
    });
    run.child.stdin?.end(stdin);
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
    );
  }

  /**
   * Runs one that has to succeed.
   *
   * @throws Error with what it said
   */
  async done(args: readonly string[], stdin = ''): Promise<Ended> {
    const ended = await this.argosy(args, stdin);
    if (ended.code === 0) return ended;
    throw new Error(`argosy ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}${ended.stdout}`);
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.env, NO_COLOR: '1' };
  }
}

function compilerOptions(): object {
  return {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    paths: { 'cdk8s-argosy': [join(HOUSE, 'src/index.ts')] },
  };
}

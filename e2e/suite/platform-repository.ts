import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GitRepository } from './repository';

const HOUSE = join(__dirname, '../..');
const COMMAND = join(HOUSE, 'bin/argosy.js');

/** How a command ended. */
export interface Ended {
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

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.env, NO_COLOR: '1' };
  }
}

/** A user's repository with the MLOps platform in it: its own entry, its own URL, and no sealed value yet. */
export class PlatformRepository extends UserRepository {
  constructor(git: GitRepository, env: Readonly<Record<string, string>> = {}) {
    super(git, env);
    git.copy(join(HOUSE, 'envs'), 'envs');
    this.entry('mlops(app, repository);');
  }

  /** Writes the app's entry: `body` stands between making the app and synthesizing it. */
  entry(body: string): void {
    const { url, branch } = this.git;
    this.git.write(
      'envs/main.ts',
      [
        "import { App, Repository } from 'cdk8s-argosy';",
        "import { mlops } from './mlops/platform';",
        'const app = new App();',
        `const repository = Repository.git(${JSON.stringify(url)}, ${JSON.stringify(branch)});`,
        body,
        'app.synth();',
        '',
      ].join('\n'),
    );
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

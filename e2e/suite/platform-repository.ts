import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GitRepository } from './repository';

const HOUSE = join(__dirname, '../..');

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's repository with the MLOps platform in it: its own entry, its own URL, and no sealed value yet. */
export class PlatformRepository {
  constructor(readonly git: GitRepository) {
    git.copy(join(HOUSE, 'envs'), 'envs');
    git.copy(join(HOUSE, 'cdk8s.yaml'), 'cdk8s.yaml');
    git.write('.gitignore', 'node_modules\n.cdk8s/\n');
    git.write('package.json', '{ "private": true }\n');
    git.write('tsconfig.json', JSON.stringify({ compilerOptions: compilerOptions() }));
    this.entry('mlops(app, repository);');
    symlinkSync(join(HOUSE, 'node_modules'), join(git.folder, 'node_modules'));
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

  /** Runs the command as a user does, in the repository. */
  async argosy(args: readonly string[], stdin = ''): Promise<Ended> {
    const run = promisify(execFile)(process.execPath, [join(HOUSE, 'bin/argosy.js'), ...args], {
      cwd: this.git.folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
    run.child.stdin?.end(stdin);
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
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

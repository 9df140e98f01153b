import { join } from 'node:path';
import type { GitRepository } from './repository';
import { HOUSE, UserRepository } from './user-repository';

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

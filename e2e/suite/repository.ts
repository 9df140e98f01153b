import { execFileSync, type StdioOptions } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Git repository that Argo CD pulls from, and the work tree that commits to it. */
export class GitRepository {
  private isPushed = false;

  /**
   * @param folder the work tree
   * @param url where it is pushed to, as Argo CD reads it
   * @param branch which Argo CD follows
   */
  constructor(
    readonly folder: string,
    readonly url: string,
    readonly branch: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.git('init', '--quiet', `--initial-branch=${branch}`);
    this.git('config', 'user.name', 'e2e');
    this.git('config', 'user.email', 'e2e@example.com');
    this.git('config', 'commit.gpgsign', 'false');
    this.git('config', 'core.hooksPath', '/dev/null');
    this.git('remote', 'add', 'origin', url);
  }

  /** A bare repository on this machine, under `file://`. */
  static onDisk(folder: string): GitRepository {
    const bare = `${folder}.git`;
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    return new GitRepository(folder, `file://${bare}`, 'main');
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  copy(from: string, path: string): void {
    cpSync(from, join(this.folder, path), { recursive: true });
  }

  /** Commits everything and pushes it. Returns the commit. */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.push();
  }

  /** Undoes the last commit with a commit of its own. */
  revert(): string {
    this.git('revert', '--no-edit', 'HEAD');
    return this.push();
  }

  /** Removes the branch from the repository that it was pushed to. */
  forget(): void {
    if (this.isPushed) this.git('push', '--quiet', 'origin', '--delete', this.branch);
    this.isPushed = false;
  }

  private push(): string {
    this.git('push', '--quiet', 'origin', `HEAD:${this.branch}`);
    this.isPushed = true;
    return this.git('rev-parse', 'HEAD').trim();
  }

  private git(...args: string[]): string {
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio,
      env: withoutGit(process.env),
    }).toString();
  }
}

/** A hook that runs the suite says of its own repository where it lies; this is another one. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}

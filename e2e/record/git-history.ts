import { execFileSync } from 'node:child_process';
import type { Tree } from './recording';

/** A bare repository on this machine whose commits are whole trees. */
export class GitHistory {
  readonly url: string;

  constructor(private readonly folder: string) {
    this.url = `file://${folder}`;
    execFileSync('git', ['init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, folder]);
  }

  /** Puts a commit with these files, and no others, on the branch. Returns its SHA. */
  commit(tree: Tree, message: string, parent?: string): string {
    const files = Object.entries(tree).flatMap(([path, text]) => [
      `M 100644 inline ${JSON.stringify(path)}`,
      data(text),
    ]);
    const commands = [
      `commit refs/heads/${BRANCH}`,
      'committer e2e <e2e@example.com> now',
      data(message),
      ...(parent ? [`from ${parent}`] : []),
      'deleteall',
      ...files,
      '',
    ];
    this.git(['fast-import', '--quiet', '--date-format=now'], commands.join('\n'));
    return this.git(['rev-parse', BRANCH]).trim();
  }

  private git(args: readonly string[], input = ''): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', input });
  }
}

const BRANCH = 'main';

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

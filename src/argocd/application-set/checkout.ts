import { CannotTell } from '../go-template/fault';
import { bytesOf, textOf } from '../go-template/text';
import type { Work } from '../go-template/work';

type Kind = 'file' | 'directory';
type Tree = Map<string, Map<string, Kind>>;

/** No path has a NUL. */
const ROOT = '\0';

/** Files and directories under their names, all of them as bytes; the root is `.`. What git keeps there is part of it. */
export class Checkout {
  private readonly tree: Tree = new Map([...GIT, [ROOT, new Map([['.git', 'directory']])]]);
  private readonly sorted = new Map<string, readonly string[]>();

  constructor(files: readonly string[], work: Work) {
    work.spend(20);
    for (const file of files) {
      // Linux's limit.
      if (file.length > 4096) throw new CannotTell(`a path of ${file.length} characters, which no checkout has`);
      work.spendText(file.length);
      add(this.tree, bytesOf(file), 'file');
    }
  }

  /** What stands under a path; nothing under one that is not spelled as Go wants it, without `.`, `..` and `//`. */
  kindOf(path: string): Kind | undefined {
    return path === '.' ? 'directory' : this.tree.get(parentOf(path))?.get(nameOf(path));
  }

  /** The names in a directory in their order; none in what is no directory. */
  namesIn(directory: string): readonly string[] {
    const known = this.sorted.get(directory);
    if (known) return known;
    const names = [...(this.tree.get(directory === '.' ? ROOT : directory)?.keys() ?? [])].sort();
    this.sorted.set(directory, names);
    return names;
  }
}

function add(tree: Tree, path: string, kind: Kind): void {
  const parent = parentOf(path);
  if (!tree.has(parent)) add(tree, parent, 'directory');
  tree.get(parent)?.set(nameOf(path), kind);
  if (kind === 'directory' && !tree.has(path)) tree.set(path, new Map());
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut === -1 ? ROOT : path.slice(0, cut);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a path is one of git itself, and then whether it is there for sure. */
export function ofGit(path: string): 'surely' | 'perhaps' | undefined {
  if (path === '.git') return 'surely';
  if (!path.startsWith('.git/')) return undefined;
  return SURE.has(textOf(path)) ? 'surely' : 'perhaps';
}

const SURE = new Set(
  ['objects', 'objects/info', 'objects/pack', 'refs', 'refs/heads', 'refs/tags'].map((name) => `.git/${name}`),
);

const HEXADECIMAL = '0123456789abcdef';

const HOOKS = [
  ...['applypatch-msg', 'commit-msg', 'fsmonitor-watchman', 'post-update', 'pre-applypatch', 'pre-commit', 'pre-push'],
  ...['pre-merge-commit', 'pre-rebase', 'pre-receive', 'prepare-commit-msg', 'push-to-checkout', 'update'],
  'sendemail-validate',
];

/** Objects stand under the first two digits of their hashes, and under names of thirty-eight more. */
const GIT_FILES = [
  ...['config', 'HEAD', 'index', 'packed-refs', 'description', 'ORIG_HEAD', 'FETCH_HEAD', 'shallow', 'info/exclude'],
  ...['logs/HEAD', 'logs/refs/remotes/origin/main', 'refs/heads/main', 'refs/remotes/origin/main'],
  ...HOOKS.map((hook) => `hooks/${hook}.sample`),
  ...['idx', 'pack', 'rev'].map((ending) => `objects/pack/pack-${HEXADECIMAL}${HEXADECIMAL}01234567.${ending}`),
  ...[...HEXADECIMAL].flatMap((one) =>
    [...HEXADECIMAL].map((other) => `objects/${one}${other}/${other}${HEXADECIMAL}${HEXADECIMAL}01234`),
  ),
];

/** What may be there. */
const GIT: Tree = new Map([[ROOT, new Map()]]);
for (const file of GIT_FILES) add(GIT, `.git/${file}`, 'file');
for (const directory of [...SURE, '.git/branches', '.git/lfs', '.git/modules']) add(GIT, directory, 'directory');

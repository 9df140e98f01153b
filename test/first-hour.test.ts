import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * The page is the test. Its `sh` blocks are run line by line, `diff` blocks are applied, and a block that begins with the
 * name of a file is written to it. A `text` block is what the commands before it print, some of its lines.
 */
const CHECKOUT = join(__dirname, '..');
const PAGE = readFileSync(join(CHECKOUT, 'docs/first-hour.md'), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
}

/** The node_modules of this checkout are there already. */
const NOT_RUN = ['npm ci'];

const root = mkdtempSync(join(tmpdir(), 'argosy-hour-'));
const clone = join(root, 'clone');

beforeAll(() => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: CHECKOUT, encoding: 'utf8' }).split('\0');
  for (const file of tracked.filter((name) => name !== '' && existsSync(join(CHECKOUT, name)))) {
    cpSync(join(CHECKOUT, file), join(clone, file));
  }
  symlinkSync(join(CHECKOUT, 'node_modules'), join(clone, 'node_modules'));
  for (const line of ['git init --quiet', 'git add --all', "git commit --quiet --message 'The clone'"]) ran(line);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('every section of the page does what it shows', () => {
  const done: string[] = [];
  let printed = '';
  for (const { language, text } of blocks(PAGE)) {
    if (language === 'sh') printed = commands(text).map(ran).join('');
    else if (language === 'text') expect(inOrder(text, printed)).toEqual(linesOf(text));
    else if (language === 'diff') applied(text);
    else written(text);
    done.push(language);
  }
  // Whatever the page becomes, it has edits, and shows what they do.
  expect(done).toEqual(expect.arrayContaining(['sh', 'diff', 'text', 'ts']));
}, 300_000);

test('each change is made in one place', () => {
  expect([...PAGE.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, file]) => file)).toEqual([
    'envs/mlops/settings.ts',
    'envs/mlops/secrets.ts',
    'envs/mlops/core.ts',
  ]);
});

test('a line that is not printed, or not in this order, is missed', () => {
  expect(inOrder('b\na', 'a\nb\n')).toEqual(['b']);
  expect(inOrder('a\nc', 'a\nb\n')).toEqual(['a']);
});

function blocks(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function commands(text: string): readonly string[] {
  return linesOf(text).filter((line) => !NOT_RUN.includes(line));
}

/** What a command prints; it ends as the comment behind it says, or well. */
function ran(line: string): string {
  const [, code = '0'] = / {2}# exits with (\d+)$/.exec(line) ?? [];
  // Where npx looks, half a second sooner.
  const command = line.replace(/^npx argosy /, 'node bin/argosy.js ').replace(/^npx /, 'node_modules/.bin/');
  const run = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], {
    cwd: clone,
    input: 'what is asked for',
    encoding: 'utf8',
    env: ENV,
  });
  expect({ line, code: run.status, printed: run.stdout }).toEqual({ line, code: Number(code), printed: run.stdout });
  return run.stdout;
}

const ENV = {
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Newcomer',
  GIT_AUTHOR_EMAIL: 'newcomer@example.com',
  GIT_COMMITTER_NAME: 'Newcomer',
  GIT_COMMITTER_EMAIL: 'newcomer@example.com',
};

/** By its context; the numbers of lines are for readers. */
function applied(patch: string): void {
  const { status, stderr } = spawnSync('git', ['apply', '--recount', '-'], {
    cwd: clone,
    input: patch,
    encoding: 'utf8',
  });
  expect({ patch, status, stderr }).toEqual({ patch, status: 0, stderr: '' });
}

function written(text: string): void {
  const [, file = '', content = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(text) ?? [];
  expect(file).toMatch(/^envs\/mlops\//);
  writeFileSync(join(clone, file), content);
}

/** The lines that are printed, in the order in which they are expected. */
function inOrder(expected: string, printed: string): readonly string[] {
  const all = printed.split('\n');
  let from = 0;
  return linesOf(expected).filter((line) => {
    const at = all.indexOf(line, from);
    if (at >= 0) from = at + 1;
    return at >= 0;
  });
}

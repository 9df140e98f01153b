import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKOUT = join(__dirname, '..');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A checkout whose code is this one file. */
function checkout(code: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-checkout-')));
  folders.push(folder);
  for (const file of ['bin/argosy.js', 'src/from-source.js']) cpSync(join(CHECKOUT, file), join(folder, file));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['esbuild', 'tsx']) {
    symlinkSync(join(CHECKOUT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  write(folder, code);
  return folder;
}

function write(folder: string, code: string): void {
  writeFileSync(join(folder, 'src/cli.ts'), code);
}

function ran(folder: string, ...options: readonly string[]) {
  const { NODE_OPTIONS, ...env } = process.env;
  const args = [...options, join(folder, 'bin/argosy.js')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

const saying = (word: string) =>
  `export async function main(): Promise<number> {\n  console.log('${word}' satisfies string);\n  return 0;\n}\n`;

test('the command of a checkout does what its code says now, not what it said before', () => {
  const folder = checkout(saying('one'));
  for (const word of ['one', 'one', 'two', 'one']) {
    write(folder, saying(word));
    expect(ran(folder)).toEqual({ code: 0, stdout: `${word}\n`, stderr: '' });
  }
});

test('the command of a checkout runs where nothing can be kept', () => {
  const folder = checkout(saying('one'));
  writeFileSync(join(folder, 'node_modules/.cache'), '');
  expect(ran(folder)).toEqual({ code: 0, stdout: 'one\n', stderr: '' });
});

test('stack traces have the lines of the code where maps are asked for', () => {
  const folder = checkout(`interface None {}\n\n\nexport async function main() {\n  throw new Error('no luck');\n}\n`);
  expect(ran(folder, '--enable-source-maps')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`${join(folder, 'src/cli.ts')}:5:9`),
  });
});

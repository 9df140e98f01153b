import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareOutput, type OutputFile, recoverOutput, writeOutput } from '../../src/synth/output';

const header = '# The files argosy made in this folder, one path a line: it changes and removes these and no others.\n';
const root = () => join(mkdtempSync(join(tmpdir(), 'argosy-output-')), 'dist');
const file = (path: string, content = `${path}\n`): OutputFile => ({ path, content });
const nothing = { created: [], changed: [], removed: [], unchanged: 0 };

/** Every file and, with a slash behind it, every folder that holds none. */
function tree(folder: string, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = prefix + entry.name;
      if (!entry.isDirectory()) return [[path, readFileSync(join(folder, entry.name), 'utf8')]];
      const inside = Object.entries(tree(join(folder, entry.name), `${path}/`));
      return inside.length === 0 ? [[`${path}/`, '']] : inside;
    }),
  );
}

function put(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

test('the first write makes the folder, its files and an index of them', () => {
  const dist = root();
  const difference = writeOutput(dist, [file('b/c.yaml'), file('a.yaml')]);
  expect(difference).toEqual({ ...nothing, created: ['a.yaml', 'b/c.yaml'] });
  expect(tree(dist)).toEqual({
    '.argosy-index': `${header}a.yaml\nb/c.yaml\n`,
    'a.yaml': 'a.yaml\n',
    'b/c.yaml': 'b/c.yaml\n',
  });
});

test('a later write changes, removes and adds, and prunes the folders it empties', () => {
  const dist = root();
  writeOutput(dist, [file('a.yaml'), file('gone/deep/b.yaml'), file('kept/c.yaml'), file('d.yaml')]);
  put(dist, 'kept/notes.txt', 'mine');
  const difference = writeOutput(dist, [file('a.yaml'), file('d.yaml', 'new'), file('e/f.yaml')]);
  expect(difference).toEqual({
    created: ['e/f.yaml'],
    changed: ['d.yaml'],
    removed: ['gone/deep/b.yaml', 'kept/c.yaml'],
    unchanged: 1,
  });
  expect(tree(dist)).toEqual({
    '.argosy-index': `${header}a.yaml\nd.yaml\ne/f.yaml\n`,
    'a.yaml': 'a.yaml\n',
    'd.yaml': 'new',
    'e/f.yaml': 'e/f.yaml\n',
    'kept/notes.txt': 'mine',
  });
});

test('recovering a folder that nobody left half done does nothing', () => {
  const dist = root();
  expect(recoverOutput(dist)).toBe('nothing');
  writeOutput(dist, [file('a')]);
  expect(recoverOutput(dist)).toBe('nothing');
  expect(compareOutput(dist, [file('a')])).toEqual({ ...nothing, unchanged: 1 });
});

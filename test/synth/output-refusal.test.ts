import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../../src/finding';
import { compareOutput, recoverOutput, writeOutput } from '../../src/synth/output';
import type { OutputFile } from '../../src/synth/output-file';
import { file, indexHeader, newRoot, put, tree } from '../fixtures/output/tree';

/** What a write says instead of doing its work, of which it must leave no trace. */
function refusal(root: string, files: readonly OutputFile[]): string {
  const parent = dirname(root);
  const before = tree(parent);
  let said = 'nothing';
  try {
    writeOutput(root, files);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    said = error.message.replaceAll(root, 'dist').replaceAll(parent, '..');
  }
  expect(tree(parent)).toEqual(before);
  return said;
}

test.each([
  ['', 'has an empty, "." or ".." segment'],
  ['../x', 'has an empty, "." or ".." segment'],
  ['a/../x', 'has an empty, "." or ".." segment'],
  ['a/..', 'has an empty, "." or ".." segment'],
  ['./x', 'has an empty, "." or ".." segment'],
  ['a//x', 'has an empty, "." or ".." segment'],
  ['a/', 'has an empty, "." or ".." segment'],
  ['/etc/passwd', 'is absolute'],
  ['a\\b', 'has a backslash, a control character or half a surrogate pair'],
  ['a\0b', 'has a backslash, a control character or half a surrogate pair'],
  ['a\nb', 'has a backslash, a control character or half a surrogate pair'],
  ['a\ud800', 'has a backslash, a control character or half a surrogate pair'],
  ['.argosy-index', 'starts with ".argosy-", which is argosy\'s own'],
  ['.argosy-stage/a', 'starts with ".argosy-", which is argosy\'s own'],
])('the path %j is refused', (path, fault) => {
  expect(refusal(newRoot(), [file('fine'), file(path, 'x')])).toBe(
    `${JSON.stringify(path)}: an output path that ${fault}; name it relative to the output folder, with "/" between names`,
  );
});

test.each(['...', '.a', 'a..b', '..a/b..', 'a/.argosy-index', 'ä b/😀'])('the path %j is fine', (path) => {
  const dist = newRoot();
  writeOutput(dist, [file(path)]);
  expect(tree(dist)).toEqual({ '.argosy-index': `${indexHeader}${path}\n`, [path]: `${path}\n` });
});

test('two files with one path are refused', () => {
  expect(refusal(newRoot(), [file('a'), file('b'), file('a')])).toBe('a: produced twice; rename one');
});

test('a file that is also a folder is refused', () => {
  expect(refusal(newRoot(), [file('a/b/c'), file('a')])).toBe('a: a file and the folder of a/b/c; rename one');
});

test("someone else's file with other bytes is refused", () => {
  const dist = newRoot();
  put(dist, 'a/b', 'mine');
  expect(refusal(dist, [file('a/b'), file('c')])).toBe(
    'dist/a/b: argosy did not make this file, and would write other bytes there; ' +
      'if argosy wrote here before, restore its index (git checkout -- dist/.argosy-index); ' +
      'else move the file away or delete it',
  );
});

test('many foreign files are refused in one sentence', () => {
  const dist = newRoot();
  for (const path of ['a', 'b', 'c']) put(dist, path, 'mine');
  expect(refusal(dist, [file('c'), file('a'), file('b')])).toBe(
    'dist/a: argosy did not make this file (nor 2 more, such as dist/b), and would write other bytes there; ' +
      'if argosy wrote here before, restore its index (git checkout -- dist/.argosy-index); ' +
      'else move the file away or delete it',
  );
});

test('an output folder that is a file is refused', () => {
  const dist = newRoot();
  writeFileSync(dist, '');
  expect(refusal(dist, [file('a')])).toBe('dist: found a file, expected a folder; move it away or delete it');
});

test('an output folder below a file is refused', () => {
  const dist = newRoot();
  writeFileSync(dist, '');
  expect(() => writeOutput(join(dist, 'deep', 'er'), [file('a')])).toThrow(
    `${dist}: found a file, expected a folder; move it away or delete it`,
  );
});

test('an output folder that is a dead link is refused', () => {
  const dist = newRoot();
  symlinkSync('nowhere', dist);
  expect(refusal(dist, [file('a')])).toBe(
    'dist: found a symbolic link that leads nowhere, expected a folder; move it away or delete it',
  );
});

test('an output folder may be reached through a link', () => {
  const dist = newRoot();
  mkdirSync(`${dist}-real`);
  symlinkSync(`${dist}-real`, dist);
  writeOutput(dist, [file('a')]);
  expect(tree(`${dist}-real`)).toMatchObject({ a: 'a\n' });
});

test('a folder in place of a file is refused, even an empty one', () => {
  const dist = newRoot();
  mkdirSync(join(dist, 'a'), { recursive: true });
  expect(refusal(dist, [file('a')])).toBe('dist/a: found a folder, expected a file; move it away or delete it');
});

test('a folder of ours in place of a file is refused when it holds what is not ours', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a/b')]);
  put(dist, 'a/notes.txt', 'mine');
  expect(refusal(dist, [file('a')])).toBe('dist/a: found a folder, expected a file; move it away or delete it');
});

test('a file in place of a folder is refused', () => {
  const dist = newRoot();
  put(dist, 'a', 'mine');
  expect(refusal(dist, [file('a/b/c')])).toBe('dist/a: found a file, expected a folder; move it away or delete it');
});

test('a file of ours outside of the part that is written is not given up for a folder', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a')]);
  expect(() => writeOutput(dist, [file('a/b')], { within: (path) => path.startsWith('a/') })).toThrow(
    `${dist}/a: found a file, expected a folder; move it away or delete it`,
  );
});

test('a linked folder inside is refused, for writing and for removing', () => {
  const dist = newRoot();
  put(dirname(dist), 'outside/a', 'a\n');
  mkdirSync(dist);
  symlinkSync('../outside', join(dist, 'sub'));
  const sentence = 'dist/sub: found a symbolic link, expected a folder; move it away or delete it';
  expect(refusal(dist, [file('sub/b')])).toBe(sentence);
  put(dist, '.argosy-index', `${indexHeader}sub/a\n`);
  expect(refusal(dist, [])).toBe(sentence);
});

test('a link in place of a file is refused', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a')]);
  unlinkSync(join(dist, 'a'));
  symlinkSync('../outside', join(dist, 'a'));
  expect(refusal(dist, [file('a')])).toBe('dist/a: found a symbolic link, expected a file; move it away or delete it');
});

test('a pipe in place of a file is refused, not waited for', () => {
  const dist = newRoot();
  mkdirSync(dist);
  execFileSync('mkfifo', [join(dist, 'a')]);
  expect(() => compareOutput(dist, [file('a')])).toThrow(
    `${dist}/a: found something else than a file, expected a file; move it away or delete it`,
  );
});

const headerLine = indexHeader.trimEnd();
test.each([
  ['an empty index', '', 1, '""', headerLine],
  ['another first line', 'a\n', 1, '"a"', headerLine],
  ['the marks of a merge', `${indexHeader}<<<<<<< HEAD\n../a\n`, 3, '"../a"', 'a path inside the folder'],
  ['an absolute path', `${indexHeader}/etc/passwd\n`, 2, '"/etc/passwd"', 'a path inside the folder'],
  ['an empty line', `${indexHeader}a\n\nb\n`, 3, '""', 'a path inside the folder'],
  ['a path of argosy itself', `${indexHeader}.argosy-lock\n`, 2, '".argosy-lock"', 'a path inside the folder'],
  ['a last line cut short', `${indexHeader}a\nb`, 3, '"b"', 'a path and an end of line'],
])('%s is refused', (_, text, line, found, expected) => {
  const dist = newRoot();
  put(dist, '.argosy-index', text);
  expect(refusal(dist, [file('a')])).toBe(
    `dist/.argosy-index:${line}: found ${found}, expected ${expected}; restore it with git checkout -- dist/.argosy-index`,
  );
});

test('a folder in place of the index is refused', () => {
  const dist = newRoot();
  mkdirSync(join(dist, '.argosy-index'), { recursive: true });
  expect(refusal(dist, [file('a')])).toBe(
    'dist/.argosy-index: found a folder, expected the index of outputs; move it away',
  );
});

test('a name too long for the file system is refused and leaves no trace', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a'), file('b')]);
  expect(refusal(dist, [file('a', 'new'), file('c'.repeat(300))])).toBe(
    'dist: cannot be written, a name is too long for its file system; shorten the names of what it holds',
  );
});

test('while another process writes, one is refused', () => {
  const dist = newRoot();
  mkdirSync(dist);
  symlinkSync(`${process.ppid}:`, join(dist, '.argosy-lock'));
  expect(refusal(dist, [file('a')])).toBe(
    `dist: process ${process.ppid} is writing it; wait for it, or delete dist/.argosy-lock if it is not argosy`,
  );
});

test('the lock of a dead process is taken over, also when its number lives again', () => {
  for (const owner of ['4194303:1', `${process.ppid}:1`]) {
    const dist = newRoot();
    mkdirSync(dist);
    symlinkSync(owner, join(dist, '.argosy-lock'));
    writeOutput(dist, [file('a')]);
    expect(readdirSync(dist)).toEqual(['.argosy-index', 'a']);
  }
});

test('a lock that argosy did not make is refused', () => {
  const dist = newRoot();
  put(dist, '.argosy-lock', '');
  expect(refusal(dist, [file('a')])).toBe('dist/.argosy-lock: found something else than a lock of argosy; delete it');
});

test('a stage that is a link is refused', () => {
  const dist = newRoot();
  mkdirSync(dist);
  symlinkSync(tmpdir(), join(dist, '.argosy-stage'));
  expect(refusal(dist, [file('a')])).toBe(
    "dist/.argosy-stage: found no folder, expected argosy's own folder; move it away or delete it",
  );
  expect(readlinkSync(join(dist, '.argosy-stage'))).toBe(tmpdir());
});

test.each([
  ['no JSON', '{'],
  ['no object', 'null'],
  ['a list missing', '{"created":[],"changed":[],"removed":[]}'],
  ['a path that escapes', '{"created":[],"changed":[],"removed":["../a"],"holds":[]}'],
  ['what is no path', '{"created":[1],"changed":[],"removed":[],"holds":[]}'],
])('a journal with %s is refused', (_, text) => {
  const dist = newRoot();
  put(dist, '.argosy-stage/journal.json', text);
  expect(refusal(dist, [file('a')])).toBe(
    'dist/.argosy-stage/journal.json: found no journal of argosy; ' +
      'delete dist/.argosy-stage and restore dist with git',
  );
});

test('a journal that leads through a link is refused', () => {
  const dist = newRoot();
  put(dirname(dist), 'outside/a', 'mine');
  put(dist, '.argosy-stage/journal.json', '{"created":[],"changed":[],"removed":["sub/a"],"holds":[]}');
  symlinkSync('../outside', join(dist, 'sub'));
  expect(refusal(dist, [file('b')])).toBe(
    'dist/sub: found a symbolic link, expected a folder; move it away or delete it',
  );
});

test('finishing does not overwrite what someone put there since the kill', () => {
  const dist = newRoot();
  put(dist, '.argosy-stage/journal.json', '{"created":["a"],"changed":[],"removed":[],"holds":["a"]}');
  put(dist, '.argosy-stage/created/0', 'ours');
  put(dist, 'a', 'mine');
  expect(refusal(dist, [])).toBe(
    'dist/a: found what argosy did not make, expected nothing yet; move it away or delete it',
  );
  rmSync(join(dist, 'a'));
  expect(recoverOutput(dist)).toBe('finished');
  expect(tree(dist)).toEqual({ a: 'ours' });
});

/** Mounts need root and a permissive sandbox. */
function mount(options: string, folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  const folder = dirname(newRoot());
  const can = mount('size=64k', folder);
  if (can) execFileSync('umount', [folder]);
  return can;
}

const mounts = canMount();
const onMount = mounts ? test : test.skip;
const unlessSkipped = mounts ? '' : ' (skipped: mount is not permitted here)';

function mounted(options: string, body: (dist: string) => void): void {
  const dist = newRoot();
  mkdirSync(dist);
  mount(options, dist);
  try {
    body(dist);
  } finally {
    execFileSync('umount', [dist]);
  }
}

onMount(`a full disk is reported and leaves no trace${unlessSkipped}`, () => {
  mounted('size=256k', (dist) => {
    writeOutput(dist, [file('a', 'old'), file('gone', 'old')]);
    expect(refusal(dist, [file('a', 'new'), file('big/b', 'x'.repeat(300_000))])).toBe(
      'dist: cannot be written, its disk is full; free some space and run again',
    );
  });
});

onMount(`a disk out of inodes is reported and leaves no trace${unlessSkipped}`, () => {
  mounted('size=1m,nr_inodes=20', (dist) => {
    expect(
      refusal(
        dist,
        Array.from({ length: 30 }, (_, n) => file(`${n}`)),
      ),
    ).toBe('dist: cannot be written, its disk is full; free some space and run again');
  });
});

onMount(`a read-only disk is reported, unless nothing is to be written${unlessSkipped}`, () => {
  mounted('size=256k', (dist) => {
    writeOutput(dist, [file('a')]);
    execFileSync('mount', ['-o', 'remount,ro', dist]);
    expect(refusal(dist, [file('a', 'new')])).toBe(
      'dist: cannot be written, its file system is read-only; make it writable or choose another output folder',
    );
    expect(refusal(join(dist, 'deeper'), [file('a')])).toContain('its file system is read-only');
    expect(refusal(dist, [file('a')])).toBe('nothing');
  });
});

onMount(`a disk mounted inside the folder is reported and leaves no trace${unlessSkipped}`, () => {
  const dist = newRoot();
  writeOutput(dist, [file('a', 'old'), file('gone'), file('sub/b')]);
  mount('size=64k', join(dist, 'sub'));
  try {
    expect(refusal(dist, [file('a', 'new'), file('c/d'), file('sub/b', 'new')])).toBe(
      'dist: cannot be written, another file system is mounted inside it; unmount that or choose another output folder',
    );
  } finally {
    execFileSync('umount', [join(dist, 'sub')]);
  }
  expect(tree(dist)).toMatchObject({ a: 'old', gone: 'gone\n', 'sub/b': 'sub/b\n' });
});

import { lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareOutput, recoverOutput, writeOutput } from '../../src/synth/output';
import { file, indexHeader, newRoot, put, tree } from '../fixtures/output/tree';

const nothing = { created: [], changed: [], removed: [], unchanged: 0 };

test('the first write makes the folder, its files and an index of them', () => {
  const dist = newRoot();
  const difference = writeOutput(dist, [file('b/c.yaml'), file('a.yaml')]);
  expect(difference).toEqual({ ...nothing, created: ['a.yaml', 'b/c.yaml'] });
  expect(tree(dist)).toEqual({
    '.argosy-index': `${indexHeader}a.yaml\nb/c.yaml\n`,
    'a.yaml': 'a.yaml\n',
    'b/c.yaml': 'b/c.yaml\n',
  });
});

test('a later write changes, removes and adds, and prunes the folders it empties', () => {
  const dist = newRoot();
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
    '.argosy-index': `${indexHeader}a.yaml\nd.yaml\ne/f.yaml\n`,
    'a.yaml': 'a.yaml\n',
    'd.yaml': 'new',
    'e/f.yaml': 'e/f.yaml\n',
    'kept/notes.txt': 'mine',
  });
});

test('comparing writes nothing', () => {
  const dist = newRoot();
  expect(compareOutput(dist, [file('a')])).toEqual({ ...nothing, created: ['a'] });
  expect(lstatSync(dist, { throwIfNoEntry: false })).toBeUndefined();
  writeOutput(dist, [file('a'), file('b')]);
  const before = statSync(dist, { bigint: true }).mtimeNs;
  expect(compareOutput(dist, [file('a', 'new'), file('c')])).toEqual({
    created: ['c'],
    changed: ['a'],
    removed: ['b'],
    unchanged: 0,
  });
  expect(statSync(dist, { bigint: true }).mtimeNs).toBe(before);
});

test('a file whose bytes are the same is not written again', () => {
  const dist = newRoot();
  writeOutput(dist, [file('same/a', 'Ä\u{1f600}'), file('same/empty', ''), file('b')]);
  const inodes = () => ['same/a', 'same/empty', 'same'].map((path) => statSync(join(dist, path)).ino);
  const before = inodes();
  writeOutput(dist, [file('same/a', 'Ä\u{1f600}'), file('same/empty', ''), file('b', 'new')]);
  expect(inodes()).toEqual(before);
});

test('nothing at all is written where nothing differs, so not even a lock is needed', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a')]);
  const before = statSync(dist, { bigint: true }).mtimeNs;
  expect(writeOutput(dist, [file('a')])).toEqual({ ...nothing, unchanged: 1 });
  expect(statSync(dist, { bigint: true }).mtimeNs).toBe(before);
});

test.each([
  ['is longer', 'abcd', 'abc'],
  ['is shorter', 'ab', 'abc'],
  ['differs in its last byte', 'abd', 'abc'],
  ['should be empty', 'a', ''],
  ['is empty', '', 'a'],
])('a file that %s is changed', (_, there, wanted) => {
  const dist = newRoot();
  writeOutput(dist, [file('a', there)]);
  expect(writeOutput(dist, [file('a', wanted)])).toEqual({ ...nothing, changed: ['a'] });
  expect(tree(dist)).toMatchObject({ a: wanted });
});

test('a file larger than any buffer is compared to its end', () => {
  const dist = newRoot();
  const long = 'ä'.repeat(200_000);
  writeOutput(dist, [file('a', long)]);
  expect(compareOutput(dist, [file('a', long)])).toEqual({ ...nothing, unchanged: 1 });
  expect(compareOutput(dist, [file('a', `${long}b`)])).toEqual({ ...nothing, changed: ['a'] });
  expect(compareOutput(dist, [file('a', long.slice(1))])).toEqual({ ...nothing, changed: ['a'] });
});

test("someone else's file with the same bytes becomes argosy's", () => {
  const dist = newRoot();
  put(dist, 'a', 'a\n');
  expect(writeOutput(dist, [file('a')])).toEqual({ ...nothing, unchanged: 1 });
  expect(tree(dist)).toEqual({ '.argosy-index': `${indexHeader}a\n`, a: 'a\n' });
  writeOutput(dist, []);
  expect(tree(dist)).toEqual({});
});

test('a folder of ours gives way to a file, and a file to a folder', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a/b/c'), file('d')]);
  const difference = writeOutput(dist, [file('a'), file('d/e/f')]);
  expect(difference).toEqual({ created: ['a', 'd/e/f'], changed: [], removed: ['a/b/c', 'd'], unchanged: 0 });
  expect(tree(dist)).toEqual({ '.argosy-index': `${indexHeader}a\nd/e/f\n`, a: 'a\n', 'd/e/f': 'd/e/f\n' });
});

test('within leaves the rest of the folder and of the index alone', () => {
  const dist = newRoot();
  writeOutput(dist, [file('dev/a'), file('dev/b'), file('prod/a')]);
  const difference = writeOutput(dist, [file('dev/a', 'new'), file('prod/c')], {
    within: (path) => path.startsWith('dev/'),
  });
  expect(difference).toEqual({ ...nothing, changed: ['dev/a'], removed: ['dev/b'] });
  expect(tree(dist)).toEqual({
    '.argosy-index': `${indexHeader}dev/a\nprod/a\n`,
    'dev/a': 'new',
    'prod/a': 'prod/a\n',
  });
});

test('what took the place of a file of ours is left alone when we no longer make it', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a'), file('b'), file('c')]);
  rmSync(join(dist, 'a'));
  rmSync(join(dist, 'b'));
  symlinkSync('/dev/null', join(dist, 'a'));
  put(dist, 'b/notes.txt', 'mine');
  expect(writeOutput(dist, [file('c')])).toEqual({ ...nothing, unchanged: 1 });
  expect(tree(dist)).toEqual({
    '.argosy-index': `${indexHeader}c\n`,
    a: 'link',
    'b/notes.txt': 'mine',
    c: 'c\n',
  });
});

test('the index is sorted by bytes, as sort sorts it in the C locale', () => {
  const dist = newRoot();
  writeOutput(dist, [file('\u{10000}'), file('\uff5e'), file('é'), file('Z'), file('a')]);
  expect(tree(dist)).toMatchObject({ '.argosy-index': `${indexHeader}Z\na\né\n\uff5e\n\u{10000}\n` });
});

test('an index that a merge left unsorted and with a line twice is put in order', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a'), file('b')]);
  put(dist, '.argosy-index', `${indexHeader}b\na\nb\n`);
  expect(writeOutput(dist, [file('a'), file('b')])).toEqual({ ...nothing, unchanged: 2 });
  expect(tree(dist)).toMatchObject({ '.argosy-index': `${indexHeader}a\nb\n` });
});

test('recovering a folder that nobody left half done does nothing', () => {
  const dist = newRoot();
  expect(recoverOutput(dist)).toBe('nothing');
  mkdirSync(dist);
  expect(recoverOutput(dist)).toBe('nothing');
  writeOutput(dist, [file('a')]);
  expect(recoverOutput(dist)).toBe('nothing');
});

test('an index that git checked out with other line ends is read all the same', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a'), file('b')]);
  const index = join(dist, '.argosy-index');
  writeFileSync(index, readFileSync(index, 'utf8').replaceAll('\n', '\r\n'));
  expect(writeOutput(dist, [file('a')])).toEqual({ ...nothing, removed: ['b'], unchanged: 1 });
});

test('a lock that this process could not release does not stop it', () => {
  const dist = newRoot();
  writeOutput(dist, [file('a')]);
  const start = readFileSync(`/proc/${process.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19];
  symlinkSync(`${process.pid}:${start}`, join(dist, '.argosy-lock'));
  expect(writeOutput(dist, [file('a'), file('b')])).toEqual({ ...nothing, created: ['b'], unchanged: 1 });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeOnce } from '../../e2e/tools/cache';

const { XDG_CACHE_HOME } = process.env;
const home = mkdtempSync(join(tmpdir(), 'argosy-cache-'));
beforeAll(() => {
  process.env.XDG_CACHE_HOME = home;
});
afterAll(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(home, { recursive: true });
});

const made = () => readdirSync(join(home, 'cdk8s-argosy/e2e'));
const writing = (text: string) => (folder: string) => writeFileSync(join(folder, 'file'), text);

test('what is decided by the same is made once, and something else beside it', () => {
  const first = madeOnce('thing', 'a', writing('first'));
  expect(madeOnce('thing', 'a', writing('again'))).toBe(first);
  expect(readFileSync(join(first, 'file'), 'utf8')).toBe('first');
  expect(madeOnce('thing', 'b', writing('other'))).not.toBe(first);
  expect(made()).toHaveLength(2);
});

test('of two that make the same at once one is kept, and nothing is left of the other', () => {
  const before = made().length;
  let within = '';
  const outer = madeOnce('thing', 'c', (folder) => {
    within = madeOnce('thing', 'c', writing('within'));
    writing('around')(folder);
  });
  expect(outer).toBe(within);
  expect(readFileSync(join(outer, 'file'), 'utf8')).toBe('within');
  expect(made()).toHaveLength(before + 1);
});

test('what cannot be made leaves nothing behind', () => {
  const before = made();
  expect(() =>
    madeOnce('thing', 'd', () => {
      throw new Error('no room');
    }),
  ).toThrow('no room');
  expect(made()).toEqual(before);
});

test('what others have left half made is removed when it is old, though nothing is to be made', () => {
  const folder = madeOnce('thing', 'e', writing('whole'));
  const [old, fresh] = ['old', 'fresh'].map((id) => `${folder}.partial-${id}`) as [string, string];
  for (const partial of [old, fresh]) mkdirSync(partial);
  const before = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(old, before, before);
  madeOnce('thing', 'e', writing('again'));
  expect([old, fresh, folder].map((each) => existsSync(each))).toEqual([false, true, true]);
});

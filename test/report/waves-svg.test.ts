import { type PicturedItem, type PicturedRoot, wavesSvg } from '../../src/report/waves-svg';

const app = (name: string, note = 'manifests of ours → api-dev'): PicturedItem => ({ name, note, look: 'managed' });
const root = (...items: readonly PicturedItem[]): PicturedRoot => ({ name: 'shop-dev', waves: [{ wave: 0, items }] });

test('waves stand side by side, with an arrow from each to the next', () => {
  const svg = wavesSvg('shop', [
    { name: 'shop-dev', waves: [0, 1, 7].map((wave) => ({ wave, items: [app(`app-${wave}`)] })) },
  ]);
  expect(texts(svg).filter(({ content }) => content.startsWith('wave '))).toEqual([
    { content: 'wave 0', x: 24, y: 80, size: 12 },
    { content: 'wave 1', x: expect.any(Number), y: 80, size: 12 },
    { content: 'wave 7', x: expect.any(Number), y: 80, size: 12 },
  ]);
  expect(svg.match(/<path /g)).toHaveLength(2);
});

test('no line is longer than its box, as far as the width of letters can be known', () => {
  const long = 'a-name-as-long-as-an-application-may-have-when-it-is-a-dns-label';
  const set: PicturedItem = {
    ...app(long, 'a set, one after the other'),
    members: [app(long), app('b')],
    ordered: true,
  };
  for (const item of [app(long), app('a', `${long} → ${long}`), set]) {
    const svg = wavesSvg('shop', [root(item)]);
    const [, width = '0'] = /viewBox="0 0 (\d+) /.exec(svg) ?? [];
    const ends = texts(svg).map(({ content, x, size }) => x + content.length * (size < 12 ? 5.9 : 7.3));
    expect(Math.max(...ends)).toBeLessThanOrEqual(Number(width));
  }
});

test('the steps of an ordered set are tied by arrows, those of another are not', () => {
  const set = (ordered: boolean) => ({ ...app('core'), members: [app('a'), app('b'), app('c')], ordered });
  expect(wavesSvg('shop', [root(set(true))]).match(/<path /g)).toHaveLength(2);
  expect(wavesSvg('shop', [root(set(false))])).not.toContain('<path ');
});

test('roots do not overlap, and each is as high as its highest wave', () => {
  const svg = wavesSvg('shop', [root(app('a'), app('b'), app('c')), { ...root(app('d')), name: 'shop-prod' }]);
  const frames = [...svg.matchAll(/<rect x="12" y="(\d+)" width="\d+" height="(\d+)"/g)].map(([, y, height]) => ({
    from: Number(y),
    to: Number(y) + Number(height),
  }));
  const [dev, prod] = frames;
  expect(frames).toHaveLength(2);
  expect(dev?.to).toBeLessThan(prod?.from ?? 0);
});

test('what a reader of XML would take for markup is escaped', () => {
  const svg = wavesSvg('a "shop" & <more>', [root(app('<app>', '"a" & b'))]);
  expect(svg).toContain('<title>a &#34;shop&#34; &#38; &#60;more&#62;</title>');
  expect(svg).toContain('&#60;app&#62;');
  expect(svg).not.toContain('<app>');
});

function texts(svg: string) {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*>([^<]*)</g)].map(
    ([, x, y, size, content = '']) => ({
      content,
      x: Number(x),
      y: Number(y),
      size: Number(size),
    }),
  );
}

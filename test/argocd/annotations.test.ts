import { annotation, annotationValues, optionValue, waveOf } from '../../src/argocd';
import { manifest } from './manifest';

const values = (text: string) => annotationValues(manifest('a', { annotations: { list: text } }), 'list');
const wave = (annotations: Readonly<Record<string, unknown>>) => waveOf(manifest('a', { annotations }));

test('values are trimmed, and each is there once', () => {
  expect(values(' Prune=false ,, Prune=false,\tReplace=true')).toEqual(['Prune=false', 'Replace=true']);
});

test('white space is what Go takes for it: no byte order mark, but the next line', () => {
  expect(values('\ufeffa,\x85b\x85')).toEqual(['\ufeffa', 'b']);
});

test('one annotation that is no text hides all of them', () => {
  const object = manifest('a', { annotations: { list: 'a', 'argocd.argoproj.io/sync-wave': 3 } });
  expect(annotation(object, 'list')).toBeUndefined();
  expect(waveOf(object)).toBe(0);
});

test('an object without metadata has no annotations', () => {
  expect(annotationValues({}, 'list')).toEqual([]);
  expect(annotation({ metadata: { annotations: null } }, 'list')).toBeUndefined();
  expect(annotation(manifest('a'), 'toString')).toBeUndefined();
});

test('an option has the value after its first equals sign, and the first such option counts', () => {
  expect(optionValue(['Prune', 'Prune=a=b', 'Prune=false'], 'Prune')).toBe('a=b');
  expect(optionValue(['Prune'], 'Prune')).toBeUndefined();
});

test('a wave is a whole number with a sign or without', () => {
  expect(wave({ 'argocd.argoproj.io/sync-wave': '-5' })).toBe(-5);
  expect(wave({ 'argocd.argoproj.io/sync-wave': '+5' })).toBe(5);
  expect(wave({ 'argocd.argoproj.io/sync-wave': '007' })).toBe(7);
});

test.each(['', ' 1', '1.0', '1e3', '0x1', '1_000', 'two', '9223372036854775808'])(
  'the wave %j is none, and Helm has its say',
  (text) => {
    expect(wave({ 'argocd.argoproj.io/sync-wave': text, 'helm.sh/hook-weight': '4' })).toBe(4);
  },
);

test('a wave of Argo CD wins over a weight of Helm', () => {
  expect(wave({ 'argocd.argoproj.io/sync-wave': '0', 'helm.sh/hook-weight': '4' })).toBe(0);
});

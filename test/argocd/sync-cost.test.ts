import {
  annotationValues,
  deletePolicies,
  hookTypes,
  type KubernetesObject,
  pair,
  parseTrackingId,
  respectingIgnored,
  syncRun,
  waveOf,
  withoutIgnored,
  withoutManaged,
} from '../../src/argocd';
import { cost, TOO_MUCH } from './cost';
import { hook, manifest, options, sync } from './manifest';

const SIZE = 64 * 1024;

/** Texts of 64 KiB, and lists of objects that take as much: with wave and hook one takes 160 bytes at least. */
const words = Array.from({ length: SIZE / 8 }, (_, index) => `word${index}`).join(',');
const deep = (depth: number): unknown => (depth === 0 ? 1 : { a: deep(depth - 1) });
const objects = (make: (index: number) => KubernetesObject) =>
  Array.from({ length: SIZE / 160 }, (_, index) => make(index));

const attempts: Readonly<Record<string, () => unknown>> = {
  'a wave of digits': () =>
    waveOf(manifest('a', { annotations: { 'argocd.argoproj.io/sync-wave': '9'.repeat(SIZE) } })),
  'a hook of many words': () =>
    [hookTypes, deletePolicies].map((read) => read(manifest('a', { annotations: hook(words) }))),
  'options of many words': () =>
    annotationValues(manifest('a', { annotations: options(words) }), 'argocd.argoproj.io/sync-options'),
  'a tracking ID of colons': () => parseTrackingId(':'.repeat(SIZE)),
  'a tracking ID of slashes': () => parseTrackingId(`a:b/${'/'.repeat(SIZE)}`),
  'hooks in as many waves': () => {
    const hooks = objects((index) =>
      manifest(`h${index}`, { kind: 'Job', wave: index, annotations: hook('PreSync,PostSync') }),
    );
    return syncRun(sync({ hooks }), '3.2');
  },
  'prunes in as many waves': () => {
    const live = Array.from({ length: SIZE / 64 }, (_, index) =>
      manifest(`p${index}`, { wave: index, namespace: 'shop' }),
    );
    return syncRun(sync(pair([], live, 'shop')), '3.2');
  },
  'hooks of all phases in as many waves': () => {
    const annotations = hook('PreSync,Sync,PostSync,SyncFail');
    return syncRun(sync({ hooks: objects((index) => manifest(`h${index}`, { wave: index, annotations })) }), '3.2');
  },
  'namespaces that all move': () => {
    const namespaces = objects((index) => manifest(`n${index}`, { kind: 'Namespace', wave: 9 }));
    const within = objects((index) => manifest('a', { namespace: `n${index}` }));
    return syncRun(sync(pair([...namespaces, ...within], [], 'shop')), '3.2');
  },
  'a pointer of many parts': () =>
    withoutIgnored({ kind: 'Basket', spec: deep(1_000) }, [
      { group: '', kind: 'Basket', jsonPointers: [`/spec${'/a'.repeat(SIZE / 2)}`] },
    ]),
  'as many ignored differences': () =>
    withoutIgnored(
      { kind: 'Basket', spec: deep(100) },
      Array.from({ length: SIZE / 32 }, (_, index) => ({ kind: `*${index}*{B,C}*`, jsonPointers: [`/spec/${index}`] })),
    ),
  'pointers into as long a list': () =>
    withoutIgnored({ kind: 'Basket', spec: Array.from({ length: SIZE / 4 }, () => 1) }, [
      { kind: 'Basket', jsonPointers: Array.from({ length: SIZE / 16 }, () => '/spec/0') },
    ]),
  'jq paths into as long a list': () =>
    withoutIgnored({ kind: 'Basket', spec: Array.from({ length: SIZE / 4 }, () => ({})) }, [
      { kind: 'Basket', jqPathExpressions: Array.from({ length: SIZE / 64 }, () => '.spec[] | select(.a == 1)') },
    ]),
  'jq paths that name everything again and again': () =>
    withoutIgnored({ kind: 'Basket', spec: Array.from({ length: SIZE / 8 }, () => 1) }, [
      { kind: 'Basket', jqPathExpressions: [Array.from({ length: 80 }, () => '.spec[]').join(',')] },
    ]),
  'a jq path that doubles what it names again and again': () =>
    withoutIgnored({ kind: 'Basket', spec: [1] }, [
      { kind: 'Basket', jqPathExpressions: [Array.from({ length: 80 }, () => '(.,.)').join('|')] },
    ]),
  'a live object deeper than anybody looks': () =>
    respectingIgnored(
      { kind: 'Basket', spec: deep(5_000) },
      { kind: 'Basket', spec: deep(5_001) },
      [{ kind: 'Basket', jsonPointers: ['/spec/a/b'] }],
      '3.2',
    ),
  'deep fields of a manager': () => {
    const fields = (depth: number): object => (depth === 0 ? {} : { 'f:a': fields(depth - 1) });
    const metadata = { managedFields: [{ manager: 'm', fieldsV1: { 'f:spec': fields(3_000) } }] };
    return withoutManaged({ spec: deep(3_000) }, { metadata, spec: deep(3_001) }, ['m'], '3.2');
  },
  'as many managers as fields': () => {
    const names = Array.from({ length: SIZE / 256 }, (_, index) => `m${index}`);
    const fieldsV1 = { 'f:spec': Object.fromEntries(names.map((name) => [`f:${name}`, {}])) };
    const metadata = { managedFields: names.map((manager) => ({ manager, fieldsV1 })) };
    const all = (value: string) => Object.fromEntries(names.map((name) => [name, value]));
    return withoutManaged({ spec: all('x') }, { metadata, spec: all('y') }, names, '3.2');
  },
  'a jq path of many steps': () =>
    withoutIgnored({ kind: 'Basket', spec: deep(1_000) }, [
      { group: '', kind: 'Basket', jqPathExpressions: [`.spec${'.a'.repeat(1_000)}`] },
    ]),
  'a jq path of many brackets': () =>
    withoutIgnored({ kind: 'Basket', spec: [[]] }, [
      { group: '', kind: 'Basket', jqPathExpressions: [`.spec${'[]'.repeat(SIZE / 2)}`] },
    ]),
  'a jq path of many parentheses': () =>
    withoutIgnored({ kind: 'Basket', spec: [] }, [
      { group: '', kind: 'Basket', jqPathExpressions: ['('.repeat(SIZE)] },
    ]),
};

test.each(Object.entries(attempts))('%s does not cost much', (_, attempt) => {
  expect(cost(attempt)).toBeLessThan(TOO_MUCH);
});

import fc from 'fast-check';
import {
  applyTask,
  compareTasks,
  isMultiStep,
  type KubernetesObject,
  placeOfKind,
  pruneTask,
  SYNC_PHASES,
  type SyncTask,
  sortTasks,
} from '../../src/argocd';
import { customResourceDefinition, manifest } from './manifest';

const shown = (tasks: readonly SyncTask[]) =>
  tasks.map(({ phase, wave, target, live }) => `${phase} ${wave} ${(target ?? live).metadata?.name}`);
const inSync = (...targets: readonly KubernetesObject[]) =>
  shown(sortTasks(targets.map((target) => applyTask('Sync', target))));

test('phase comes before wave, wave before kind, kind before name', () => {
  const tasks = [
    applyTask('PostSync', manifest('e', { wave: -9 })),
    applyTask('Sync', manifest('d', { wave: 1 })),
    applyTask('Sync', manifest('a', { kind: 'Service' })),
    applyTask('Sync', manifest('c')),
    applyTask('Sync', manifest('b')),
    applyTask('PreSync', manifest('f', { wave: 9 })),
  ];
  expect(shown(sortTasks(tasks))).toEqual([
    'PreSync 9 f',
    'Sync 0 b',
    'Sync 0 c',
    'Sync 0 a',
    'Sync 1 d',
    'PostSync -9 e',
  ]);
});

test('names compare by their bytes', () => {
  expect(inSync(manifest('\u{10000}'), manifest('\uff00'), manifest('a'), manifest('Z'))).toEqual([
    'Sync 0 Z',
    'Sync 0 a',
    'Sync 0 \uff00',
    'Sync 0 \u{10000}',
  ]);
});

test('a kind has its place whatever its group, and an unknown one the last', () => {
  const serving = { apiVersion: 'serving.knative.dev/v1', kind: 'Service' };
  expect(
    inSync(manifest('a', { kind: 'Widget' }), manifest('b', serving), manifest('c', { kind: 'APIService' })),
  ).toEqual(['Sync 0 b', 'Sync 0 c', 'Sync 0 a']);
});

test('a namespace moves into the wave of the first object in it', () => {
  expect(
    inSync(
      manifest('shop', { kind: 'Namespace', wave: 5 }),
      manifest('b', { namespace: 'shop', wave: 1 }),
      manifest('a', { namespace: 'shop', wave: -2 }),
      manifest('other', { wave: -3 }),
    ),
  ).toEqual(['Sync -3 other', 'Sync -2 shop', 'Sync -2 a', 'Sync 1 b']);
});

test('and into its phase', () => {
  const tasks = [
    applyTask('Sync', manifest('shop', { kind: 'Namespace' })),
    applyTask('PreSync', manifest('migrate', { kind: 'Job', namespace: 'shop', wave: 2 })),
  ];
  expect(shown(sortTasks(tasks))).toEqual(['PreSync 2 shop', 'PreSync 2 migrate']);
});

test('a namespace that comes early enough stays', () => {
  expect(inSync(manifest('a', { namespace: 'shop' }), manifest('shop', { kind: 'Namespace', wave: -1 }))).toEqual([
    'Sync -1 shop',
    'Sync 0 a',
  ]);
});

test('a CRD moves before the first object of its kind, whatever its version', () => {
  const toy = { apiVersion: 'example.com/v2', kind: 'Toy', wave: -1 };
  expect(inSync(customResourceDefinition('example.com', 'Toy', 3), manifest('t', toy))).toEqual([
    'Sync -1 Toy.example.com',
    'Sync -1 t',
  ]);
});

test('a CRD without group or kind moves nowhere', () => {
  const crd = { ...customResourceDefinition('example.com', 'Toy', 3), spec: { names: { kind: 'Toy' } } };
  const toy = manifest('t', { apiVersion: 'example.com/v1', kind: 'Toy' });
  expect(inSync(crd, toy)).toEqual(['Sync 0 t', 'Sync 3 Toy.example.com']);
});

test('a Namespace of another group is no namespace', () => {
  const space = manifest('shop', { apiVersion: 'example.com/v1', kind: 'Namespace', wave: 2 });
  expect(inSync(space, manifest('a', { namespace: 'shop' }))).toEqual(['Sync 0 a', 'Sync 2 shop']);
});

test('for what is pruned nothing moves', () => {
  const tasks = [
    pruneTask('Sync', manifest('a', { namespace: 'shop' })),
    applyTask('Sync', manifest('shop', { kind: 'Namespace', wave: 2 })),
  ];
  expect(shown(sortTasks(tasks))).toEqual(['Sync 0 a', 'Sync 2 shop']);
});

test('two that one object needs both stand before it, in their order', () => {
  const toy = manifest('t', { apiVersion: 'example.com/v1', kind: 'Toy', namespace: 'shop', wave: -1 });
  expect(
    inSync(toy, customResourceDefinition('example.com', 'Toy'), manifest('shop', { kind: 'Namespace', wave: 1 })),
  ).toEqual(['Sync -1 shop', 'Sync -1 Toy.example.com', 'Sync -1 t']);
});

test('a sync has several steps as soon as a phase or wave differs, be it a hook for failures', () => {
  const steps = (...tasks: readonly SyncTask[]) => isMultiStep(sortTasks(tasks));
  expect(steps()).toBe(false);
  expect(steps(applyTask('Sync', manifest('a')), applyTask('Sync', manifest('b')))).toBe(false);
  expect(steps(applyTask('Sync', manifest('a')), applyTask('Sync', manifest('b', { wave: 1 })))).toBe(true);
  expect(steps(applyTask('Sync', manifest('a')), applyTask('SyncFail', manifest('b')))).toBe(true);
});

const kinds = ['Namespace', 'Secret', 'ConfigMap', 'CustomResourceDefinition', 'Deployment', 'Toy', 'toString'];
const task: fc.Arbitrary<SyncTask> = fc
  .record({
    phase: fc.constantFrom(...SYNC_PHASES),
    wave: fc.integer({ min: -2, max: 2 }),
    kind: fc.constantFrom(...kinds),
    name: fc.constantFrom('a', 'b', 'Z', 'é', '\u{10000}', '\uffff'),
    namespace: fc.constantFrom('', 'a', 'b'),
    pruned: fc.boolean(),
  })
  .map(({ phase, wave, kind, name, namespace, pruned }) => {
    const object = manifest(name, { kind, namespace, wave });
    return pruned ? pruneTask(phase, object) : applyTask(phase, object);
  });

test('the order is a total preorder', () => {
  fc.assert(
    fc.property(task, task, task, (a, b, c) => {
      expect(Math.sign(compareTasks(a, b))).toBe(0 - Math.sign(compareTasks(b, a)));
      if (compareTasks(a, b) <= 0 && compareTasks(b, c) <= 0) expect(compareTasks(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('the order agrees with its keys, one after the other', () => {
  const keys = ({ phase, wave, target, live }: SyncTask) => {
    const { kind, metadata } = target ?? live;
    return [SYNC_PHASES.indexOf(phase), wave, placeOfKind(kind ?? ''), Buffer.from(metadata?.name ?? '')] as const;
  };
  fc.assert(
    fc.property(task, task, (a, b) => {
      const [phaseA, waveA, kindA, nameA] = keys(a);
      const [phaseB, waveB, kindB, nameB] = keys(b);
      const expected = phaseA - phaseB || waveA - waveB || kindA - kindB || Buffer.compare(nameA, nameB);
      expect(Math.sign(compareTasks(a, b))).toBe(Math.sign(expected));
    }),
  );
});

test('sorting loses and adds nothing, and no wave comes after a later one', () => {
  fc.assert(
    fc.property(fc.array(task, { maxLength: 30 }), (tasks) => {
      const sorted = sortTasks(tasks);
      const objects = (list: readonly SyncTask[]) => new Set(list.map(({ target, live }) => target ?? live));
      expect(sorted.length).toBe(tasks.length);
      expect(objects(sorted)).toEqual(objects(tasks));
      const places = sorted.map(({ phase, wave }) => SYNC_PHASES.indexOf(phase) * 100 + wave);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }),
  );
});

test('in what is sorted a namespace stands before all that is in it', () => {
  fc.assert(
    fc.property(fc.array(task, { maxLength: 30 }), (tasks) => {
      const applies = sortTasks(tasks).filter(({ target }) => target !== undefined);
      applies.forEach(({ target }, place) => {
        if (target?.kind !== 'Namespace') return;
        const earlier = applies.slice(0, place).filter((each) => each.target?.kind !== 'Namespace');
        expect(earlier.map((each) => each.target?.metadata?.namespace)).not.toContain(target.metadata?.name);
      });
    }),
  );
});

test('ten thousand objects take n log n comparisons, also when all their namespaces move', () => {
  let looks = 0;
  const size = 10_000;
  const tasks = Array.from({ length: size }, (_, index): SyncTask => {
    const shuffled = (index * 7919) % size;
    const target =
      index % 2 === 0
        ? manifest(`n${shuffled}`, { kind: 'Namespace', wave: 1 })
        : manifest(`c${shuffled}`, { namespace: `n${(shuffled + size - 7919) % size}` });
    const plain = applyTask('Sync', target);
    return {
      ...plain,
      get phase() {
        looks++;
        return plain.phase;
      },
    };
  });
  const sorted = sortTasks(tasks);
  expect(sorted).toHaveLength(size);
  // Two looks a comparison, and a few at what moves.
  expect(looks).toBeLessThan(2 * size * Math.ceil(Math.log2(size)) + 4 * size);
  expect(sorted[0]?.target?.kind).toBe('Namespace');
  expect(sorted[1]?.target?.kind).toBe('ConfigMap');
});

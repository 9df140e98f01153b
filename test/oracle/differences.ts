import fc from 'fast-check';
import type { IgnoredDifference, KubernetesObject } from '../../src/argocd';

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const KEYS = ['a', 'b', 'a/b', 'x~y', '0', 'é', 'items'] as const;

/** Fields of a custom resource: few names, so that a path often meets something. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    anyOf<unknown>('x', 'y', '', 1, 0, true, false, null),
    fc.dictionary(anyOf(...KEYS), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));
const fields = fc.dictionary(anyOf(...KEYS), value, { maxKeys: 4 });

/** As it comes out of a file: without what is undefined; and fast-check's objects have no prototype. */
export function asJson<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value));
}

/** What of its fields a manager says it has set: any, or some of a live object's. */
const { fieldSet } = fc.letrec<{ fieldSet: Readonly<Record<string, unknown>> }>((tie) => ({
  fieldSet: fc.dictionary(
    anyOf(...KEYS.map((key) => `f:${key}`), 'f:a', 'f:b', '.', 'k:{"name":"x"}', 'v:"x"', 'i:0'),
    fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.constant({}), tie('fieldSet')),
    { maxKeys: 4 },
  ),
}));
const isSome = (set: object) => Object.keys(set).length > 0;
const fieldsOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, below]) => [`f:${key}`, fieldsOf(below)]))
    : {};

const identity = fc.record({
  apiVersion: anyOf('example.com/v1', 'example.com/v1', 'other.example/v1'),
  kind: anyOf('Basket', 'Basket', 'Shelf'),
  metadata: fc.record(
    { name: anyOf('one', 'two'), namespace: anyOf('shop', 'other'), labels: fc.constant({ a: 'x' }) },
    { requiredKeys: ['name'] },
  ),
});

export const objectWith = fc
  .tuple(identity, fields)
  .map(([given, spec]) => asJson<KubernetesObject>({ ...given, spec }));

/** An object as rendered, and as the cluster has it. */
interface Pair {
  readonly target: KubernetesObject;
  readonly live: KubernetesObject;
}

/** A custom resource twice. */
const pairOf = (some: typeof fields) =>
  fc
    .tuple(identity, some, some)
    .map(([given, spec, there]) =>
      asJson<Pair>({ target: { ...given, spec }, live: { ...given, spec: { ...spec, ...there } } }),
    );

export const pairOfObjects = pairOf(fields);

/** Fields that are seldom lists, as how a list is compared depends on its schema. */
const { plain } = fc.letrec<{ plain: unknown }>((tie) => ({
  plain: fc.oneof({ maxDepth: 3, withCrossShrink: true }, anyOf<unknown>('x', 'y', '', 1, 0, true, false), {
    weight: 3,
    arbitrary: fc.dictionary(anyOf('a', 'b', 'a/b', 'items'), tie('plain'), { maxKeys: 3 }),
  }),
}));
const plainFields = fc.dictionary(anyOf('a', 'b', 'items'), plain, { maxKeys: 3 });

/** Such a pair of which managers say what they have set. */
export const managedPairs = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: pairOf(plainFields) }, { weight: 1, arbitrary: pairOfObjects }),
    fc.array(
      fc.record({ manager: anyOf('scaler', 'scaler', 'mesh', 'kubectl'), fields: fc.option(fieldSet.filter(isSome)) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([{ target, live }, entries]) => {
    const managedFields = entries.map(({ manager, fields }) => ({
      manager,
      operation: 'Update',
      apiVersion: 'example.com/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': fields ?? fieldsOf(live.spec), 'f:metadata': { 'f:labels': { 'f:a': {} } } },
    }));
    return asJson<Pair>({ target, live: { ...live, metadata: { ...live.metadata, managedFields } } });
  });

const text = anyOf('x', 'y', '');
const labels = fc.dictionary(anyOf('a', 'b'), text, { maxKeys: 2 });
const container = fc.record({ name: anyOf('a', 'b'), image: text }, { requiredKeys: ['name'] });
const deployment = fc.record({
  replicas: anyOf(1, 2),
  template: fc.record({
    metadata: fc.record({ labels }),
    spec: fc.record({ containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 2 }) }),
  }),
});
const builtIn = (apiVersion: string, kind: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'one', namespace: 'shop' },
});

/** Objects of Kubernetes' own kinds, of which it knows how lists are merged. */
export const pairOfBuiltIns = fc.oneof(
  fc.tuple(labels, labels).map(([data, there]) =>
    asJson<Pair>({
      target: { ...builtIn('v1', 'ConfigMap'), data },
      live: { ...builtIn('v1', 'ConfigMap'), data: there },
    }),
  ),
  fc.tuple(deployment, deployment).map(([spec, there]) =>
    asJson<Pair>({
      target: { ...builtIn('apps/v1', 'Deployment'), spec },
      live: { ...builtIn('apps/v1', 'Deployment'), spec: there },
    }),
  ),
);

/** What people ignore of them. */
export const usuallyIgnored: fc.Arbitrary<readonly IgnoredDifference[]> = fc.array(
  fc.record(
    {
      group: anyOf('', 'apps', '*'),
      kind: anyOf('ConfigMap', 'Deployment', '*'),
      jsonPointers: fc.array(
        anyOf(
          '/data/a',
          '/data',
          '/spec/replicas',
          '/spec/template/metadata/labels',
          '/spec/template/metadata/labels/a',
          '/spec/template/spec/containers/0/image',
          '/metadata/annotations',
        ),
        { maxLength: 2 },
      ),
      jqPathExpressions: fc.array(
        anyOf(
          '.spec.replicas',
          '.spec.template.spec.containers[] | select(.name == "a").image',
          '.data.a, .data.b',
          '.spec.template.spec.containers[0]',
        ),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: ['group', 'kind'] },
  ),
  { minLength: 1, maxLength: 2 },
);

const pointer = fc.oneof(
  fc
    .array(anyOf('a', 'b', 'a~1b', 'x~0y', '0', '1', '-1', '-', '+0', '00', 'é', 'items', '~2', ''), { maxLength: 3 })
    .map((parts) => ['/spec', ...parts].join('/')),
  anyOf('', '/', 'spec/a', '/metadata/labels', '/metadata/labels/a', '/nothing/here', '#/spec', '/spec/'),
);

const step = anyOf(
  '.a',
  '.b',
  '.["a/b"]',
  '."x~y"',
  '.items',
  '[]',
  '[0]',
  '[-1]',
  '[1]',
  '.items[]',
  '.a?',
  '[]?',
  '."0"',
);
const jq = fc.oneof(
  fc.array(step, { maxLength: 3 }).map((steps) => `.spec${steps.join('')}`),
  fc
    .tuple(
      anyOf('.spec.items[]', '.spec.a[]', '.spec[]', '.spec.a[]?'),
      anyOf('.', '.a', '.b?', '.a.b'),
      anyOf('==', '!='),
      anyOf('"x"', '1', 'null', 'true'),
      anyOf('', '.a', ' | .b'),
    )
    .map(([list, path, compares, literal, rest]) => `${list} | select(${path} ${compares} ${literal})${rest}`),
  anyOf(
    '.spec.a, .spec.b',
    '.spec | .a, .b',
    '.spec | (.a, .b)',
    '.metadata.labels',
    '.nothing',
    '.spec.a.b.c',
    '(.spec)',
    '.spec[]',
    '.spec."a"',
    '.spec["a"]',
    '.spec.a[0], .spec.a[1]',
    '.spec.a[], .spec.a',
    '..',
    '.spec.a[1:]',
    '.spec | keys',
    'empty',
    '.spec.a // .spec.b',
  ),
);

export const ignored: fc.Arbitrary<readonly IgnoredDifference[]> = fc.array(
  fc.record(
    {
      group: anyOf('example.com', 'example.com', '*', '*.com', '', '{example.com,x}', '['),
      kind: anyOf('Basket', 'Basket', '*', 'B*', 'basket', '[BS]*'),
      name: anyOf('', '', 'one', 'o*'),
      namespace: anyOf('', '', 'shop'),
      jsonPointers: fc.array(pointer, { maxLength: 2 }),
      jqPathExpressions: fc.array(jq, { maxLength: 2 }),
    },
    { requiredKeys: ['group', 'kind'] },
  ),
  { minLength: 1, maxLength: 3 },
);

import { type IgnoredDifference, respectingIgnored, withoutIgnored } from '../../src/argocd';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'shop', annotations: { 'a/b': '1', 'c~d': '2' } },
  spec: {
    replicas: 3,
    paused: null,
    containers: [
      { name: 'app', image: 'app:1', ports: [80, 81, 82] },
      { name: 'proxy', image: 'proxy:1' },
    ],
  },
};

const ignore = (item: IgnoredDifference) =>
  withoutIgnored(deployment, [{ group: 'apps', kind: 'Deployment', ...item }]);
const specAfter = (item: IgnoredDifference) => ignore(item).object.spec;
const jq = (expression: string) => ignore({ jqPathExpressions: [expression] });
const [app, proxy] = deployment.spec.containers;

test('a JSON pointer removes a field, and what is not there is left alone', () => {
  expect(specAfter({ jsonPointers: ['/spec/replicas', '/spec/none', '/none/at/all', ''] })).toEqual({
    paused: null,
    containers: [app, proxy],
  });
});

test('a pointer escapes slashes and tildes', () => {
  expect(
    ignore({ jsonPointers: ['/metadata/annotations/a~1b', '/metadata/annotations/c~0d'] }).object.metadata,
  ).toEqual({
    name: 'd',
    namespace: 'shop',
    annotations: {},
  });
});

test('a pointer goes into lists, from their end too, and shifts what follows', () => {
  const ports = (pointer: string) => specAfter({ jsonPointers: [pointer, pointer] }).containers[0]?.ports;
  expect(ports('/spec/containers/0/ports/0')).toEqual([82]);
  expect(ports('/spec/containers/0/ports/-1')).toEqual([80]);
  expect(ports('/spec/containers/0/ports/3')).toEqual([80, 81, 82]);
});

test('what stands before the first slash is passed over', () => {
  expect(specAfter({ jsonPointers: ['anything/spec'] })).toBeUndefined();
});

test('the object itself stays as it was', () => {
  ignore({ jsonPointers: ['/spec/containers/0/ports/0'], jqPathExpressions: ['.spec.containers[].image'] });
  expect(deployment.spec.containers[0]).toEqual({ name: 'app', image: 'app:1', ports: [80, 81, 82] });
});

test.each([
  { group: 'ap*', kind: '*' },
  { group: 'apps', kind: '{Deployment,StatefulSet}', name: 'd', namespace: 'shop' },
])('group and kind are globs: %j', (item) => {
  expect(specAfter({ ...item, jsonPointers: ['/spec/replicas'] })).not.toHaveProperty('replicas');
});

test.each([{ group: '' }, { kind: 'deployment' }, { name: 'd*' }, { namespace: '*' }, { group: null }])(
  'and an item that is about something else does nothing: %j',
  (item) => {
    expect(ignore({ ...item, jsonPointers: ['/spec/replicas'] }).object).toBe(deployment);
  },
);

test.each([
  ['.spec.replicas', { paused: null, containers: [app, proxy] }],
  ['.["spec"]["replicas"]', { paused: null, containers: [app, proxy] }],
  ['.spec | .replicas, .paused', { containers: [app, proxy] }],
  ['.spec.containers[0]', { replicas: 3, paused: null, containers: [proxy] }],
  ['.spec.containers[-1]', { replicas: 3, paused: null, containers: [app] }],
  ['.spec.containers[]', { replicas: 3, paused: null, containers: [] }],
  ['.spec.containers[] | select(.name == "proxy")', { replicas: 3, paused: null, containers: [app] }],
  [
    '.spec.containers[] | select(.name != "proxy") | .image',
    { replicas: 3, paused: null, containers: [{ name: 'app', ports: [80, 81, 82] }, proxy] },
  ],
  [
    '.spec.containers[].image',
    { replicas: 3, paused: null, containers: [{ name: 'app', ports: [80, 81, 82] }, { name: 'proxy' }] },
  ],
  ['.spec.containers[0].ports[0, 2]', 'unknown'],
  ['.spec.paused.deep', { replicas: 3, paused: null, containers: [app, proxy] }],
  ['.spec.containers[].ports[]?', { replicas: 3, paused: null, containers: [{ ...app, ports: [] }, proxy] }],
] as const)('jq %s leaves what it does not name', (expression, expected) => {
  const { object, unknown } = jq(expression);
  if (expected === 'unknown') expect(unknown).toHaveLength(1);
  else expect([object.spec, unknown]).toEqual([expected, []]);
});

test.each(['.spec.containers[].ports[]', '.spec.replicas.deep', '.spec[0]', '.metadata.none[]'])(
  'where jq stops with an error nothing is removed: %s',
  (expression) => {
    expect(jq(expression)).toEqual({ object: deployment, unknown: [] });
  },
);

test.each([
  '.spec.containers[] | select(.image | test("^app"))',
  '.. | .image?',
  '..image',
  'to_entries',
  '.spec as $x | .metadata',
  '.spec.containers[0:1]',
  '."\\(.kind)"',
  '(.spec | .containers[])?',
  '.',
  '',
])('what is more than a path is unknown: %s', (expression) => {
  const { object, unknown } = jq(expression);
  expect(object).toBe(deployment);
  expect(unknown).toHaveLength(1);
  expect(unknown[0]?.unknown).toMatch(/^cannot tell offline: jq /);
});

test('who manages a field only the cluster knows', () => {
  expect(ignore({ managedFieldsManagers: ['kubectl'] }).unknown).toEqual([
    { unknown: 'cannot tell offline: which fields kubectl manages' },
  ]);
});

test('an object of a thousand levels is not looked into', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });
  const object = { kind: 'Basket', spec: deep(1_000) };
  const told = { object, unknown: [{ unknown: 'cannot tell offline: an object of more than 1000 levels' }] };
  expect(withoutIgnored(object, [])).toEqual(told);
  expect(respectingIgnored(object, object, [], '3.2')).toEqual(told);
  expect(withoutIgnored({ kind: 'Basket', spec: deep(998) }, []).unknown).toEqual([]);
});

test('jq that names more than can be looked at is unknown', () => {
  const doubled = Array.from({ length: 80 }, () => '(.,.)').join('|');
  const object = { kind: 'Basket', spec: 1 };
  expect(withoutIgnored(object, [{ kind: 'Basket', jqPathExpressions: [doubled] }])).toEqual({
    object,
    unknown: [{ unknown: 'cannot tell offline: jq that names more than 100000 places' }],
  });
});

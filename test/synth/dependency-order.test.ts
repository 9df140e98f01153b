import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import fc from 'fast-check';
import { findingText } from '../../src/finding';
import { render } from '../../src/synth/render';

test('without dependencies objects keep the order of the tree', () => {
  const { app, chart } = anApp();
  for (const id of ['zebra', 'ant', 'bee']) thing(chart, id);
  expect(order(app)).toEqual(['chart/zebra', 'chart/ant', 'chart/bee']);
});

test('an object comes after what it depends on, and others stay where they are', () => {
  const { app, chart } = anApp();
  const first = thing(chart, 'first');
  thing(chart, 'second');
  first.addDependency(thing(chart, 'third'));
  expect(order(app)).toEqual(['chart/third', 'chart/first', 'chart/second']);
});

test('a dependency on a container is one on everything in it', () => {
  const { app, chart } = anApp();
  const first = thing(chart, 'first');
  const box = new Construct(chart, 'box');
  thing(box, 'a');
  thing(new Construct(box, 'inner'), 'b');
  first.addDependency(box);
  expect(order(app)).toEqual(['chart/box/a', 'chart/box/inner/b', 'chart/first']);
});

test('a dependency of a container is one of everything in it', () => {
  const { app, chart } = anApp();
  const box = new Construct(chart, 'box');
  thing(box, 'a');
  thing(box, 'b');
  box.node.addDependency(thing(chart, 'last'));
  expect(order(app)).toEqual(['chart/last', 'chart/box/a', 'chart/box/b']);
});

test('a container that depends on one of its parts puts that part first', () => {
  const { app, chart } = anApp();
  const box = new Construct(chart, 'box');
  thing(box, 'a');
  thing(box, 'b');
  box.node.addDependency(thing(box, 'c'));
  expect(order(app)).toEqual(['chart/box/c', 'chart/box/a', 'chart/box/b']);
  expect(render(app).findings).toEqual([]);
});

test('an object that depends on itself is left alone', () => {
  const { app, chart } = anApp();
  const only = thing(chart, 'only');
  only.addDependency(only);
  expect(order(app)).toEqual(['chart/only']);
  expect(render(app).findings).toEqual([]);
});

test('two objects that depend on each other are a cycle', () => {
  const { app, chart } = anApp();
  const a = thing(chart, 'a');
  const b = thing(chart, 'b');
  a.addDependency(b);
  b.addDependency(a);
  expect(render(app).findings.map(findingText)).toEqual([
    'chart/b: depends on itself: chart/b => chart/a => chart/b; remove one of these dependencies',
  ]);
});

test('a cycle through containers names what depends, not the steps between', () => {
  const { app, chart } = anApp();
  const one = new Construct(chart, 'one');
  const two = new Construct(chart, 'two');
  const inner = thing(one, 'inner');
  thing(two, 'other').addDependency(inner);
  one.node.addDependency(two);
  const [finding, ...more] = render(app).findings.map(findingText);
  expect(more).toEqual([]);
  expect(finding).toContain('chart/one');
  expect(finding).toContain('chart/two');
});

test('a chain of 10,000 objects is ordered from its end', () => {
  const { app, chart } = anApp();
  let last = thing(chart, 'link-0');
  for (let link = 1; link < 10_000; link += 1) {
    const next = thing(chart, `link-${link}`);
    last.addDependency(next);
    last = next;
  }
  const links = order(app);
  expect(links.slice(0, 2)).toEqual(['chart/link-9999', 'chart/link-9998']);
  expect(links).toHaveLength(10_000);
});

test('a tree of 5,000 constructs in each other is no deeper than the call stack', () => {
  const { app, chart } = anApp();
  let scope: Construct = chart;
  for (let depth = 0; depth < 5_000; depth += 1) scope = new Construct(scope, 'c');
  const deep = new Construct(scope, 'deep');
  deep.node.addDependency(thing(chart, 'first'));
  expect(order(app)).toEqual(['chart/first']);
});

test('every dependency precedes its dependent, as cdk8s wants it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 2, maxLength: 12 }), EDGES, (scopes, edges) => {
      const { app, chart } = anApp();
      const constructs = tree(chart, scopes);
      const stated = edges.flatMap(([a, b]) =>
        connect(constructs[a % constructs.length], constructs[b % constructs.length]),
      );
      const { findings } = render(app);
      fc.pre(findings.length === 0);
      const place = new Map(order(app).map((path, at) => [path, at]));
      for (const [source, target] of stated) {
        for (const first of objectsOf(target)) {
          for (const second of objectsOf(source)) {
            if (first === second) continue;
            expect(place.get(first.node.path)).toBeLessThan(place.get(second.node.path) ?? -1);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('what cdk8s can order is no cycle here', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), EDGES, (scopes, edges) => {
      const ours = anApp();
      const theirs = anApp();
      for (const { chart } of [ours, theirs]) {
        const constructs = tree(chart, scopes);
        for (const [a, b] of edges) connect(constructs[a % constructs.length], constructs[b % constructs.length]);
      }
      fc.pre(isOrdered(theirs.app));
      expect(render(ours.app).findings).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const EDGES = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 });

function anApp(): { app: App; chart: Chart } {
  const app = new App();
  return { app, chart: new Chart(app, 'chart', { disableResourceNameHashes: true }) };
}

function thing(scope: Construct, id: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });
}

function order(app: App): string[] {
  return render(app).charts.flatMap(({ manifests }) => manifests.map(({ constructPath }) => constructPath));
}

/** Boxes, each in the chart or in an earlier box, and an object in each. */
function tree(chart: Chart, scopes: readonly number[]): Construct[] {
  const boxes: Construct[] = [chart];
  const constructs: Construct[] = [];
  for (const [at, scope] of scopes.entries()) {
    const box = new Construct(boxes[scope % boxes.length] ?? chart, `box-${at}`);
    boxes.push(box);
    constructs.push(box, thing(box, 'object'));
  }
  return constructs;
}

/** Two that lie in each other have an order of their own, which the tests above state. */
function connect(source: IConstruct | undefined, target: IConstruct | undefined): [IConstruct, IConstruct][] {
  if (!source || !target || contains(source, target) || contains(target, source)) return [];
  source.node.addDependency(target);
  return [[source, target]];
}

function contains(outer: IConstruct, inner: IConstruct): boolean {
  return inner.node.scopes.includes(outer);
}

function objectsOf(construct: IConstruct): IConstruct[] {
  return construct.node.findAll().filter((child) => ApiObject.isApiObject(child));
}

function isOrdered(app: App): boolean {
  try {
    app.synthYaml();
    return true;
  } catch {
    return false;
  }
}

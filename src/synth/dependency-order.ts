import { type ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Finding } from '../finding';
import { topological } from './topological';
import type { Tree } from './tree';

export interface OrderedChart {
  readonly chart: Chart;
  readonly objects: readonly ApiObject[];
  /** The charts that come before it because it depends on them. */
  readonly behind: readonly Chart[];
}

interface Dependency {
  readonly source: IConstruct;
  readonly target: IConstruct;
}

/**
 * Objects and charts in the order of the tree, but behind what they depend on. A dependency of a construct counts for
 * everything below it, on everything below the other, as in cdk8s; and a chart inside another one comes before it.
 */
export function dependenciesFirst(tree: Tree): { charts: readonly OrderedChart[]; findings: readonly Finding[] } {
  const dependencies = tree.constructs.flatMap((source) =>
    source.node.dependencies.map((target) => ({ source, target })),
  );
  const before = chartsBefore(tree, dependencies);
  // Two charts whose objects depend on each other have no order; the objects themselves say whether that is wrong.
  const charts = topological(before.keys(), (chart) => before.get(chart) ?? []).order.map((chart) => ({
    chart,
    objects: tree.objects.get(chart) ?? [],
    behind: before.get(chart) ?? [],
  }));
  if (dependencies.length === 0) return { charts, findings: [] };
  const { position, cycle } = objectOrder(tree.constructs, dependencies);
  const place = (construct: IConstruct) => position.get(construct) ?? 0;
  return {
    charts: charts.map((chart) => ({
      ...chart,
      objects: [...chart.objects].sort((a, b) => place(a) - place(b)),
    })),
    findings: cycle ? [cycleFinding(cycle)] : [],
  };
}

function chartsBefore(tree: Tree, dependencies: readonly Dependency[]): ReadonlyMap<Chart, readonly Chart[]> {
  const before = new Map([...tree.objects.keys()].map((chart): [Chart, Chart[]] => [chart, []]));
  for (const chart of before.keys()) {
    const outer = chart.node.scope && chartOf(chart.node.scope);
    if (outer) before.get(outer)?.push(chart);
  }
  for (const { source, target } of dependencies) {
    const [behind, ahead] = [chartOf(source), chartOf(target)];
    if (behind && ahead && behind !== ahead && before.has(ahead)) before.get(behind)?.push(ahead);
  }
  return before;
}

function chartOf(construct: IConstruct): Chart | undefined {
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) if (Chart.isChart(at)) return at;
  return undefined;
}

/** Two vertices a construct: it may `start`, and it is `done` with all below it. */
interface Vertex {
  readonly construct: IConstruct;
  readonly end: 'start' | 'done';
  readonly before: Vertex[];
}

/**
 * Linear: instead of an edge for every pair of objects, a construct starts when its parent has started and what it
 * depends on is done.
 */
function objectOrder(
  constructs: readonly IConstruct[],
  dependencies: readonly Dependency[],
): { position: ReadonlyMap<IConstruct, number>; cycle: readonly IConstruct[] | undefined } {
  const starts = new Map<IConstruct, Vertex>();
  const dones = new Map<IConstruct, Vertex>();
  for (const construct of constructs) {
    const start: Vertex = { construct, end: 'start', before: [] };
    const done: Vertex = { construct, end: 'done', before: [start] };
    starts.set(construct, start);
    dones.set(construct, done);
    const { scope } = construct.node;
    const parent = scope && starts.get(scope);
    if (!scope || !parent) continue;
    start.before.push(parent);
    dones.get(scope)?.before.push(done);
  }
  for (const { source, target } of dependencies) {
    const done = dones.get(target);
    if (!done || source === target) continue;
    // A construct that depends on one inside itself asks that its other parts come later.
    const gated = contains(source, target) ? otherParts(source, target) : [source];
    for (const construct of gated) starts.get(construct)?.before.push(done);
  }
  const { order, cycle } = topological(starts.values(), ({ before }) => before);
  const position = new Map<IConstruct, number>();
  for (const { construct, end } of order) if (end === 'start') position.set(construct, position.size);
  return { position, cycle: cycle && constructsOf(cycle) };
}

function contains(outer: IConstruct, inner: IConstruct): boolean {
  for (let at = inner.node.scope; at; at = at.node.scope) if (at === outer) return true;
  return false;
}

/** The parts of `source` beside the way down to `target`. */
function otherParts(source: IConstruct, target: IConstruct): IConstruct[] {
  const parts: IConstruct[] = [];
  for (let at: IConstruct = target; at !== source && at.node.scope; at = at.node.scope) {
    parts.push(...at.node.scope.node.children.filter((sibling) => sibling !== at));
  }
  return parts;
}

/** The constructs on the way round, without the steps up and down the tree. */
function constructsOf(cycle: readonly Vertex[]): readonly IConstruct[] {
  const named = cycle.filter((vertex, index) => {
    const before = cycle[index - 1] ?? cycle.at(-2);
    return before?.end === 'start' && vertex.end === 'done';
  });
  const constructs = [...new Set(named.map(({ construct }) => construct))];
  const [first] = constructs;
  return first ? [...constructs, first] : cycle.map(({ construct }) => construct);
}

function cycleFinding(cycle: readonly IConstruct[]): Finding {
  return {
    where: cycle[0]?.node.path ?? '',
    message: `depends on itself: ${cycle.map(({ node }) => node.path).join(' => ')}`,
    fix: 'remove one of these dependencies',
  };
}

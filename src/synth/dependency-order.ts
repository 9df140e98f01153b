import type { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Finding } from '../finding';
import type { Tree } from './render';

export interface OrderedChart {
  readonly chart: Chart;
  readonly objects: readonly ApiObject[];
}

/**
 * Objects and charts in the order of the tree, but behind what they depend on. A dependency of a construct counts for
 * everything below it, on everything below the other, as in cdk8s.
 *
 * Linear: instead of an edge for every pair of objects, each construct that takes part has a gate that opens when what
 * it depends on is done.
 */
export function dependenciesFirst(tree: Tree): { charts: OrderedChart[]; findings: Finding[] } {
  const edges = tree.constructs.flatMap((source) => source.node.dependencies.map((target) => ({ source, target })));
  const charts = [...tree.objects].map(([chart, objects]) => ({ chart, objects }));
  if (edges.length === 0) return { charts, findings: [] };
  const graph = new Graph(tree.constructs);
  for (const { source, target } of edges) graph.connect(source, target);
  const { position, cycle } = graph.sort();
  const findings = cycle ? [cycleFinding(cycle)] : [];
  const place = (construct: IConstruct) => position.get(construct) ?? 0;
  return {
    charts: charts.map(({ chart, objects }) => ({
      chart,
      objects: [...objects].sort((a, b) => place(a) - place(b)),
    })),
    findings,
  };
}

function cycleFinding(cycle: readonly IConstruct[]): Finding {
  const [first] = cycle;
  return {
    where: first?.node.path ?? '',
    message: `depends on itself: ${cycle.map(({ node }) => node.path).join(' => ')}`,
    fix: 'remove one of these dependencies',
  };
}

/** Two vertices a construct: `start` opens when it may begin, `done` when all below it is written. */
class Vertex {
  readonly before: Vertex[] = [];
  state: 'new' | 'open' | 'closed' = 'new';
  constructor(
    readonly construct: IConstruct,
    readonly isDone: boolean,
  ) {}
}

class Graph {
  private readonly starts = new Map<IConstruct, Vertex>();
  private readonly dones = new Map<IConstruct, Vertex>();

  constructor(private readonly constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      const start = new Vertex(construct, false);
      const done = new Vertex(construct, true);
      this.starts.set(construct, start);
      this.dones.set(construct, done);
      done.before.push(start);
      const { scope } = construct.node;
      const parent = scope && this.starts.get(scope);
      if (!scope || !parent) continue;
      start.before.push(parent);
      this.dones.get(scope)?.before.push(done);
    }
  }

  connect(source: IConstruct, target: IConstruct): void {
    const done = this.dones.get(target);
    if (!done || source === target) return;
    // A construct that depends on one inside itself asks that its other parts come later.
    const gated = contains(source, target) ? otherParts(source, target) : [source];
    for (const construct of gated) this.starts.get(construct)?.before.push(done);
  }

  /** Depth first with a stack of its own: chains of dependencies can be longer than the call stack. */
  sort(): { position: Map<IConstruct, number>; cycle: readonly IConstruct[] | undefined } {
    const position = new Map<IConstruct, number>();
    let cycle: readonly IConstruct[] | undefined;
    for (const construct of this.constructs) {
      const root = this.starts.get(construct);
      const stack: { vertex: Vertex; next: number }[] = root && root.state === 'new' ? [{ vertex: root, next: 0 }] : [];
      for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
        const { vertex } = frame;
        vertex.state = 'open';
        const before = vertex.before[frame.next];
        frame.next += 1;
        if (!before) {
          vertex.state = 'closed';
          if (!vertex.isDone) position.set(vertex.construct, position.size);
          stack.pop();
        } else if (before.state === 'new') {
          stack.push({ vertex: before, next: 0 });
        } else if (before.state === 'open') {
          cycle ??= cycleOf(
            stack.map((open) => open.vertex),
            before,
          );
        }
      }
    }
    return { position, cycle };
  }
}

/** The constructs on the way round, without the steps up and down the tree. */
function cycleOf(open: readonly Vertex[], again: Vertex): IConstruct[] {
  const way = [...open.slice(open.indexOf(again)), again];
  const named = way.filter((vertex, index) => {
    const before = way[index - 1] ?? way.at(-2);
    return before && before.isDone !== vertex.isDone && vertex.isDone;
  });
  const constructs = [...new Set(named.map(({ construct }) => construct))];
  const [first] = constructs;
  return first ? [...constructs, first] : way.map(({ construct }) => construct);
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

import type { IConstruct } from 'constructs';
import type { Environment } from './environment';
import { layerOf } from './scope';

/** What is synced in a wave of its environment's root, and so can be waited for. */
export interface Ordered<E extends string = string> extends IConstruct {
  readonly environment: Environment<E>;
  readonly order: Order;
}

export interface OrderProps {
  readonly after?: readonly Ordered[] | undefined;
  readonly wave?: number | undefined;
  /** Why nothing can wait for it, if so. */
  readonly refusal?: (() => string | undefined) | undefined;
}

/**
 * A place in the order of one root. The wave is one more than the highest wave that is waited for, or pinned and then
 * checked. Dependencies are the construct's own (`node.addDependency`), so that `after` and cdk8s agree.
 *
 * Between Applications waves order creation only: a later commit changes all of them at once.
 */
export class Order {
  private settled: number | undefined;

  constructor(
    private readonly owner: IConstruct & { readonly environment: Environment<string> },
    private readonly props: OrderProps = {},
  ) {
    if (props.after?.length) owner.node.addDependency(...props.after);
    owner.node.addValidation({ validate: () => this.problems() });
  }

  /** The sync wave. Known when the whole tree is built. */
  get wave(): number {
    return this.settled ?? settle(this);
  }

  get predecessors(): Order[] {
    return this.awaited.map((ordered) => ordered.order);
  }

  derive(): void {
    const waves = this.predecessors.map((order) => order.settled ?? 0);
    this.settled = this.props.wave ?? waves.reduce((highest, wave) => Math.max(highest, wave + 1), 0);
  }

  get isSettled(): boolean {
    return this.settled !== undefined;
  }

  private get awaited(): Ordered[] {
    return this.owner.node.dependencies.filter(isOrdered);
  }

  private problems(): string[] {
    return this.awaited.flatMap((awaited) => [
      ...foreignProblems(this.owner, awaited),
      ...layerProblems(this.owner, awaited),
      ...refusalProblems(awaited),
      ...this.waveProblems(awaited),
    ]);
  }

  private waveProblems(awaited: Ordered): string[] {
    const { wave } = this.props;
    if (wave === undefined || wave > awaited.order.wave) return [];
    return [
      `wave ${wave} contradicts after: ${awaited.node.path} has wave ${awaited.order.wave}; ` +
        `pin a wave above ${awaited.order.wave} or leave it to be derived`,
    ];
  }

  get refusal(): string | undefined {
    return this.props.refusal?.();
  }
}

export function isOrdered(construct: IConstruct): construct is Ordered {
  return 'order' in construct && construct.order instanceof Order;
}

/** Depth first with a stack of its own, because a chain of Applications can be longer than the call stack. */
function settle(start: Order): number {
  const stack = [start];
  const opened = new Set<Order>();
  for (let order = stack.at(-1); order; order = stack.at(-1)) {
    const open = order.predecessors.filter((predecessor) => !predecessor.isSettled && !opened.has(predecessor));
    if (!opened.has(order) && open.length > 0) {
      opened.add(order);
      stack.push(...open);
    } else {
      order.derive();
      stack.pop();
    }
  }
  return start.wave;
}

function foreignProblems(owner: { readonly environment: Environment<string> }, awaited: Ordered): string[] {
  if (owner.environment === awaited.environment) return [];
  return [
    `after: ${awaited.node.path} lies in ${awaited.environment.node.path}, not in ${owner.environment.node.path}; ` +
      'waves gate inside one environment only, so wait for something of the same environment',
  ];
}

function layerProblems(owner: IConstruct, awaited: Ordered): string[] {
  const own = layerOf(owner);
  const other = layerOf(awaited);
  if (other === undefined || other === own || other.kind === 'core') return [];
  if (own === undefined || own.kind === 'core') {
    return [
      `after: ${awaited.node.path} lies in the optional layer ${other.node.path}; ` +
        'what is always there cannot wait for what may be switched off, so move one of them',
    ];
  }
  if (own.enabled && !other.enabled) {
    return [
      `after: ${awaited.node.path} lies in the layer ${other.node.path}, which is off; ` +
        `switch it on or ${own.node.path} off`,
    ];
  }
  return [];
}

function refusalProblems(awaited: Ordered): string[] {
  const refusal = awaited.order.refusal;
  return refusal ? [`after: ${awaited.node.path}: ${refusal}`] : [];
}

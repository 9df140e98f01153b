import { Construct } from 'constructs';
import type { Environment } from './environment';
import { isOrdered, type Ordered } from './order';
import { layerOf, markAs } from './scope';
import { surroundingsOf } from './surroundings';

export type LayerProps =
  /** Always there. It cannot depend on an optional layer. */
  { readonly kind: 'core' } | { readonly kind: 'optional'; readonly enabled: boolean };

/**
 * What is switched on and off together in one environment. Everything made under a layer belongs to it: Applications,
 * their content, their secrets. Off means that synth leaves all of it out, so the root prunes its Applications.
 *
 * Namespaces and storage that must outlive the switch are made outside of it, in the environment. The waves of an optional
 * layer are the last ones: a root syncs a wave when all of the one before is healthy.
 */
export class Layer<E extends string> extends Construct {
  /** The layer that a construct is switched with, or nothing: then it is always there. */
  static readonly of = layerOf;

  readonly kind: LayerProps['kind'];
  readonly enabled: boolean;

  constructor(
    readonly environment: Environment<E>,
    id: string,
    props: LayerProps,
  ) {
    super(environment, id);
    markAs('layer', this);
    this.kind = props.kind;
    this.enabled = props.kind === 'core' || props.enabled;
    this.node.addValidation({ validate: () => [...this.stockProblems(), ...this.waveProblems()] });
  }

  private stockProblems(): string[] {
    if (this.enabled || surroundingsOf(this)) return [];
    return ['the layer is off, which a stock cdk8s App cannot leave out; use the App of cdk8s-argosy'];
  }

  /** A root syncs a wave when all of the one before is healthy, whether an `after` says so or not. */
  private waveProblems(): string[] {
    if (this.kind === 'core' || !this.enabled) return [];
    const ordered = this.environment.node.findAll().filter(isOrdered);
    const waiting = ordered.filter((each) => layerOf(each)?.kind !== 'optional').reduce(later, undefined);
    return (
      ordered
        .filter((each) => layerOf(each) === this && waiting !== undefined && each.order.wave < waiting.order.wave)
        // Where an `after` says so it is told there.
        .filter((each) => !waiting?.node.dependencies.includes(each))
        .map(
          (each) =>
            `${each.node.path} in wave ${each.order.wave} is waited for by ${waiting?.node.path} in wave ` +
            `${waiting?.order.wave}, which is always there; give it wave ${waiting?.order.wave} or a later one`,
        )
    );
  }
}

function later(last: Ordered | undefined, next: Ordered): Ordered {
  return last && last.order.wave >= next.order.wave ? last : next;
}

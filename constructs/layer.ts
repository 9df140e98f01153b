import { Construct } from 'constructs';
import type { Environment } from './environment';
import { layerOf, markAs } from './scope';
import { surroundingsOf } from './surroundings';

export type LayerProps =
  /** Always there. It cannot depend on an optional layer. */
  { readonly kind: 'core' } | { readonly kind: 'optional'; readonly enabled: boolean };

/**
 * What is switched on and off together in one environment. Everything made under a layer belongs to it: Applications,
 * their content, their secrets. Off means that synth leaves all of it out, so the root prunes its Applications.
 *
 * Namespaces and storage that must outlive the switch are made outside of it, in the environment.
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
    this.node.addValidation({
      validate: () =>
        this.enabled || surroundingsOf(this)
          ? []
          : ['the layer is off, which a stock cdk8s App cannot leave out; use the App of cdk8s-argosy'],
    });
  }
}

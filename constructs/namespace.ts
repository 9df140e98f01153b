import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { dnsLabelProblems } from './dns-label';
import type { Environment } from './environment';
import { KEEP } from './keep';

export interface NamespaceProps {
  /** @default `<id>-<environment>` */
  readonly name?: string;
  /** Labels beside `env`, the environment, and `app`, the namespace's own name. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * `declared`: the environment makes it, once, and nothing deletes it. `existing`: it is there already (`kube-system`,
   * Argo CD's own) and only named.
   * @default declared
   */
  readonly origin?: 'declared' | 'existing';
}

/**
 * A namespace of one environment. It carries the environment's name as a type, so that a prod Namespace given to
 * something of dev does not compile.
 *
 * It lives in an Application of its own that neither prunes nor cascades, because deleting a namespace deletes the
 * claims in it.
 */
export class Namespace<E extends string> extends Construct {
  readonly name: string;
  readonly origin: 'declared' | 'existing';

  /** Use `environment.namespaceFor(id)`, which makes each one once. */
  constructor(
    readonly environment: Environment<E>,
    scope: Construct,
    id: string,
    app: string,
    props: NamespaceProps = {},
  ) {
    super(scope, id);
    this.name = props.name ?? `${app}-${environment.name}`;
    this.origin = props.origin ?? 'declared';
    this.node.addValidation({ validate: () => dnsLabelProblems('namespace', props.name ?? app, this.name) });
    if (this.origin === 'existing') return;
    new ApiObject(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: this.name,
        labels: { env: environment.name, app: this.name, ...props.labels },
        annotations: KEEP,
      },
    });
  }
}

import type { Claim, Namespace, SecretKey } from 'cdk8s-argosy';
import { Construct } from 'constructs';

/** A workload as users write them: what it is given must be of the environment of its namespace. */
export class Workload<E extends string> extends Construct {
  constructor(
    scope: Construct,
    id: string,
    readonly props: {
      readonly namespace: Namespace<E>;
      readonly token?: SecretKey<NoInfer<E>>;
      readonly data?: Claim<NoInfer<E>>;
    },
  ) {
    super(scope, id);
  }
}

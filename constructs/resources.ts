/** An amount of each resource, as Kubernetes writes quantities: `250m`, `1Gi`. */
export interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

/** What is reserved, and what may not be exceeded. */
export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** A kind that one release has. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  /** In the pool. */
  readonly schema: number;
}

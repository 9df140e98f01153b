export interface OutputFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** What a write changes, as sorted paths. The index of outputs is argosy's own affair and is not among them. */
export interface Difference {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

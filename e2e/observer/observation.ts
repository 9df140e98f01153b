import type { Action } from './action';

/** What Argo CD does from the moment on at which this was begun. */
export interface Observation {
  /** In the order in which it was asked for: everything since the start, or since a mark. */
  actions(since?: Mark): Promise<Action[]>;
  /** Now, for a later question. */
  mark(): Mark;
  /** Resolves when everything from now on is seen. */
  ready(): Promise<void>;
  stop(): void;
}

/** How far an observation had come. */
export type Mark = number & { readonly mark: unique symbol };

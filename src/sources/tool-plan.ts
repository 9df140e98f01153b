import type { ChartFailure } from './helm-chart';
import type { Job } from './tool-workshop';

/** What a tool has to do for a source, or why it cannot. */
export type ToolPlan =
  | {
      readonly job: Job;
      /** The file, from the root, that findings stand in; undefined for a chart of a Helm repository. */
      readonly file: string | undefined;
      readonly open: readonly OpenQuestion[];
    }
  | ChartFailure;

/** What a source asks for that only the cluster, or the moment, can answer. */
export interface OpenQuestion {
  readonly why: string;
  readonly declare?: string;
  /** Whether another answer may bring more objects, not only other values. */
  readonly mayBeMore: boolean;
  /** Jobs with other answers: when they print the same, the question does not matter. Without any it does. */
  readonly otherwise: readonly Job[];
}

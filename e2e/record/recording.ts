import type { Action, Actor, Identity } from '../observer/action';
import type { ApplicationState, SetCondition } from '../observer/applications';

/** Files of a Git commit: path to text. */
export type Tree = Readonly<Record<string, string>>;

/** What is played: two commits and what else is done to the cluster. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly topics: readonly string[];
  readonly input: {
    /** Data of the ConfigMap argocd-cm. */
    readonly argocdCm: Readonly<Record<string, string>>;
    readonly before: Tree;
    /** Manifests that are applied by hand first. */
    readonly bootstrap: readonly string[];
    /** Between the first commit and the second. */
    readonly prepare: readonly Deed[];
    /** No second commit where there is none. */
    readonly after: Tree | null;
    /** Right after the second commit, or instead of it. */
    readonly actions: readonly Deed[];
  };
  /** What the record is to begin with and to look at besides; that of an earlier record asks for the same again. */
  readonly outcome?: Partial<Pick<Outcome, 'recorded' | 'live'>>;
}

/** What somebody does by hand. */
export type Deed =
  | { readonly do: 'sleep'; readonly seconds: number }
  | { readonly do: 'sync'; readonly name: string }
  | { readonly do: 'refresh'; readonly name: string; readonly how: 'hard' | 'normal' }
  | ({ readonly do: 'delete' } & Target)
  | ({ readonly do: 'patch'; readonly patch: object } & Target);

interface Target {
  /** In lower case, as kubectl takes it. */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Recording extends Scenario {
  readonly outcome: Outcome;
  readonly seconds: { readonly before: number; readonly after: number };
  readonly versions: { readonly argocd: string; readonly kubernetes: string };
  /** How often it was played again, and whether everything was the same each time. */
  readonly reruns?: number;
  readonly stable?: boolean;
  /** What was different in a rerun: the whole of what can be. */
  readonly alternatives?: readonly Partial<Outcome>[];
}

export interface Outcome {
  readonly recorded: typeof FROM_COMMIT | typeof FROM_BOOTSTRAP;
  readonly steps: readonly Step[];
  readonly settledBefore: boolean;
  readonly settled: boolean;
  readonly applications: Readonly<Record<string, ApplicationState>>;
  readonly applicationsBefore: Readonly<Record<string, Pick<ApplicationState, 'sync' | 'health' | 'conditions'>>>;
  readonly appSets: Readonly<Record<string, readonly SetCondition[]>>;
  readonly exists: readonly Identity[];
  readonly gone: readonly Identity[];
  readonly appeared: readonly Identity[];
  readonly recreated: readonly Identity[];
  readonly terminating: readonly Identity[];
  readonly tracking: readonly (Identity & { readonly app: string })[];
  readonly live?: Readonly<Record<string, unknown>>;
}

export const FROM_COMMIT = 'from the commit `after` on';
export const FROM_BOOTSTRAP = 'from the bootstrap on';

/** What one party did at a time on behalf of one owner; side by side where it is unordered. */
export interface Step {
  readonly by: Actor | '';
  readonly owner: string;
  readonly unordered: boolean;
  readonly events: readonly Event[];
}

export type Event = Omit<Action, 'by' | 'owner' | 'at'>;

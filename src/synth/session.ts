import type { ManifestFile } from './layout';
import type { Difference, OutputFile } from './output-file';
import type { Selection } from './selection';

/** What a command asks of the app that it loads into its own process. */
export interface SynthRequest {
  /** @default the app's own */
  readonly outdir: string | undefined;
  readonly selection: Selection;
  /** Only tells what differs. */
  readonly check: boolean;
  readonly progress: (what: string) => void;
}

interface SynthResult extends Difference {
  readonly outdir: string;
  readonly manifests: number;
  readonly files: number;
}

/** What `app.synth()` has made, and nobody has seen yet. */
export interface Ready {
  /** All files of the output, whatever is selected of them. */
  readonly files: readonly (OutputFile & ManifestFile)[];
  /** The folder that they are in, from the root of the repository; undefined where that is outside of it. */
  readonly contentRoot: string | undefined;
  /** The root of the repository on this machine. */
  readonly root: string;
  /** Writes the selected ones, or compares them. */
  readonly write: () => SynthResult;
}

export interface Session {
  readonly request: SynthRequest;
  /**
   * What is ready to be written, or compared. The command does it when the app has ended, since only then it is known
   * that the app does not fail and does not synthesize a second time.
   */
  readonly ready: Ready[];
}

const SESSION = Symbol.for('cdk8s-argosy.session');

/**
 * The command that loads the app, if one does. `app.synth()` is called by the user's code, so the request cannot be an
 * argument; a symbol of the process also reaches an app that brings a copy of this package of its own.
 */
export function currentSession(): Session | undefined {
  return processWide[SESSION];
}

export function openSession(session: Session | undefined): void {
  processWide[SESSION] = session;
}

const processWide: typeof globalThis & { [SESSION]?: Session | undefined } = globalThis;

import type { ApplicationSource } from '../argocd/application';
import type { Declarations, NotKnown } from './model';

/** Helm and Kustomize, called as the repo-server calls them. `tool-renderer.ts` has the real ones. */
export interface Renderer {
  readonly render: (request: RenderRequest) => Promise<Rendered>;
}

/** What the user says about the tools. */
export interface RendererOptions {
  /** A folder with charts that come from elsewhere: `<chart>-<version>.tgz`, or unpacked. */
  readonly charts?: string;
}

/** One source of one Application, and all that its rendering depends on. */
export interface RenderRequest {
  readonly tool: 'helm' | 'kustomize';
  /** The repository on disk, at the revision that is asked for. An absolute path; nothing outside of it is read. */
  readonly root: string;
  /** The source, with what files in its folder say more of it. */
  readonly source: ApplicationSource;
  /** The source's folder from the root, cleaned, `.` for the root; undefined for a chart of a Helm repository. */
  readonly path: string | undefined;
  /** What `$name/...` in value files and file parameters means, by name. */
  readonly refs: ReadonlyMap<string, Ref>;
  readonly application: {
    readonly name: string;
    /** The namespace the Application itself is in; empty where none is written. */
    readonly namespace: string;
    readonly project: string;
    /** Where its content goes; empty where none is written. */
    readonly destinationNamespace: string;
  };
  readonly argocd: {
    readonly version: string;
    /** Keys of `argocd-cm`, as far as they are known: `kustomize.buildOptions` is one. */
    readonly settings: Readonly<Record<string, string>>;
  };
  /** What is declared of the cluster. */
  readonly kubernetes: Declarations['kubernetes'];
}

/** A source with a `ref`: in this repository it means `root`, in another one its files are not known. */
export type Ref = { readonly own: true } | { readonly own: false; readonly repoURL: string };

/** Why Argo CD may render something else of the same source. */
export interface Doubt {
  readonly notKnown: NotKnown;
  /** Whether there may be objects that are not in the output. */
  readonly mayBeMore: boolean;
}

/** What became of it. */
export type Rendered =
  /**
   * What the tool printed, and the file, from the root, that its findings stand in: `Chart.yaml`, `kustomization.yaml`;
   * undefined for a chart of a Helm repository.
   */
  | {
      readonly output: string;
      readonly file: string | undefined;
      /** The files that it was made of, from the root, where their content comes through. */
      readonly files?: readonly string[];
      readonly doubts?: readonly Doubt[];
    }
  /** In one line, why Argo CD's tools fail on it as well. */
  | { readonly failure: string }
  /** The tool is not there, the chart is remote, it took too long. */
  | { readonly notKnown: NotKnown };

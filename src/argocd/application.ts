import type { Destination, Metadata } from './app-project';

/** An Application as it stands in a manifest; what is missing or null is absent. */
export interface Application {
  readonly metadata?: Metadata | null;
  readonly spec?: ApplicationSpec | null;
}

export interface ApplicationSpec {
  readonly project?: string | null;
  readonly source?: ApplicationSource | null;
  readonly sources?: readonly ApplicationSource[] | null;
  readonly sourceHydrator?: SourceHydrator | null;
  readonly destination?: Destination | null;
}

export interface ApplicationSource {
  readonly repoURL?: string | null;
  readonly path?: string | null;
  readonly chart?: string | null;
  readonly ref?: string | null;
  readonly targetRevision?: string | null;
  readonly helm?: HelmOptions | null;
  readonly kustomize?: object | null;
  readonly directory?: object | null;
  readonly plugin?: object | null;
}

export interface HelmOptions {
  readonly valueFiles?: readonly string[] | null;
  readonly fileParameters?: readonly { readonly name?: string | null; readonly path?: string | null }[] | null;
}

export interface SourceHydrator {
  readonly drySource?: { readonly repoURL?: string | null } | null;
  readonly syncSource?: { readonly repoURL?: string | null; readonly targetBranch?: string | null } | null;
  readonly hydrateTo?: { readonly targetBranch?: string | null } | null;
}

import type { Plain } from '../go-template/value';
import type { LabelSelector } from '../label-selector';

/** Plain data under names. */
export type Data = { readonly [key: string]: Plain };

/** What a generator gives for one Application. */
export type Params = Data;

/** An ApplicationSet as it stands in a manifest, as far as its expansion asks. */
export interface ApplicationSet {
  readonly metadata?: { readonly name?: string | null; readonly namespace?: string | null } | null;
  readonly spec?: ApplicationSetSpec | null;
}

export interface ApplicationSetSpec {
  readonly goTemplate?: boolean | null;
  readonly goTemplateOptions?: readonly string[] | null;
  readonly generators?: readonly Generator[] | null;
  readonly template?: Data | null;
  readonly templatePatch?: string | null;
  readonly syncPolicy?: SetSyncPolicy | null;
  readonly applyNestedSelectors?: boolean | null;
}

export interface SetSyncPolicy {
  readonly preserveResourcesOnDeletion?: boolean | null;
  readonly applicationsSync?: string | null;
}

/** An entry of generators. It should be one generator; all that it names run. */
export interface Generator {
  readonly list?: ListGenerator | null;
  readonly clusters?: ClustersGenerator | null;
  readonly git?: GitGenerator | null;
  readonly matrix?: Combination | null;
  readonly merge?: (Combination & { readonly mergeKeys?: readonly string[] | null }) | null;
  readonly selector?: LabelSelector | null;
  readonly [other: string]: unknown;
}

interface Templated {
  readonly template?: Data | null;
}

export interface ListGenerator extends Templated {
  readonly elements?: readonly Data[] | null;
  readonly elementsYaml?: string | null;
}

export interface ClustersGenerator extends Templated {
  readonly selector?: LabelSelector | null;
  readonly values?: Readonly<Record<string, string>> | null;
  readonly flatList?: boolean | null;
}

export interface GitGenerator extends Templated {
  readonly repoURL?: string | null;
  readonly revision?: string | null;
  readonly directories?: readonly GitPath[] | null;
  readonly files?: readonly GitPath[] | null;
  readonly pathParamPrefix?: string | null;
  readonly values?: Readonly<Record<string, string>> | null;
}

export interface GitPath {
  readonly path?: string | null;
  readonly exclude?: boolean | null;
}

interface Combination extends Templated {
  readonly generators?: readonly Generator[] | null;
}

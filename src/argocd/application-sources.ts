import type { ApplicationSource, ApplicationSpec } from './application';
import { type ArgoVersion, has } from './version';

/** Where an Application takes its manifests from: the hydrator's sources come before `sources`, those before `source`. */
export type SourcesOf =
  | { readonly from: 'hydrator'; readonly hydrator: NonNullable<ApplicationSpec['sourceHydrator']> }
  | { readonly from: 'sources'; readonly sources: readonly ApplicationSource[] }
  | { readonly from: 'source'; readonly source: ApplicationSource };

export function sourcesOf(spec: ApplicationSpec, version: ArgoVersion): SourcesOf {
  if (spec.sourceHydrator && has(version, 'sourceHydrator')) return { from: 'hydrator', hydrator: spec.sourceHydrator };
  if (spec.sources && spec.sources.length > 0) return { from: 'sources', sources: spec.sources };
  return { from: 'source', source: spec.source ?? {} };
}

const TYPES = ['kustomize', 'helm', 'directory', 'plugin'] as const;

/** The types that a source says it has; with more than one Argo CD renders nothing. */
export function explicitTypes(source: ApplicationSource): readonly (typeof TYPES)[number][] {
  return TYPES.filter((type) => source[type] !== undefined && source[type] !== null);
}

/** The sources that others may take value files from, by their `ref`. */
export type RefSources = ReadonlyMap<string, ApplicationSource>;

/**
 * Before 3.3 a single source's `ref` is not even looked at. A ref is made of letters, digits, `_` and `-`, and no two
 * sources have the same.
 */
export function refSources(
  sources: readonly ApplicationSource[],
  version: ArgoVersion,
): RefSources | { readonly refused: string } {
  const refs = new Map<string, ApplicationSource>();
  if (sources.length < (has(version, 'singleRefSource') ? 1 : 2)) return refs;
  for (const source of sources) {
    if (!source.ref) continue;
    if (!/^[a-zA-Z0-9_-]+$/.test(source.ref)) {
      return { refused: `ref ${source.ref} has other characters than letters, digits, _ and -` };
    }
    if (refs.has(source.ref)) return { refused: `two sources have the ref ${source.ref}` };
    refs.set(source.ref, source);
  }
  return refs;
}

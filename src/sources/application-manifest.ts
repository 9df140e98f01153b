import type { ApplicationSource } from '../argocd/application';
import { sourcesOf } from '../argocd/application-sources';
import type { ArgoVersion } from '../argocd/version';
import { isMapping } from './manifest-files';
import type { Manifest } from './model';

export function isArgo(kind: 'Application' | 'ApplicationSet' | 'AppProject', manifest: Manifest): boolean {
  return manifest.group === 'argoproj.io' && manifest.kind === kind;
}

/** The sources of an Application, as far as they have the form of one: people write anything anywhere. */
export function sourcesIn({ object }: Manifest, version: ArgoVersion): readonly ApplicationSource[] {
  const spec = isMapping(object.spec) ? object.spec : {};
  const { source, sources, sourceHydrator } = spec;
  const written = sourcesOf(
    {
      ...(isMapping(source) && { source: sourceIn(source) }),
      ...(Array.isArray(sources) && { sources: sources.map(sourceIn) }),
      ...(isMapping(sourceHydrator) && {
        sourceHydrator: isMapping(sourceHydrator.drySource) ? { drySource: sourceIn(sourceHydrator.drySource) } : {},
      }),
    },
    version,
  );
  if (written.from === 'sources') return written.sources;
  return [written.from === 'source' ? written.source : (written.hydrator.drySource ?? {})];
}

export function projectNameIn({ object }: Manifest): string {
  const project = isMapping(object.spec) ? object.spec.project : undefined;
  return typeof project === 'string' && project !== '' ? project : 'default';
}

function sourceIn(value: unknown): ApplicationSource {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key, item]) => (TEXTS.has(key) && typeof item === 'string') || (TOOLS.has(key) && isMapping(item)),
    ),
  );
}

const TEXTS: ReadonlySet<string> = new Set(['repoURL', 'path', 'chart', 'ref', 'targetRevision']);
const TOOLS: ReadonlySet<string> = new Set(['helm', 'kustomize', 'directory', 'plugin']);

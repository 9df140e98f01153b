import { type ArgoVersion, has } from '../argocd/version';
import type { DeliveredApplication } from '../sources/model';
import type { ValuePath } from './finding';
import { type Fields, fields, items } from './reading';

export interface WrittenSource {
  readonly source: Fields;
  readonly path: ValuePath;
}

/** The sources of an Application that a release of Argo CD looks at, and where they are written. */
export function writtenSources(
  { manifest: { object } }: DeliveredApplication,
  version: ArgoVersion,
): readonly WrittenSource[] {
  const spec = fields(object.spec);
  if (has(version, 'sourceHydrator') && spec.sourceHydrator !== undefined && spec.sourceHydrator !== null) {
    const dry = fields(fields(spec.sourceHydrator).drySource);
    return [{ source: dry, path: ['spec', 'sourceHydrator', 'drySource'] }];
  }
  const sources = items(spec.sources);
  if (sources.length > 0) {
    return sources.map((source, index) => ({ source: fields(source), path: ['spec', 'sources', index] }));
  }
  return [{ source: fields(spec.source), path: ['spec', 'source'] }];
}

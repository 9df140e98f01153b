import type { Manifest, Repository } from '../sources/model';
import { manifestsOf } from './delivery';

/**
 * What ends up in clusters: what people apply, and what Applications deliver, each manifest once. What a set generates
 * is written in the set.
 */
export function appliedManifests({ applications, sets, projects }: Repository): ReadonlySet<Manifest> {
  const written = applications.filter(({ generatedBy }) => generatedBy === undefined);
  return new Set([
    ...[...written, ...sets].map(({ manifest }) => manifest),
    ...projects,
    ...applications.flatMap(manifestsOf),
  ]);
}

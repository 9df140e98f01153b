import { type ApplicationSet, expandApplicationSet } from '../../src/argocd';
import type { Made } from './made';

/** The one manifest of that kind and name. */
export function one(manifests: readonly Made[], kind: string, name: string, namespace?: string): Made {
  const found = manifests.filter(
    ({ kind: its, metadata }) =>
      its === kind && metadata.name === name && (namespace === undefined || metadata.namespace === namespace),
  );
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`expected one ${kind} ${name}, found ${found.length}`);
  return only;
}

/** The Applications of one root, and those that its sets make, without a wave of their own. */
export function applicationsOf(manifests: readonly Made[], environment: string): Made[] {
  const own = manifests.filter(({ file }) => file.startsWith(`mlops/${environment}/apps/`));
  return own.flatMap((manifest) => {
    if (manifest.kind === 'Application') return [manifest];
    return manifest.kind === 'ApplicationSet' ? generated(manifest) : [];
  });
}

function generated(set: Made): Made[] {
  const made = expandApplicationSet(set as unknown as ApplicationSet, { argocdNamespace: 'argocd' }, '2.13');
  if (!('map' in made)) throw new Error(`${set.file}: ${JSON.stringify(made)}`);
  return made.map(({ application }) => ({ file: set.file, ...application }) as unknown as Made);
}

export function wave({ metadata }: Made): number {
  return Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}

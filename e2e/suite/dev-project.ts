import { join } from 'node:path';
import type { AppProject } from '../../src/argocd';
import type { Manifest } from '../cluster/cluster';
import { manifestsBelow } from './dist';

type Project = AppProject &
  Manifest & { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };

/**
 * The committed project of dev under another name, with some repositories more; or with no cluster-scoped kinds but
 * those that its annotation says are used.
 */
export function devProject(name: string, repositories: readonly string[], kinds?: 'least privilege'): Project {
  const dist = join(__dirname, '../../dist/mlops/dev/apps');
  const found = manifestsBelow(dist).find(({ kind }) => kind === 'AppProject');
  if (!found) throw new Error(`${dist} holds no AppProject`);
  const { spec, metadata } = found as unknown as Project;
  const used = (metadata.annotations?.['argosy.io/least-privilege'] ?? '')
    .split('\n')
    .flatMap((line) => line.match(/^clusterResourceWhitelist: (\S+)$/)?.[1] ?? [])
    .map((kind) => ({ group: '', kind }));
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: 'argocd' },
    spec: {
      ...spec,
      sourceRepos: [...(spec?.sourceRepos ?? []), ...repositories],
      ...(kinds ? { clusterResourceWhitelist: used } : {}),
    },
  };
}

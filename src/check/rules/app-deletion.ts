import { cascadeOf } from '../../argocd/deletion';
import { syncOptionsOf } from '../../argocd/sync-options';
import type { DeliveredApplication } from '../../sources/model';
import { placeIn } from '../application-place';
import { cascades, destinationNamespace, manifestsOf, specOf, syncOptionsOfApplication } from '../delivery';
import { valueAt } from '../reading';
import { hasReason, REASONS } from '../reasons';
import type { Rule } from '../rule';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const PRUNING = `  syncPolicy:
    automated:
      prune: true
`;

const deletionUndefined: Rule = {
  code: 'app/deletion-undefined',
  severity: 'warning',
  holds: 'an Application that prunes says with a finalizer that its resources go with it',
  why: 'Without one, resources that are removed from Git go and those whose Application is removed stay, running and owned by nobody.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}${PRUNING}` },
    found: [{ file: 'apps/shop.yaml', line: 16 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP.replace('spec:\n', '  finalizers:\n    - resources-finalizer.argocd.argoproj.io\nspec:\n')}${SOURCE}${DESTINATION}${PRUNING}`,
    },
  },
  judge: ({ repository }) => {
    const roots = new Set(repository.applications.map(({ deliveredBy }) => deliveredBy?.manifest));
    return {
      violations: repository.applications.flatMap((application) => {
        // Nobody wants an environment gone with its root, or Argo CD itself; a set adds the finalizer or is told not to.
        if (roots.has(application.manifest) || application.generatedBy !== undefined) return [];
        if (destinationNamespace(application) === repository.argocdNamespace) return [];
        const prunes = valueAt(specOf(application), 'syncPolicy', 'automated', 'prune') === true;
        const keeps = syncOptionsOfApplication(application).includes('Delete=false');
        // An empty list says that none is wanted.
        const { finalizers } = application.manifest.object.metadata ?? {};
        const saysSo =
          finalizers?.length === 0 ||
          hasReason(application.manifest, 'deletion') ||
          cascadeOf(application.manifest.object) !== 'none';
        if (!prunes || keeps || saysSo) return [];
        if (
          manifestsOf(application).some(({ group, kind }) => group === 'argoproj.io' && kind.startsWith('Application'))
        )
          return [];
        return [
          {
            ...placeIn(application, ['spec', 'syncPolicy', 'automated', 'prune']),
            message: 'it prunes what leaves Git, and has no finalizer for the day that it leaves itself',
            fix: `add the finalizer resources-finalizer.argocd.argoproj.io, or say why they are to stay in an annotation ${REASONS}: "deletion: ..."`,
          },
        ];
      }),
    };
  },
};

const selfManagedRoot: Rule = {
  code: 'app/self-managed-root',
  severity: 'warning',
  holds: 'no Application delivers itself without saying so with Prune=false',
  why: 'Its removal from Git makes it prune itself; with a finalizer it then hangs for ever, and its children stay.',
  bad: {
    files: { 'argosy.yaml': AROUND['argosy.yaml'], 'shop/root.yaml': `${SHOP}${SOURCE}${DESTINATION}` },
    found: [{ file: 'shop/root.yaml', line: 4 }],
  },
  good: {
    files: {
      'argosy.yaml': AROUND['argosy.yaml'],
      'shop/root.yaml': `${SHOP.replace('spec:\n', '  annotations:\n    argocd.argoproj.io/sync-options: Prune=false\nspec:\n')}${SOURCE}${DESTINATION}`,
    },
  },
  judge: ({ repository: { applications } }) => ({
    violations: applications
      .filter(
        ({ manifest, generatedBy }) =>
          generatedBy === undefined && !syncOptionsOf(manifest.object).includes('Prune=false'),
      )
      .filter(deliversItself)
      .map((application) => ({
        at: application.manifest,
        path: ['metadata', 'name'],
        message: `it lies in the path that it delivers itself${cascades(application) ? ', and has a finalizer' : ''}`,
        fix: 'move it out of its path and apply it by hand, or annotate it with argocd.argoproj.io/sync-options: Prune=false',
      })),
  }),
};

/** By its name: Kustomize makes another manifest of the same Application. */
function deliversItself(application: DeliveredApplication): boolean {
  const own = application.manifest;
  return manifestsOf(application).some(
    ({ group, kind, name, namespace }) =>
      group === own.group &&
      kind === own.kind &&
      name === own.name &&
      (namespace === own.namespace || (namespace || destinationNamespace(application)) === own.namespace),
  );
}

export const appDeletionRules: readonly Rule[] = [deletionUndefined, selfManagedRoot];

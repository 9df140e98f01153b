import fc from 'fast-check';
import { cascade, isDeletionApproved, type KubernetesObject } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

const live = fc
  .uniqueArray(
    fc.record({
      type: anyOf(
        ['v1', 'ConfigMap'],
        ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
        ['example.com/v1', 'CustomResourceDefinition'],
        ['argoproj.io/v1alpha1', 'Application'],
        ['argoproj.io/v1alpha1', 'AppProject'],
      ),
      name: anyOf('app', 'a', 'b', 'c', 'd', 'e', 'f'),
      namespace: anyOf('argocd', 'shop'),
      annotations: fc.record(
        {
          'argocd.argoproj.io/sync-wave': anyOf('-1', '0', '1', '5', ' 5', '5.0', '99999999999999999999'),
          'helm.sh/hook-weight': anyOf('2', '-2', 'x'),
          'argocd.argoproj.io/sync-options': anyOf(
            'Delete=false',
            ' Delete=false ,x',
            'Prune=false',
            'delete=false',
            'Delete=true',
          ),
          'helm.sh/resource-policy': anyOf('keep', 'keep,x', 'Keep', '', 'delete'),
          x: anyOf<unknown>('y', 'y', 'y', 'y', 1),
        },
        { requiredKeys: [] },
      ),
    }),
    { selector: ({ name }) => name, maxLength: 7 },
  )
  .map((objects) =>
    objects.map(({ type: [apiVersion = '', kind = ''], name, namespace, annotations }): KubernetesObject => {
      return { apiVersion, kind, metadata: { name, namespace, annotations } };
    }),
  );

const moment = anyOf(
  '2025-03-01T12:00:00Z',
  '2025-03-01T12:00:00.5Z',
  '2025-03-01T13:00:00+01:00',
  '2025-03-01T12:00:00+00:00',
  '2025-02-28T23:59:59-12:01',
  '2025-02-30T12:00:00Z',
  '2024-02-29T12:00:00Z',
  '2025-03-01T24:00:00Z',
  '2025-03-01T12:60:00Z',
  '2025-03-01T12:00:60Z',
  '2025-03-01t12:00:00z',
  '2025-03-01 12:00:00Z',
  '2025-03-01T12:00:00',
  '2025-03-01T12:00:00,5Z',
  '2025-03-01T12:00:00.Z',
  '2025-03-01T12:00:00.123456789Z',
  '2025-03-01T12:00:00+24:00',
  '2025-03-01T12:00:00+23:59',
  '2025-03-01T1:00:00Z',
  '10000-01-01T00:00:00Z',
  '',
  'true',
);

const questions = fc.record({
  application: fc
    .record({
      finalizers: fc.array(
        anyOf(FINALIZER, `${FINALIZER}/foreground`, `${FINALIZER}/background`, 'x', `${FINALIZER}/`),
        {
          maxLength: 3,
        },
      ),
      approved: moment,
    })
    .map(({ finalizers, approved }) => ({
      metadata: {
        name: 'app',
        namespace: 'argocd',
        finalizers,
        annotations: { 'argocd.argoproj.io/deletion-approved': approved },
      },
    })),
  live,
  deletedAt: anyOf('2025-03-01T12:00:00Z', '2025-02-01T00:00:00Z'),
});

const names = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata?.name ?? '').sort();

eachRelease('deletions', (agrees) => {
  agrees('a deleted Application takes along what Argo CD deletes, in that order', {
    fn: 'deletion',
    questions,
    ours: ({ application, live, deletedAt }, version) => {
      // What stays without a finalizer is decided before these rules are asked.
      const metadata = { ...application.metadata, finalizers: [FINALIZER] };
      const deletion = { live, deletedAt, applicationOptions: [], clusterKnown: true, permits: () => true };
      const { steps, kept } = cascade({ ...deletion, application: { metadata } }, version);
      return {
        propagation: cascade({ ...deletion, application }, version).propagation,
        steps: steps.length > 0 ? steps.map(names) : null,
        kept: kept.length > 0 ? names(kept.map(({ object }) => object)) : null,
        confirmed: version === '2.13' ? null : isDeletionApproved(application, deletedAt),
      };
    },
  });
});

import { cascade, cascadeOf, type Deletion, isDeletionApproved, type KubernetesObject } from '../../src/argocd';
import { customResourceDefinition, manifest, options } from './manifest';

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

function application(finalizers: readonly string[] = [FINALIZER], annotations = {}): KubernetesObject {
  const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' };
  return manifest('shop', { ...kind, finalizers, annotations });
}

function deletion(live: readonly KubernetesObject[], given: Partial<Deletion> = {}): Deletion {
  return {
    application: application(),
    applicationOptions: [],
    live,
    deletedAt: '2025-06-01T12:00:00Z',
    clusterKnown: true,
    permits: () => true,
    ...given,
  };
}

const reasons = (live: readonly KubernetesObject[], given: Partial<Deletion> = {}) =>
  cascade(deletion(live, given), '3.2').kept.map(({ because }) => because);

test('without the finalizer everything stays', () => {
  expect(cascadeOf(application([]))).toBe('none');
  expect(reasons([manifest('a')], { application: application([]) })).toEqual(['no finalizer']);
});

test('the finalizer says how things go, in the foreground unless it says background', () => {
  expect(cascadeOf(application())).toBe('Foreground');
  expect(cascadeOf(application(['other', `${FINALIZER}/foreground`]))).toBe('Foreground');
  expect(cascadeOf(application([`${FINALIZER}/background`, FINALIZER]))).toBe('Background');
  expect(cascadeOf(application([`${FINALIZER}/orphan`]))).toBe('none');
});

test('the highest wave goes first, each all at once', () => {
  const [a, b, c] = [manifest('a', { wave: -1 }), manifest('b', { wave: 10 }), manifest('c', { wave: 10 })];
  expect(cascade(deletion([a, b, c]), '3.2').steps).toEqual([[b, c], [a]]);
});

test('Delete=false keeps an object, and so does a resource policy of Helm', () => {
  expect(reasons([manifest('a', { annotations: options('Delete=false') })])).toEqual(['Delete=false']);
  expect(reasons([manifest('a', { annotations: { 'helm.sh/resource-policy': 'keep' } })])).toEqual([
    'helm.sh/resource-policy: keep',
  ]);
});

test('Prune=false keeps nothing from a deletion', () => {
  expect(reasons([manifest('a', { annotations: options('Prune=false') })])).toEqual([]);
});

test('CRDs stay, and the Application that is its own resource', () => {
  expect(reasons([customResourceDefinition('example.com', 'Toy'), application()])).toEqual([
    'CustomResourceDefinition',
    'the Application itself',
  ]);
});

test('what the project does not permit stays, and everything in a cluster that nobody knows', () => {
  const secret = manifest('s', { kind: 'Secret' });
  expect(reasons([secret, manifest('a')], { permits: ({ kind }) => kind !== 'Secret' })).toEqual(['not permitted']);
  expect(reasons([secret], { clusterKnown: false })).toEqual(['unknown cluster']);
});

test('an object that asks for it waits for a confirmation on the Application, not for an old one', () => {
  const asking = manifest('a', { annotations: options('Delete=confirm') });
  const unconfirmed = (approved: string) =>
    cascade(
      deletion([asking, manifest('b')], {
        application: application([FINALIZER], { 'argocd.argoproj.io/deletion-approved': approved }),
      }),
      '3.2',
    ).unconfirmed;
  expect(unconfirmed('2025-06-01T11:59:59Z')).toEqual([asking]);
  expect(unconfirmed('2025-06-01T14:00:00+02:00')).toEqual([]);
  expect(cascade(deletion([asking]), '2.13').unconfirmed).toEqual([]);
});

test.each(['', 'yes', '2025-06-02', '2025-06-02 12:00:00Z', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z'])(
  '%j is no confirmation',
  (approved) => {
    const confirmed = application([], { 'argocd.argoproj.io/deletion-approved': approved });
    expect(isDeletionApproved(confirmed, '2025-06-01T12:00:00Z')).toBe(false);
  },
);

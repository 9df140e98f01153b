import fc from 'fast-check';
import { isUnknown, type KubernetesObject, keyOf, resourceWarnings, type TrackingMethod } from '../../../src/argocd';
import { eachRelease, someOf } from '../../oracle/agreement';
import { asJson } from '../../oracle/differences';

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const CLUSTER_SCOPED = ['ClusterRole'];
const SERVERS = ['https://one', 'https://two'];
const LABELS = ['app.kubernetes.io/instance', 'example.com/app'] as const;
const owner = anyOf('shop', 'argocd_shop', 'team_shop', 'team_a_b', '', 'other');

const object = fc
  .record({
    type: anyOf(
      ['v1', 'ConfigMap'],
      ['v1', 'ConfigMap'],
      ['v1', 'Event'],
      ['events.k8s.io/v1', 'Event'],
      ['coordination.k8s.io/v1', 'Lease'],
      ['metrics.k8s.io/v1', 'PodMetrics'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
      ['shop.example/v1', 'Basket'],
    ),
    name: anyOf({ name: 'a' }, { name: 'a' }, { name: 'b' }, { generateName: 'a' }, { name: 'a1' }),
    namespace: anyOf(undefined, undefined, 'app', 'other'),
    label: rarely(fc.tuple(anyOf(...LABELS), owner), 2),
    tracked: rarely(owner, 2),
    installation: rarely(anyOf('', 'here', 'there'), 5),
  })
  .map(({ type: [apiVersion, kind], name, namespace, label, tracked, installation }) =>
    asJson<KubernetesObject>({
      apiVersion,
      kind,
      metadata: {
        ...name,
        namespace,
        labels: label && { [label[0]]: label[1] },
        annotations: {
          'argocd.argoproj.io/tracking-id': tracked === undefined ? undefined : `${tracked}:/ConfigMap:app/a`,
          'argocd.argoproj.io/installation-id': installation,
        },
      },
    }),
  );

/** As the cluster has it: named, and in a namespace if its kind is in one. */
const live = object.map(({ metadata, ...rest }) =>
  asJson<KubernetesObject>({
    ...rest,
    metadata: {
      ...metadata,
      name: metadata?.name ?? 'c',
      namespace: CLUSTER_SCOPED.includes(rest.kind ?? '') ? undefined : (metadata?.namespace ?? 'app'),
    },
  }),
);

const filter = fc.record(
  {
    apiGroups: fc.array(anyOf('*', '', '*.example', 'shop.*', 'rbac.authorization.k8s.io', '['), { maxLength: 2 }),
    kinds: fc.array(anyOf('*', 'Basket', 'ConfigMap', 'B*'), { maxLength: 2 }),
    clusters: fc.array(anyOf('*', ...SERVERS, 'https://*', 'https://t*'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** An Argo CD as its argocd-cm sets it up. */
const installation = fc.record({
  filters: fc.record({
    exclusions: fc.array(filter, { maxLength: 2 }),
    inclusions: fc.oneof(fc.constant([]), fc.array(filter, { maxLength: 2 })),
  }),
  tracking: fc.record({
    method: anyOf<TrackingMethod>('label', 'annotation', 'annotation+label'),
    labelKey: anyOf(...LABELS),
    installationId: anyOf('', '', 'here'),
  }),
});

const questions = fc
  .record({
    application: fc.record({
      namespace: anyOf('argocd', 'team', ''),
      destination: fc.record({ server: anyOf(...SERVERS), namespace: anyOf('app', '') }),
    }),
    controllerNamespace: anyOf('argocd', 'argocd', ''),
    rendered: fc.array(object, { minLength: 1, maxLength: 5 }),
    live: fc.uniqueArray(live, { selector: (each) => keyOf(each), maxLength: 3 }),
    installation: someOf(installation),
  })
  .map(({ application: { namespace, destination }, installation: { filters, tracking }, ...rest }) => ({
    ...rest,
    application: { metadata: { name: 'shop', namespace }, spec: { destination } },
    clusterScoped: CLUSTER_SCOPED,
    clusters: SERVERS.map((server) => ({ name: server, server })),
    configured: {
      'resource.exclusions': JSON.stringify(filters.exclusions),
      'resource.inclusions': JSON.stringify(filters.inclusions),
      'application.resourceTrackingMethod': tracking.method,
      'application.instanceLabelKey': tracking.labelKey,
      ...(tracking.installationId ? { installationID: tracking.installationId } : {}),
    },
    ours: { filters, tracking },
  }));

eachRelease('warnings about resources', (agrees) => {
  agrees('what is repeated, excluded or shared is what Argo CD warns of', {
    fn: 'warnings',
    questions,
    ours: ({ application, ours, ...given }) => {
      const warnings = resourceWarnings({
        ...given,
        ...ours,
        application,
        ...application.spec.destination,
        isNamespaced: ({ kind }) => !CLUSTER_SCOPED.includes(kind ?? ''),
      });
      return (
        warnings.find(isUnknown) ??
        warnings.flatMap((each) => (isUnknown(each) ? [] : [`${each.type} ${each.message}`])).toSorted()
      );
    },
  });
});

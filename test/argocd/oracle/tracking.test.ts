import fc from 'fast-check';
import { describesItself, type KubernetesObject, type TrackingMethod, track, trackedBy } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const words = anyOf('', 'app', 'ns_app', 'apps', 'Deployment', 'shop', 'a', 'ConfigMap', 'a:b', 'é');
const trackingId = fc.oneof(
  anyOf(
    'app:apps/Deployment:shop/a',
    'app:/ConfigMap:shop/a',
    'app:/ConfigMap:shop/a/b',
    'app:/ConfigMap',
    'app:rbac.authorization.k8s.io/ClusterRole:shop/system:a',
    'app',
    '::',
    ':/:/',
    'app:x/y/z:shop/a',
  ),
  fc
    .tuple(words, words, words, words, words)
    .map(([app, group, kind, ns, name]) => `${app}:${group}/${kind}:${ns}/${name}`),
  fc.array(anyOf(':', '/', 'a', 'app', '\n'), { maxLength: 8 }).map((parts) => parts.join('')),
);

const KEYS = ['app.kubernetes.io/instance', 'example.com/app'] as const;
const texts = anyOf<unknown>('', 'app', 'other', 'ns_app', 7, true);

const object: fc.Arbitrary<KubernetesObject> = fc
  .record({
    apiVersion: anyOf('v1', 'apps/v1', 'rbac.authorization.k8s.io/v1', 'apiextensions.k8s.io/v1'),
    kind: anyOf('ConfigMap', 'Deployment', 'ClusterRole', 'CustomResourceDefinition'),
    metadata: fc.record(
      {
        name: anyOf('a', 'system:a', 'é'),
        namespace: anyOf('shop', 'other'),
        labels: fc.dictionary(anyOf(...KEYS, 'x'), texts, { maxKeys: 2 }),
        annotations: fc.record(
          {
            'argocd.argoproj.io/tracking-id': fc.oneof({ weight: 9, arbitrary: trackingId }, fc.constant(7)),
            'argocd.argoproj.io/installation-id': anyOf('', 'here', 'there'),
            x: anyOf<unknown>('y', 'y', 'y', 1),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['name'] },
    ),
  })
  .map((each): KubernetesObject => JSON.parse(JSON.stringify(each)));

const questions = fc.record({
  object,
  application: fc.oneof(
    anyOf('app', 'ns_app', 'a'.repeat(64), `${'a'.repeat(60)}-.-x`, `${'-'.repeat(70)}x`),
    fc.string({ unit: anyOf('a', '-', '.', '7', '_'), minLength: 60, maxLength: 70 }).map((text) => `a${text}z`),
  ),
  namespace: anyOf('shop', ''),
  method: anyOf<TrackingMethod>('label', 'annotation', 'annotation+label'),
  labelKey: anyOf(...KEYS),
  installation: anyOf('', '', 'here'),
});

eachRelease('tracking', (agrees) => {
  agrees('an object is whose Argo CD says it is, and is marked as Argo CD marks it', {
    fn: 'tracking',
    questions,
    ours: ({ object, application, namespace, method, labelKey, installation }) => {
      const settings = { method, labelKey, installationId: installation };
      const tracked = track(object, application, namespace, settings);
      return {
        owner: trackedBy(object, settings) ?? '',
        self: describesItself(object, settings),
        tracked: tracked === undefined ? 'refused' : tracked,
      };
    },
  });
});

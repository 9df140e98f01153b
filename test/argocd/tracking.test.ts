import fc from 'fast-check';
import {
  describesItself,
  instanceName,
  parseTrackingId,
  track,
  trackedBy,
  trackingId,
  trackingSettings,
} from '../../src/argocd';
import { customResourceDefinition, manifest } from './manifest';

const label = trackingSettings({}, '2.13');
const byAnnotation = trackingSettings({}, '3.0');
const both = trackingSettings({ method: 'annotation+label' }, '3.0');
const INSTANCE = 'app.kubernetes.io/instance';
const ID = 'argocd.argoproj.io/tracking-id';

test('up to 2.14 the label tracks, from 3.0 on the annotation, unless the installation says otherwise', () => {
  expect(label.method).toBe('label');
  expect(trackingSettings({ method: 'labels' }, '2.14').method).toBe('label');
  expect(byAnnotation.method).toBe('annotation');
  expect(trackingSettings({ method: 'label' }, '3.5').method).toBe('label');
});

test('an Application outside of the control plane has its namespace before its name', () => {
  expect(instanceName(manifest('shop', { namespace: 'argocd' }), 'argocd')).toBe('shop');
  expect(instanceName(manifest('shop', { namespace: 'team' }), 'argocd')).toBe('team_shop');
});

test('a label says the Application, an annotation the object as well', () => {
  const object = manifest('a', { labels: { team: 'x' } });
  expect(track(object, 'shop', 'default', label)?.metadata?.labels).toEqual({ team: 'x', [INSTANCE]: 'shop' });
  expect(track(object, 'shop', 'default', byAnnotation)?.metadata).toEqual({
    name: 'a',
    labels: { team: 'x' },
    annotations: { [ID]: 'shop:/ConfigMap:default/a' },
  });
});

test('next to the annotation the label is cut to 63 characters and ends in a letter or digit', () => {
  const labelOf = (name: string, settings = both) =>
    track(manifest('a'), name, 'default', settings)?.metadata?.labels?.[INSTANCE];
  expect(labelOf('x'.repeat(70))).toBe('x'.repeat(63));
  expect(labelOf(`${'x'.repeat(60)}--.y`)).toBe('x'.repeat(60));
  expect(labelOf('x'.repeat(70), label)).toBe('x'.repeat(70));
});

test('what cannot be marked is refused, and its whole Application with it', () => {
  const odd = { ...manifest('a'), metadata: { name: 'a', labels: { [INSTANCE]: 7 } } };
  expect(track(odd, 'shop', 'default', label)).toBeUndefined();
  expect(trackedBy(odd, label)).toBeUndefined();
  expect(track(odd, 'shop', 'default', byAnnotation)?.metadata?.labels).toEqual({ [INSTANCE]: 7 });
  expect(track(manifest('a', { annotations: { x: true } }), 'shop', 'default', byAnnotation)).toBeUndefined();
  expect(track(manifest('a'), `${'-'.repeat(63)}x`, 'default', both)).toBeUndefined();
});

test('the mark of another installation is taken off', () => {
  const theirs = manifest('a', { annotations: { 'argocd.argoproj.io/installation-id': 'theirs' } });
  expect(track(theirs, 'shop', 'default', byAnnotation)?.metadata?.annotations).toEqual({
    [ID]: 'shop:/ConfigMap:default/a',
  });
});

test('a CRD is not tracked', () => {
  const crd = customResourceDefinition('example.com', 'Toy');
  expect(track(crd, 'shop', 'default', both)).toBe(crd);
});

test('a cluster-scoped object has the destination namespace in its ID, and describes itself all the same', () => {
  const volume = manifest('v', { kind: 'PersistentVolume' });
  const tracked = track(volume, 'shop', 'default', byAnnotation) ?? {};
  expect(tracked.metadata?.annotations).toEqual({ [ID]: 'shop:/PersistentVolume:default/v' });
  expect(describesItself(tracked, byAnnotation)).toBe(true);
});

test('an object with a copied ID belongs to the Application but is not the one it means', () => {
  const copy = manifest('copy', { namespace: 'default', annotations: { [ID]: 'shop:/ConfigMap:default/a' } });
  expect(trackedBy(copy, byAnnotation)).toBe('shop');
  expect(describesItself(copy, byAnnotation)).toBe(false);
});

test('a copied label cannot be told', () => {
  const copy = manifest('copy', { labels: { [INSTANCE]: 'shop' } });
  expect([trackedBy(copy, label), describesItself(copy, label)]).toEqual(['shop', true]);
  expect(trackedBy(copy, byAnnotation)).toBeUndefined();
  expect(trackedBy(copy, both)).toBeUndefined();
});

test('an installation takes only what carries its own ID, one without an ID only what carries none', () => {
  const mine = trackingSettings({ installationId: 'mine' }, '3.0');
  const tracked = track(manifest('a', { namespace: 'default' }), 'shop', 'default', mine) ?? {};
  expect(trackedBy(tracked, mine)).toBe('shop');
  expect(trackedBy(tracked, byAnnotation)).toBeUndefined();
  expect(trackedBy(track(manifest('a'), 'shop', 'default', byAnnotation) ?? {}, mine)).toBeUndefined();
});

test('a name with colons is part of an ID, one with slashes is not', () => {
  expect(parseTrackingId('shop:rbac.authorization.k8s.io/Role:default/system:a:b')?.name).toBe('system:a:b');
  expect(parseTrackingId('shop:/ConfigMap:default/a/b')).toBeUndefined();
  expect(parseTrackingId('shop')).toBeUndefined();
});

test('what is tracked is tracked by that Application, and describes itself', () => {
  const part = fc.stringMatching(/^[a-z]([a-z0-9.-]{0,8}[a-z0-9])?$/);
  fc.assert(
    fc.property(part, part, part, part, (application, group, name, namespace) => {
      const object = manifest(name, { apiVersion: `${group}/v1`, kind: 'Toy', namespace });
      for (const settings of [label, byAnnotation, both]) {
        const tracked = track(object, application, 'elsewhere', settings) ?? {};
        expect(trackedBy(tracked, settings)).toBe(application);
        expect(describesItself(tracked, settings)).toBe(true);
      }
      expect(parseTrackingId(trackingId(object, application, ''))).toEqual({
        application,
        group,
        kind: 'Toy',
        namespace,
        name,
      });
    }),
  );
});

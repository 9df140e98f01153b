import { type ComparedResources, resourceWarnings, stoppedByShared } from '../../src/argocd';
import { manifest } from './manifest';

const compared = (given: Partial<ComparedResources>): ComparedResources => ({
  application: manifest('shop', { namespace: 'argocd' }),
  controllerNamespace: 'argocd',
  namespace: 'app',
  server: 'https://one',
  rendered: [],
  live: [],
  isNamespaced: () => true,
  filters: { exclusions: [], inclusions: [] },
  tracking: { method: 'label', labelKey: 'app.kubernetes.io/instance', installationId: '' },
  ...given,
});

test('what is rendered twice is warned of, by its key with the namespace of the destination', () => {
  const rendered = [manifest('a'), manifest('a', { namespace: 'app' }), manifest('a', { namespace: 'other' })];
  expect(resourceWarnings(compared({ rendered }))).toEqual([
    {
      type: 'RepeatedResourceWarning',
      message: 'Resource /ConfigMap/app/a appeared 2 times among application resources.',
    },
  ]);
});

test('what an installation leaves alone is warned of', () => {
  const rendered = [manifest('e', { kind: 'Event' }), manifest('a', { kind: 'Secret' }), manifest('b')];
  const filters = { exclusions: [], inclusions: [{ kinds: ['ConfigMap'], clusters: ['https://*'] }] };
  expect(resourceWarnings(compared({ rendered, filters }))).toEqual([
    { type: 'ExcludedResourceWarning', message: 'Resource /Event e is excluded in the settings' },
    { type: 'ExcludedResourceWarning', message: 'Resource /Secret a is excluded in the settings' },
  ]);
});

test('what another Application tracks is warned of, and stops a sync that asks for it', () => {
  const live = [manifest('a', { labels: { 'app.kubernetes.io/instance': 'team_other' } })];
  const warnings = resourceWarnings(compared({ live }));
  const message = 'ConfigMap/a is part of applications argocd/shop and team/other';
  expect(warnings).toEqual([{ type: 'SharedResourceWarning', message }]);
  expect(stoppedByShared(warnings, ['FailOnSharedResource=true'])).toBe(`Shared resource found: ${message}`);
  expect(stoppedByShared(warnings, [])).toBeUndefined();
});

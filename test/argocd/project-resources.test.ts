import { permitsKind, permitsResource } from '../../src/argocd';
import { project } from './project';

const DEPLOYMENT = { group: 'apps', kind: 'Deployment', name: 'web' };
const NAMESPACE = { group: '', kind: 'Namespace', name: 'team-web' };

test('without a whitelist every namespaced kind is permitted, with an empty one none', () => {
  expect(permitsKind(project({}), DEPLOYMENT, 'namespaced', '3.2')).toBe(true);
  expect(permitsKind(project({ namespaceResourceWhitelist: null }), DEPLOYMENT, 'namespaced', '3.2')).toBe(true);
  expect(permitsKind(project({ namespaceResourceWhitelist: [] }), DEPLOYMENT, 'namespaced', '3.2')).toBe(false);
});

test('without a whitelist no cluster-scoped kind is permitted', () => {
  expect(permitsKind(project({}), NAMESPACE, 'cluster', '3.2')).toBe(false);
});

test('no group is the core group, and not any', () => {
  const clusterResourceWhitelist = [{ kind: '*' }];
  expect(permitsKind(project({ clusterResourceWhitelist }), NAMESPACE, 'cluster', '3.2')).toBe(true);
  const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
  expect(permitsKind(project({ clusterResourceWhitelist }), role, 'cluster', '3.2')).toBe(false);
});

test('names count since 3.3, and are not seen before', () => {
  const named = project({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'other-*' }] });
  expect(permitsKind(named, NAMESPACE, 'cluster', '3.3')).toBe(false);
  expect(permitsKind(named, NAMESPACE, 'cluster', '3.2')).toBe(true);
});

test('a namespaced object must be permitted in its own namespace', () => {
  const spec = { destinations: [{ server: '*', namespace: 'web' }] };
  const there = (namespace: string) =>
    permitsResource(project(spec), { ...DEPLOYMENT, namespace }, { server: 'https://centre' }, '3.2');
  expect(there('web')).toBe(true);
  expect(there('db')).toBe(false);
});

import {
  type ArgoVersion,
  applyMethod,
  dryRunDeletes,
  knowsSyncOption,
  protectionOf,
  prunePropagation,
  SYNC_OPTIONS,
} from '../../src/argocd';
import { customResourceDefinition, manifest, options } from './manifest';

const carrying = (text: string, kind = 'ConfigMap') => manifest('a', { kind, annotations: options(text) });
const method = (text: string, application: readonly string[] = [], version: ArgoVersion = '3.2') =>
  applyMethod(carrying(text), manifest('a'), application, version);

test('without options an object is applied', () => {
  expect(method('')).toBe('apply');
  expect(applyMethod(manifest('a'), undefined, [], '3.2')).toBe('apply');
});

test('options are compared letter by letter', () => {
  expect(method('replace=true,Replace=True,Replace = true')).toBe('apply');
});

test('replacing beats server-side apply', () => {
  expect(method('Replace=true', ['ServerSideApply=true'])).toBe('replace');
});

test('what is to be replaced and is not there is created', () => {
  expect(applyMethod(carrying('Replace=true,Force=true'), undefined, [], '3.2')).toBe('create');
});

test('a forced replacement deletes and creates, an apply only where it is refused', () => {
  expect(method('Replace=true,Force=true')).toBe('delete and create');
  expect(method('Force=true')).toBe('apply, else recreate');
  expect(method('', ['Force=true'])).toBe('apply');
});

test('CRDs and namespaces are updated where they would be replaced', () => {
  const crd = { ...customResourceDefinition('example.com', 'Toy') };
  expect(applyMethod(crd, crd, ['Replace=true'], '3.2')).toBe('update');
  const namespace = carrying('Replace=true,Force=true', 'Namespace');
  expect(applyMethod(namespace, namespace, [], '3.2')).toBe('update');
});

test('force and server-side apply do not go together since 3.2', () => {
  expect(method('Force=true', ['ServerSideApply=true'], '3.1')).toBe('server-side apply');
  expect(method('Force=true', ['ServerSideApply=true'], '3.2')).toBe('refused');
  expect(method('Force=true,Replace=true', ['ServerSideApply=true'], '3.2')).toBe('delete and create');
});

test('Replace=false takes nothing back', () => {
  expect(method('Replace=false', ['Replace=true'])).toBe('replace');
});

test('ServerSideApply=false does, since 2.14', () => {
  expect(method('ServerSideApply=false', ['ServerSideApply=true'], '2.13')).toBe('server-side apply');
  expect(method('ServerSideApply=false', ['ServerSideApply=true'], '2.14')).toBe('apply');
});

test('a binding with another role is deleted and created without being told to', () => {
  const binding = (name: string) => ({
    ...manifest('b', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' }),
    roleRef: { kind: 'Role', name },
  });
  expect(applyMethod(binding('x'), binding('y'), [], '2.13')).toBe('delete and create');
  expect(applyMethod(binding('x'), binding('x'), [], '2.13')).toBe('apply');
  expect(dryRunDeletes(binding('x'), binding('y'), [], '2.13')).toBe(false);
});

test('the dry run of a forced replacement deletes for real before 3.2', () => {
  const forced = carrying('Replace=true,Force=true');
  expect(dryRunDeletes(forced, manifest('a'), [], '2.13')).toBe(true);
  expect(dryRunDeletes(forced, undefined, [], '2.13')).toBe(false);
  expect(dryRunDeletes(forced, manifest('a'), [], '3.2')).toBe(false);
});

test('the Application can say Prune and Delete since 3.4, and the object has the last word', () => {
  const protection = (text: string, application: readonly string[], version: ArgoVersion) =>
    protectionOf('Prune', carrying(text), application, version);
  expect(protection('', ['Prune=false'], '3.3')).toBe('none');
  expect(protection('', ['Prune=false'], '3.4')).toBe('never');
  expect(protection('Prune=true', ['Prune=false'], '3.4')).toBe('none');
  expect(protection('Prune=confirm', ['Prune=false'], '3.4')).toBe('confirm');
  expect(protection('Delete=false', [], '3.4')).toBe('none');
});

test('pruned objects go in the foreground unless the Application says otherwise', () => {
  expect(prunePropagation([])).toBe('Foreground');
  expect(prunePropagation(['PrunePropagationPolicy=orphan'])).toBe('Orphan');
  expect(prunePropagation(['PrunePropagationPolicy=orphan', 'PrunePropagationPolicy=background'])).toBe('Background');
});

test('an option is known in its place, from its release on', () => {
  expect(knowsSyncOption('CreateNamespace=true', 'resource', '3.5')).toBe(false);
  expect(knowsSyncOption('Force=true', 'application', '3.5')).toBe(false);
  expect(knowsSyncOption('Prune=confirm', 'resource', '2.13')).toBe(false);
  expect(knowsSyncOption('Prune=confirm', 'resource', '2.14')).toBe(true);
  expect(knowsSyncOption('Delete=false', 'application', '3.3')).toBe(false);
  expect(knowsSyncOption('Prune=False', 'resource', '3.5')).toBe(false);
});

test('the table says every option once', () => {
  expect(new Set(SYNC_OPTIONS.map(({ option }) => option)).size).toBe(SYNC_OPTIONS.length);
});

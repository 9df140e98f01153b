import {
  deletePolicies,
  deletionHook,
  hookName,
  hookTypes,
  isHook,
  isIgnored,
  isSkipped,
  phasesOf,
} from '../../src/argocd';
import { hook, manifest } from './manifest';

const hooked = (text: string) => manifest('a', { annotations: hook(text) });
const helm = (text: string) => manifest('a', { annotations: { 'helm.sh/hook': text } });

test('an object without annotations takes part in Sync and is no hook', () => {
  expect(isHook(manifest('a'))).toBe(false);
  expect(phasesOf(manifest('a'))).toEqual(['Sync']);
});

test('a hook takes part in every phase it names', () => {
  expect(phasesOf(hooked('PreSync, PostSync,PreSync'))).toEqual(['PreSync', 'PostSync']);
});

test('a word that Argo CD does not know makes a hook that never runs', () => {
  expect([isHook(hooked('presync')), isIgnored(hooked('presync')), phasesOf(hooked('presync'))]).toEqual([
    true,
    true,
    [],
  ]);
});

test('Skip alone passes a manifest over, and with another type it says nothing', () => {
  expect([isSkipped(hooked('Skip')), isHook(hooked('Skip')), phasesOf(hooked('Skip'))]).toEqual([true, false, []]);
  expect([isSkipped(hooked('Skip,Sync')), phasesOf(hooked('Skip,Sync'))]).toEqual([false, ['Sync']]);
});

test("Helm's install and upgrade hooks become Argo CD's, its tests and rollbacks nothing", () => {
  expect(phasesOf(helm('pre-install,pre-upgrade'))).toEqual(['PreSync']);
  expect(phasesOf(helm('post-install'))).toEqual(['PostSync']);
  expect(isIgnored(helm('test'))).toBe(true);
  expect(isIgnored(helm('pre-rollback'))).toBe(true);
});

test("Helm's crd-install is no hook", () => {
  expect(phasesOf(helm('crd-install'))).toEqual(['Sync']);
});

test("a type of Argo CD hides Helm's, an unknown word does not", () => {
  const both = (type: string) => manifest('a', { annotations: { ...hook(type), 'helm.sh/hook': 'post-install' } });
  expect(hookTypes(both('Sync'))).toEqual(['Sync']);
  expect(hookTypes(both('sync'))).toEqual(['PostSync']);
});

test('a hook of the deletion is one word, and belongs to no sync', () => {
  expect(deletionHook(hooked('PostDelete'), '2.13')).toBe('PostDelete');
  expect(deletionHook(helm('post-delete'), '2.13')).toBe('PostDelete');
  expect(deletionHook(hooked('PostDelete,PreSync'), '3.2')).toBeUndefined();
  expect(phasesOf(hooked('PostDelete'))).toEqual([]);
});

test('before 3.3 nothing runs before a deletion', () => {
  expect(deletionHook(hooked('PreDelete'), '3.2')).toBeUndefined();
  expect(deletionHook(hooked('PreDelete'), '3.3')).toBe('PreDelete');
  expect(deletionHook(helm('pre-delete'), '3.3')).toBe('PreDelete');
});

test("policies of Argo CD and Helm add up, and what none of them knows is Argo CD's default", () => {
  const policies = (argo: string, helms: string) =>
    deletePolicies(
      manifest('a', {
        annotations: { 'argocd.argoproj.io/hook-delete-policy': argo, 'helm.sh/hook-delete-policy': helms },
      }),
    );
  expect(policies('HookSucceeded', 'hook-failed')).toEqual(['HookSucceeded', 'HookFailed']);
  expect(policies('HookSucceeded', 'hook-succeeded')).toEqual(['HookSucceeded']);
  expect(policies('hooksucceeded', '')).toEqual(['BeforeHookCreation']);
});

test('a hook without a name is named by the sync', () => {
  const nameless = { ...manifest(''), metadata: { generateName: 'Migrate-' } };
  expect(hookName(nameless, 'PreSync', { revision: '0123456789', startedAt: 17 })).toBe('Migrate-0123456-presync-17');
  expect(hookName(nameless, 'PreSync', { revision: '1.2.3', startedAt: 17 })).toBe('Migrate-1.2.3-presync-17');
  expect(hookName(manifest('a'), 'PreSync', { revision: '', startedAt: 0 })).toBe('a');
});

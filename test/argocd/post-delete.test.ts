import { type KubernetesObject, type PostDelete, postDelete } from '../../src/argocd';
import { hook, manifest } from './manifest';

const job = (name: string, policy?: string): KubernetesObject =>
  manifest(name, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    namespace: 'shop',
    annotations: { ...hook('PostDelete'), ...(policy ? { 'argocd.argoproj.io/hook-delete-policy': policy } : {}) },
  });
const run = (given: Partial<PostDelete>) =>
  postDelete({ rendered: [], live: [], namespace: 'shop', isNamespaced: () => true, ...given }, '3.2');

test('hooks are created when all else has gone, and stay without a policy', () => {
  const [one, other] = [job('a'), job('b', 'BeforeHookCreation')];
  expect(run({ rendered: [one, manifest('c'), other] })).toEqual({
    created: [one, other],
    deleted: [],
    end: 'Deleted',
  });
});

test('one that is there counts as begun', () => {
  expect(run({ rendered: [job('a')], live: [job('a')] })).toEqual({ created: [], deleted: [], end: 'Deleted' });
});

test('where one fails those for failures go, and then those for success', () => {
  const [good, bad] = [job('good', 'HookSucceeded'), job('bad', 'HookFailed')];
  const health = ({ metadata }: KubernetesObject) => (metadata?.name === 'bad' ? 'Degraded' : 'Healthy');
  expect(run({ rendered: [good, bad], health }).deleted).toEqual([[bad], [good]]);
});

test('the Application waits for one that goes on, but not for one that a finalizer holds', () => {
  expect(run({ rendered: [job('a')], health: () => 'Progressing' }).end).toBe('Running');
  const held = job('a', 'HookSucceeded');
  expect(run({ rendered: [held], holds: () => true })).toEqual({ created: [held], deleted: [[held]], end: 'Deleted' });
});

test('it waits for a failure that is held while another failure is left', () => {
  const [held, left] = [job('held', 'HookFailed'), job('left')];
  expect(run({ rendered: [held, left], health: () => 'Degraded', holds: () => true })).toEqual({
    created: [held, left],
    deleted: [[held]],
    end: 'Running',
  });
});

test('a cluster-scoped hook and a nameless one are created again and again', () => {
  expect(run({ rendered: [job('a')], isNamespaced: () => false }).end).toBe('Running');
  expect(run({ rendered: [manifest('', { generateName: 'a-', annotations: hook('PostDelete') })] }).end).toBe(
    'Running',
  );
});

test('where something that is no hook is in its place, a hook is waited for in vain', () => {
  const place = manifest('a', { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop' });
  expect(run({ rendered: [job('a')], live: [place] })).toEqual({ created: [], deleted: [], end: 'Running' });
});

import { deletePolicies, isHook } from '../../argocd/hooks';
import { Findings } from '../answers';
import { deliveriesOf } from '../delivery';
import { textAt } from '../reading';
import type { Rule } from '../rule';
import { application } from './example';

function job(policy: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: ${policy}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: "registry.example/migrate:1.4.2" }]
`;
}

const neverAgain: Rule = {
  code: 'hook/never-again',
  severity: 'warning',
  holds: 'a hook Job with a name of its own goes when it has succeeded, or before it is made again',
  why: 'With HookFailed alone the Job that has succeeded stays, and the next sync finds it done: it never runs again.',
  bad: {
    files: { 'apps/shop.yaml': application('shop'), 'shop/migrate.yaml': job('HookFailed') },
    found: [{ file: 'shop/migrate.yaml', line: 7 }],
  },
  good: {
    files: { 'apps/shop.yaml': application('shop'), 'shop/migrate.yaml': job('BeforeHookCreation,HookSucceeded') },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const { manifest: each } of deliveriesOf(repository)) {
      if (each.kind !== 'Job' || each.name === '' || !isHook(each.object)) continue;
      const policies = deletePolicies(each.object);
      if (policies.length !== 1 || policies[0] !== 'HookFailed') continue;
      const keys = ['argocd.argoproj.io/hook-delete-policy', 'helm.sh/hook-delete-policy'];
      const key = keys.find((written) => textAt(each.object, 'metadata', 'annotations', written) !== undefined) ?? '';
      findings.add({
        at: each,
        path: ['metadata', 'annotations', key],
        message: `hook Job ${each.name} is deleted only when it fails, so it runs once and never again`,
        fix: 'write BeforeHookCreation, or BeforeHookCreation,HookSucceeded',
      });
    }
    return findings.judgement();
  },
};

export const hookRules: readonly Rule[] = [neverAgain];

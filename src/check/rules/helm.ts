import { phasesOf } from '../../argocd/hooks';
import { waveOf } from '../../argocd/sync-wave';
import { Findings } from '../answers';
import { called, type Delivery, deliveriesByApplication } from '../delivery';
import { containersOf, referencesOf, workloadOf } from '../pods';
import { leavesOf, textAt } from '../reading';
import type { Rule } from '../rule';
import { application, configMap, deployment, manifest } from './example';

const USER = deployment('shop', ['envFrom: [{ configMapRef: { name: greeting } }]']);

const deadlock: Rule = {
  code: 'helm/hook-deadlock',
  severity: 'warning',
  holds: "no hook that runs after the sync makes what the Application's own Pods wait for",
  why: 'Argo CD runs post-install and PostSync hooks once the Application is healthy: Pods that wait for one never are, and the hook never runs. Helm itself does not wait, so the chart works there.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': USER,
      'shop/greeting.yaml': manifest(
        'v1',
        'ConfigMap',
        'name: greeting, annotations: { helm.sh/hook: post-install }',
        'data: { greeting: hello }',
      ),
    },
    found: [{ file: 'shop/greeting.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': USER,
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const [each, deliveries] of deliveriesByApplication(repository)) {
      const after = deliveries.filter(({ manifest: { object } }) => runsAfter(object));
      if (after.length === 0) continue;
      const during = deliveries.filter(({ manifest: { object } }) => phasesOf(object).includes('Sync'));
      for (const hook of after) {
        const waiting = during.find((consumer) => waitsFor(consumer, hook, deliveries));
        if (waiting === undefined) continue;
        const { object, kind, name } = hook.manifest;
        const keys = ['argocd.argoproj.io/hook', 'helm.sh/hook'];
        findings.add({
          at: hook.manifest,
          path: ['metadata', 'annotations', keys.find((key) => textAt(object, 'metadata', 'annotations', key)) ?? ''],
          message: `${kind} ${name} of Application ${called(each)} runs after the sync, and ${waiting.manifest.kind} ${waiting.manifest.name} waits for it`,
          fix: 'make it no hook, or one of phase Sync; many charts have a value for that, as useHelmHooks: false',
        });
      }
    }
    return findings.judgement();
  },
};

function runsAfter(object: Delivery['manifest']['object']): boolean {
  const phases = phasesOf(object);
  return phases.includes('PostSync') && !phases.includes('Sync') && !phases.includes('PreSync');
}

/** Pods wait for what they refer to, and init containers for the Job that they are made to wait for. */
function waitsFor(consumer: Delivery, hook: Delivery, deliveries: readonly Delivery[]): boolean {
  const workload = workloadOf(consumer);
  if (workload === undefined || consumer.namespace !== hook.namespace) return false;
  const { kind, name } = hook.manifest;
  const others = deliveries.filter(
    (each) => each !== hook && each.manifest.kind === kind && each.manifest.name === name,
  );
  if (others.length > 0) return false;
  if (referencesOf(workload).some((reference) => reference.kind === kind && reference.name === name)) return true;
  if (kind !== 'Job' || !/migrat/.test(name) || waveOf(consumer.manifest.object) < 0) return false;
  return containersOf(workload)
    .filter(({ list }) => list === 'initContainers')
    .some(({ container }) => {
      const texts = leavesOf(container).map(({ text }) => text);
      return texts.some((text) => /wait/.test(text)) && texts.some((text) => /migration/.test(text));
    });
}

export const helmRules: readonly Rule[] = [deadlock];

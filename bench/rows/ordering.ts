import { performance } from 'node:perf_hooks';
import { applyTask, type KubernetesObject, sortTasks } from '../../src/argocd';
import { oracle } from '../../test/oracle/oracle';
import { versions } from '../../test/oracle/program';
import type { Comparison } from '../comparison';
import { cpuMilliseconds } from '../cpu-time';

const SIZE = 10_000;
const KINDS = ['ConfigMap', 'Secret', 'Deployment', 'Namespace', 'Service', 'Basket'];

/** The order of a sync, against Argo CD's own for the same objects, and ours against itself. */
export function orderingRows(): Comparison[] {
  const against = versions.map((version): Comparison => {
    const asked = oracle(version);
    return {
      what: 'order of a sync of 10,000 resources',
      against: `Argo CD ${version}'s own`,
      unit: 'ms',
      ours: () => timeToOrder(resources(SIZE)),
      other: () => theirTime(asked?.ask([{ fn: 'order-time', targets: resources(SIZE) }])[0]?.answer),
      goal: { atMost: 1 },
      missing: asked ? undefined : 'the oracle is not built: npm run oracle:build',
    };
  });
  return [
    ...against,
    {
      what: 'growth of the order, 50,000 resources',
      against: '10,000 resources',
      unit: 'ms',
      ours: () => workToOrder(resources(5 * SIZE)),
      other: () => workToOrder(resources(SIZE)),
      // n log n is 5.9, with what larger memory costs; n² would be 25.
      goal: { atMost: 8 },
    },
  ];
}

function order(targets: readonly KubernetesObject[]): void {
  sortTasks(targets.map((target) => applyTask('Sync', target)));
}

function timeToOrder(targets: readonly KubernetesObject[]): number {
  const before = performance.now();
  order(targets);
  return performance.now() - before;
}

function workToOrder(targets: readonly KubernetesObject[]): number {
  return cpuMilliseconds(() => order(targets));
}

function theirTime(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null && 'milliseconds' in answer) return Number(answer.milliseconds);
  throw new Error(`order-time: ${JSON.stringify(answer)}`);
}

/** Of several kinds, in twenty waves and a hundred namespaces, of which some come along; in no order. */
function resources(size: number): readonly KubernetesObject[] {
  return Array.from({ length: size }, (_, index) => {
    const place = (index * 7919) % size;
    const kind = KINDS[place % KINDS.length] ?? '';
    const metadata = {
      name: kind === 'Namespace' ? `n${place % 100}` : `r${place}`,
      ...(kind === 'Namespace' ? {} : { namespace: `n${place % 100}` }),
      annotations: { 'argocd.argoproj.io/sync-wave': String(place % 20) },
    };
    return { apiVersion: kind === 'Basket' ? 'shop.example/v1' : 'v1', kind, metadata };
  });
}

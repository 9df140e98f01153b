import { performance } from 'node:perf_hooks';
import type { ApplicationSet } from '../../src/argocd/application-set/application-set';
import { expandApplicationSet } from '../../src/argocd/application-set/expand';
import { oracle } from '../../test/oracle/oracle';
import { versions } from '../../test/oracle/program';
import type { Comparison } from '../comparison';

const SIDE = 100;

/** A matrix of 100 by 100 and the 10,000 Applications that it makes: against Argo CD's own code, and ours by itself. */
export function expansionRows(): Comparison[] {
  const against = versions.map((version): Comparison => {
    const asked = oracle(version);
    return {
      what: 'expansion of a matrix of 100 x 100',
      against: `Argo CD ${version}'s own`,
      unit: 'ms',
      ours: () => timeToExpand(SIDE),
      other: () => theirTime(asked?.ask([{ fn: 'application-set-time', set: matrix(SIDE) }])[0]?.answer),
      goal: { atMost: 1 },
      // Argo CD takes minutes for it.
      runs: 1,
      missing: asked ? undefined : 'the oracle is not built: npm run oracle:build',
    };
  });
  return [
    ...against,
    {
      what: 'growth of the expansion, 100 x 100',
      against: '50 x 50',
      unit: 'ms',
      ours: () => timeToExpand(SIDE),
      other: () => timeToExpand(SIDE / 2),
      // Four times as many Applications.
      goal: { atMost: 6 },
    },
  ];
}

function timeToExpand(side: number): number {
  const set = matrix(side);
  const before = performance.now();
  const expanded = expandApplicationSet(set, { argocdNamespace: 'argocd' }, '3.2');
  const milliseconds = performance.now() - before;
  if (!Array.isArray(expanded) || expanded.length !== side * side) throw new Error(`expansion: ${expanded}`);
  return milliseconds;
}

function theirTime(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null && 'milliseconds' in answer && 'applications' in answer) {
    if (answer.applications === SIDE * SIDE) return Number(answer.milliseconds);
  }
  throw new Error(`application-set-time: ${JSON.stringify(answer)}`);
}

function matrix(side: number): ApplicationSet {
  const elements = (name: string) => Array.from({ length: side }, (_, nth) => ({ [name]: `${name}-${nth}` }));
  const generators = [{ list: { elements: elements('team') } }, { list: { elements: elements('app') } }];
  const name = '{{ .team | lower }}-{{ .app }}';
  return {
    metadata: { name: 'matrix', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      generators: [{ matrix: { generators } }],
      template: {
        metadata: { name, labels: { team: '{{ .team }}' } },
        spec: {
          project: '{{ .team }}',
          source: { repoURL: 'https://git.example/apps', path: 'apps/{{ .app }}', targetRevision: 'main' },
          destination: { server: 'https://kubernetes.default.svc', namespace: '{{ .team }}-{{ .app }}' },
        },
      },
    },
  };
}

import { performance } from 'node:perf_hooks';
import {
  type AppProject,
  type ArgoVersion,
  type Destination,
  permitsDestination,
  permitsSource,
} from '../../src/argocd';
import { oracle } from '../../test/oracle/oracle';
import { versions } from '../../test/oracle/program';
import type { Comparison } from '../comparison';

const SIZE = 10_000;
const PROJECTS = 50;

/** Whether projects permit their Applications: against Argo CD's own code for the same ones, and ours against itself. */
export function permissionRows(): Comparison[] {
  const against = versions.map((version): Comparison => {
    const asked = oracle(version);
    return {
      what: 'permission of 10,000 Applications against 50 projects',
      against: `Argo CD ${version}'s own`,
      unit: 'ms',
      ours: () => judged(SIZE, version).milliseconds,
      other: () => {
        const [reply] = asked?.ask([{ fn: 'permission-time', projects, applications: applications(SIZE) }]) ?? [];
        return theirTime(reply?.answer, judged(SIZE, version).permitted);
      },
      goal: { atMost: 2 },
      missing: asked ? undefined : 'the oracle is not built: npm run oracle:build',
    };
  });
  return [
    ...against,
    {
      what: 'growth of permission, 50,000 Applications',
      against: '10,000 Applications',
      unit: 'ms',
      ours: () => judged(5 * SIZE, '3.2').milliseconds,
      other: () => judged(SIZE, '3.2').milliseconds,
      goal: { atMost: 6 },
    },
  ];
}

interface Judged {
  readonly project: number;
  readonly repoURL: string;
  readonly destination: Destination;
}

function judged(size: number, version: ArgoVersion): { readonly milliseconds: number; readonly permitted: number } {
  const all = applications(size);
  const before = performance.now();
  const permitted = all.filter(({ project, repoURL, destination }) => {
    const own = projects[project] ?? {};
    return permitsSource(own, repoURL) === true && permitsDestination(own, destination, version) === true;
  });
  return { milliseconds: performance.now() - before, permitted: permitted.length };
}

function theirTime(answer: unknown, permitted: number): number {
  if (typeof answer === 'object' && answer !== null && 'milliseconds' in answer && 'permitted' in answer) {
    if (answer.permitted === permitted) return Number(answer.milliseconds);
  }
  throw new Error(`permission-time: ${JSON.stringify(answer)}, where ours permits ${permitted}`);
}

/** A team each: a few repositories and clusters, and some of them denied. */
const projects: readonly AppProject[] = Array.from({ length: PROJECTS }, (_, team) => ({
  metadata: { name: `team-${team}` },
  spec: {
    sourceRepos: [
      `https://github.com/example/team-${team}-*`,
      `https://github.com/example/{charts,shared-[a-c]}.git`,
      `git@github.com:example/team-${team}/**`,
      `!https://github.com/example/team-${team}-secret`,
      'https://charts.example.com',
    ],
    destinations: [
      { server: `https://*.clusters.example.com:6443`, namespace: `team-${team}-*` },
      { server: '!https://edge-?.clusters.example.com:6443', namespace: '*' },
      { name: 'staging-*', namespace: `{team-${team},shared}` },
      { server: '*', namespace: '!kube-*' },
    ],
  },
}));

/** Of which three of four are permitted. */
function applications(size: number): readonly Judged[] {
  return Array.from({ length: size }, (_, n) => {
    const project = n % PROJECTS;
    const repository = n % 8 === 0 ? 'secret' : `service-${n}`;
    const namespace = n % 7 === 0 ? 'kube-system' : `team-${project}-${n}`;
    return {
      project,
      repoURL: `https://github.com/example/team-${project}-${repository}.git`,
      destination: { server: `https://eu-${n % 5}.clusters.example.com:6443`, namespace },
    };
  });
}

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cluster } from '../cluster/cluster';
import { startControlPlane } from '../control-plane/control-plane';
import type { Observation } from '../observer/observation';
import { observe } from '../observer/observe';
import { tool } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersion } from '../tools/versions';
import { cleanUp } from './clean-up';
import { GitRepository } from './repository';

/** What the suite stands on: a control plane of ours, or the cluster that `KUBECONFIG` names. */
export interface Ground {
  readonly cluster: Cluster;
  readonly argocd: ArgoCdVersion;
  /** Begins to watch what Argo CD does. */
  observe(): Promise<Observation>;
  /** How `argosy cert fetch` reaches the controller. */
  readonly certificate: readonly string[];
  repository(name: string): GitRepository;
  /** The environment in which a command finds kubectl and the cluster. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the real kubectl; returns what it prints. */
  kubectl(...args: readonly string[]): string;
  end(): Promise<void>;
}

/**
 * A control plane for one test file, of the Argo CD that ARGOSY_E2E_ARGOCD names. With KUBECONFIG it is that cluster,
 * and ARGOSY_E2E_REPOSITORY is a Git repository that both this machine can push to and its Argo CD can read.
 */
export async function ground(): Promise<Ground> {
  const argocd = version();
  const { KUBECONFIG, ARGOSY_E2E_REPOSITORY } = process.env;
  return KUBECONFIG ? foreign(KUBECONFIG, ARGOSY_E2E_REPOSITORY, argocd) : own(argocd);
}

async function own(argocd: ArgoCdVersion): Promise<Ground> {
  const plane = await startControlPlane({ argocd });
  const cluster = new Cluster(plane.kubeconfig);
  return {
    cluster,
    argocd,
    observe: async () => observe({ cluster, auditLog: plane.auditLog }),
    certificate: ['--url', `${plane.sealedSecretsUrl}/v1/cert.pem`],
    repository: (name) => GitRepository.onDisk(join(plane.folder, 'repositories', name)),
    env: { KUBECONFIG: plane.kubeconfig, PATH: `${dirname(tool('kubectl'))}:${process.env.PATH}` },
    kubectl: (...args) => kubectl(tool('kubectl'), plane.kubeconfig, args),
    end: () => plane.stop(),
  };
}

function foreign(kubeconfig: string, url: string | undefined, argocd: ArgoCdVersion): Ground {
  if (!url) {
    throw new Error(
      'KUBECONFIG names a cluster, and ARGOSY_E2E_REPOSITORY no repository; give the URL of one that its Argo CD can read and you can push to, or unset KUBECONFIG',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'argosy-suite-'));
  const repositories: GitRepository[] = [];
  const observations: Observation[] = [];
  const cluster = new Cluster(kubeconfig);
  return {
    cluster,
    argocd,
    observe: async () => {
      const observation = observe({ cluster });
      observations.push(observation);
      await observation.ready();
      return observation;
    },
    certificate: process.env.SEALED_SECRETS_URL
      ? ['--url', process.env.SEALED_SECRETS_URL]
      : ['--kubeconfig', kubeconfig],
    repository: (name) => {
      const branch = `argosy-e2e-${name}-${randomBytes(3).toString('hex')}`;
      const repository = new GitRepository(join(folder, name), url, branch);
      repositories.push(repository);
      return repository;
    },
    env: { KUBECONFIG: kubeconfig },
    kubectl: (...args) => kubectl('kubectl', kubeconfig, args),
    end: async () => {
      for (const observation of observations) observation.stop();
      try {
        await cleanUp(cluster, new Set(repositories.map(({ branch }) => branch)));
      } finally {
        for (const repository of repositories) repository.forget();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function kubectl(command: string, kubeconfig: string, args: readonly string[]): string {
  return execFileSync(command, [`--kubeconfig=${kubeconfig}`, ...args], { encoding: 'utf8' });
}

/** The version of Argo CD that this run of a file is about: jest runs each file once for each of ARGOSY_E2E_ARGOCD. */
export function version(): ArgoCdVersion {
  const { ARGOSY_E2E_ARGOCD } = globalThis as { ARGOSY_E2E_ARGOCD?: string };
  return argoCdVersion('ARGOSY_E2E_ARGOCD', ARGOSY_E2E_ARGOCD);
}

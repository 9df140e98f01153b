import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Cluster, type Manifest } from '../cluster/cluster';
import { startControlPlane } from '../control-plane/control-plane';
import type { Observation } from '../observer/observation';
import { observe } from '../observer/observe';
import { tool } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersion } from '../tools/versions';
import { foreign } from './foreign';
import { GitRepository } from './repository';

/** What the suite stands on: a control plane of ours, or the cluster that `KUBECONFIG` names. */
export interface Ground {
  readonly cluster: Cluster;
  readonly argocd: ArgoCdVersion;
  /** For what a story writes that no repository holds; it goes with the ground. */
  readonly folder: string;
  /**
   * Says what is about to be made, and is to be gone when the ground is left.
   *
   * @throws Error where it is there already, and somebody else's
   */
  claim(manifests: readonly Manifest[]): Promise<void>;
  /** Whether a Pod is ready whatever is written in it: a kubelet would pull its images and mount its volumes. */
  readonly startsAnything: boolean;
  /** Three images of a program that goes on running. */
  readonly images: readonly [string, string, string];
  /** Begins to watch what Argo CD does. */
  observe(): Promise<Observation>;
  /** How `argosy cert fetch` reaches the controller. */
  readonly certificate: readonly string[];
  repository(name: string): GitRepository;
  /** The environment in which a command finds kubectl and the cluster. */
  readonly env: Readonly<Record<'KUBECONFIG', string>> & Readonly<Record<string, string>>;
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
    folder: plane.folder,
    claim: async () => undefined,
    startsAnything: true,
    images: ['registry.example/runner:1', 'registry.example/runner:2', 'registry.example/runner:3'],
    observe: async () => observe({ cluster, auditLog: plane.auditLog }),
    certificate: ['--url', `${plane.sealedSecretsUrl}/v1/cert.pem`],
    repository: (name) => GitRepository.onDisk(join(plane.folder, 'repositories', name)),
    env: { KUBECONFIG: plane.kubeconfig, PATH: `${dirname(tool('kubectl'))}:${process.env.PATH}` },
    kubectl: (...args) =>
      execFileSync(tool('kubectl'), [`--kubeconfig=${plane.kubeconfig}`, ...args], { encoding: 'utf8' }),
    end: () => plane.stop(),
  };
}

/** The version of Argo CD that this run of a file is about: jest runs each file once for each of ARGOSY_E2E_ARGOCD. */
export function version(): ArgoCdVersion {
  const { ARGOSY_E2E_ARGOCD } = globalThis as { ARGOSY_E2E_ARGOCD?: string };
  return argoCdVersion('ARGOSY_E2E_ARGOCD', ARGOSY_E2E_ARGOCD);
}

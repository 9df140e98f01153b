import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Cluster, type LiveObject } from '../cluster/cluster';
import { newFolder, own } from '../control-plane/folder';
import type { Observation } from '../observer/observation';
import { observe } from '../observer/observe';
import type { ArgoCdVersion } from '../tools/versions';
import { Claims } from './claims';
import type { Ground } from './ground';
import { GitRepository } from './repository';

/** Somebody's cluster: what the stories put there and into the repository is taken away again. */
export async function foreign(named: string, url: string | undefined, argocd: ArgoCdVersion): Promise<Ground> {
  if (!url) {
    throw new Error(
      'KUBECONFIG names a cluster, and ARGOSY_E2E_REPOSITORY no repository; give the URL of one that its Argo CD can read and you can push to, or unset KUBECONFIG',
    );
  }
  const env = { KUBECONFIG: named };
  const kubectl = (...args: readonly string[]) => {
    return execFileSync('kubectl', args, { encoding: 'utf8', env: { ...process.env, ...env } });
  };
  // What a run that is killed leaves behind the next one removes.
  const folder = newFolder();
  own(folder, process.pid, false);
  const repositories: GitRepository[] = [];
  const observations: Observation[] = [];
  const cluster = new Cluster(oneFile(named, folder, kubectl));
  const claims = new Claims(cluster);
  const end = async () => {
    for (const observation of observations) observation.stop();
    const failures = await failuresOf([
      () => claims.release(),
      ...repositories.map((repository) => () => repository.forget()),
      () => rmSync(folder, { recursive: true, force: true }),
    ]);
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  };
  try {
    await agrees(cluster, argocd);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    cluster,
    argocd,
    folder,
    claim: (manifests) => claims.take(manifests),
    startsAnything: false,
    images: ['registry.k8s.io/pause:3.8', 'registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.10'],
    observe: async () => {
      const observation = observe({ cluster });
      observations.push(observation);
      await observation.ready();
      return observation;
    },
    certificate: process.env.SEALED_SECRETS_URL ? ['--url', process.env.SEALED_SECRETS_URL] : [],
    repository: (name) => {
      const branch = `argosy-e2e-${name}-${randomBytes(3).toString('hex')}`;
      const repository = new GitRepository(join(folder, 'repositories', name), url, branch);
      repositories.push(repository);
      return repository;
    },
    env,
    kubectl,
    end,
  };
}

/** Where KUBECONFIG lists several files, what they say together of the current context. */
function oneFile(named: string, folder: string, kubectl: Ground['kubectl']): string {
  if (!named.includes(delimiter)) return named;
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubectl('config', 'view', '--minify', '--flatten', '--raw'), { mode: 0o600 });
  return file;
}

/** Each is done, whatever becomes of those before it. */
async function failuresOf(deeds: readonly (() => unknown)[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const deed of deeds) {
    try {
      await deed();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

/**
 * Whether the cluster runs the Argo CD that the stories are told of; which one it runs is in the name of its image.
 *
 * @throws Error where it is another, as far as it can be told
 */
async function agrees(cluster: Cluster, argocd: ArgoCdVersion): Promise<void> {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'argocd', name: 'argocd-repo-server' };
  const images = (await cluster.get<Deployment>(deployment))?.spec.template.spec.containers.map(({ image }) => image);
  const runs = images?.join(' ').match(/:v(\d+)\.\d+/);
  if (!runs || runs[1] === argocd.split('.')[0]) return;
  throw new Error(
    `KUBECONFIG: the cluster runs ${runs[0].slice(1)} of Argo CD, and the stories are told of ${argocd}; name its version with ARGOSY_E2E_ARGOCD`,
  );
}

interface Deployment extends LiveObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

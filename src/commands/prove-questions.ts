import { type Cluster, ClusterError } from '../cluster/cluster';
import { liveObjects } from '../cluster/live-objects';
import type { PlatformState } from '../live/platforms';
import type { Verdict } from '../operations/checklist';
import { type CoreService, coreServices, readyEndpoints } from '../operations/core-probes';
import { contractMounts, PROOFS, type Seen } from '../operations/proofs';
import type { ProvedRow } from '../report/proof';
import type { Manifest } from '../sources/model';

/** Asks every Service among these objects whether its Pods are ready. */
export async function coreProbes(cluster: Cluster, objects: readonly Manifest[]): Promise<readonly ProvedRow[]> {
  const slices = await cluster.list('endpointslices.discovery.k8s.io');
  const rows: ProvedRow[] = [];
  for (const service of coreServices(objects)) {
    const code = `${service.namespace}/${service.name}`;
    const ready = readyEndpoints(slices, service);
    const answer = await asked(cluster, service);
    rows.push({
      code,
      says: `Service ${code} has Pods that are ready`,
      is: ready === 0 || answer.is === 'broken' ? 'broken' : 'held',
      details: [`${ready} ready endpoint${ready === 1 ? '' : 's'}`, answer.text],
    });
  }
  return rows;
}

export interface Proved extends Pick<Seen, 'files' | 'environments'> {
  readonly state: PlatformState;
  /** What the Applications of the core have in the cluster. */
  readonly delivered: readonly Manifest[];
}

/** Gathers what the proofs are judged by, and judges them. */
export async function coreProofs(
  cluster: Cluster,
  { files, environments, state, delivered }: Proved,
): Promise<readonly ProvedRow[]> {
  const objects = [...delivered, ...(await liveObjects(cluster, 'pods'))];
  const listings = new Map<string, readonly string[] | { readonly unseen: string }>();
  for (const { pod, path } of contractMounts({ files, environments, objects })) {
    listings.set(`${pod.namespace}/${pod.name} ${path}`, await listed(cluster, pod, path));
  }
  const seen: Seen = {
    files,
    environments,
    namespaces: await cluster.list('namespaces'),
    objects,
    applications: state.environments.flatMap(({ applications }) => applications),
    listings,
  };
  return PROOFS.map(({ code, shows, judge }) => provedRow(code, shows, judge(seen)));
}

export function provedRow(code: string, says: string, verdict: Verdict): ProvedRow {
  if (verdict.is === 'held') return { code, says, is: 'held', details: [verdict.seen] };
  if (verdict.is === 'broken') return { code, says, is: 'broken', details: verdict.problems };
  return { code, says, is: 'not known', details: [verdict.why] };
}

interface Answer {
  readonly is: ProvedRow['is'];
  readonly text: string;
}

/** Through the API server, so that it works from anywhere. Where Pods answer nothing, their endpoints have to do. */
async function asked(cluster: Cluster, { proxyPath }: CoreService): Promise<Answer> {
  if (proxyPath === undefined) return { is: 'not known', text: 'it has no HTTP readiness probe to ask with' };
  try {
    await cluster.rawText(proxyPath);
    return { is: 'held', text: `GET ${proxyPath} answers` };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { message } = error.finding;
    if (!UNTOLD.test(message)) return { is: 'broken', text: `GET ${proxyPath}: ${message}` };
    return { is: 'not known', text: `GET ${proxyPath} tells nothing: ${message}` };
  }
}

/** The API server does not get through to the Pod, or does not let the user through: that says nothing of the Pod. */
const UNTOLD =
  /trying to reach service|no endpoints available|dial tcp|ServiceUnavailable|deadline|did not answer|\((Forbidden|Unauthorized)\)/;

async function listed(
  cluster: Cluster,
  { name, namespace }: Manifest,
  path: string,
): Promise<readonly string[] | { readonly unseen: string }> {
  try {
    return (await cluster.run(name, namespace, ['ls', path])).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { unseen: `nobody can look into it: ${error.finding.message}` };
  }
}

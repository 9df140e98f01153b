import type { ArgoCdState } from '../cluster/argo-cd';
import { type Cluster, ClusterError } from '../cluster/cluster';
import { type PlatformState, platformsIn } from '../live/platforms';
import { isUnreadable } from '../live/remedy';
import { Standstill } from '../live/standstill';
import { needs, syncOperation, TERMINATE } from '../live/stuck';
import { trouble } from '../live/trouble';
import { type CertificateCheck, certificateCondition } from './bootstrap-certificate';
import type { SourceIo } from './cert-source';
import type { Progress } from './progress';

export interface Attended {
  readonly platform: string;
  /** Absent where nothing is sealed. */
  readonly certificate: { readonly check: CertificateCheck; readonly io: SourceIo } | undefined;
  /** Whether the controller did not answer before. */
  readonly isOpen: boolean;
}

export interface AttendanceIo {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly progress: Progress;
}

/** What is done while a platform comes up: Argo CD is helped where it would wait for nothing, and asked what it cannot do. */
export function attendance(
  { platform, certificate, isOpen }: Attended,
  { cluster, namespace, progress }: AttendanceIo,
) {
  const helped = new Map<string, number>();
  const standstill = new Standstill();
  let unreadableSince: number | undefined;
  let askedAt = Date.now();
  let open = isOpen;
  let fresh = true;
  return async ({ applications, sets }: ArgoCdState): Promise<string | undefined> => {
    const roots = applications.filter(({ project }) => project === `${platform}-roots`);
    if (fresh) {
      // What Git has now, and not at Argo CD's next round, which may be minutes away.
      for (const { name } of roots) await refresh(cluster, namespace, name);
      fresh = false;
    }
    const names = new Set(namesOf(platformsIn(applications, sets), platform));
    const ours = applications.filter(({ name }) => names.has(name));
    for (const { name } of standstill.among(ours, Date.now())) await refresh(cluster, namespace, name);
    for (const application of ours) {
      const need = needs(application);
      const once = `${application.name} ${need} ${application.revisions.join()}`;
      const before = helped.get(once);
      const isLost = need === 'terminate' && before !== undefined && Date.now() - before > LOST_MS;
      if (need === undefined || (before !== undefined && !isLost)) continue;
      helped.set(once, Date.now());
      const reference = { resource: 'applications.argoproj.io', name: application.name, namespace };
      await cluster.patch(reference, need === 'terminate' ? TERMINATE : syncOperation(application));
      if (isLost) continue;
      progress.line(
        need === 'terminate'
          ? `${application.name}: ended the sync of an older commit`
          : `${application.name}: syncing anew`,
      );
    }
    const refused = roots.map((root) => trouble(root) ?? '').find(isUnreadable);
    unreadableSince = refused === undefined ? undefined : (unreadableSince ?? Date.now());
    if (unreadableSince !== undefined && Date.now() - unreadableSince > UNREADABLE_MS) {
      return `repository: Argo CD cannot read it: ${refused}`;
    }
    if (open && certificate && Date.now() - askedAt > ASK_EVERY_MS) {
      const condition = await certificateCondition(certificate.check, certificate.io);
      askedAt = Date.now();
      open = condition.is === 'open';
      if (condition.is === 'met') progress.line(`certificate: ${condition.found}`);
      if (condition.is === 'unmet') return `certificate: ${condition.found}; ${condition.fix}`;
    }
    return undefined;
  };
}

function namesOf(states: readonly PlatformState[], platform: string): readonly string[] {
  const environments = states.find((each) => each.platform === platform)?.environments ?? [];
  return environments.flatMap(({ applications }) => applications.map(({ name }) => name));
}

/** A repository that answers again within this time was only away. */
const UNREADABLE_MS = 45_000;
const ASK_EVERY_MS = 15_000;

/** Argo CD may write the state of a sync over the word that ends it; one that still runs after this time is told again. */
const LOST_MS = 10_000;

export async function refresh(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const metadata = { annotations: { 'argocd.argoproj.io/refresh': 'normal' } };
  try {
    await cluster.patch({ resource: 'applications.argoproj.io', name, namespace }, { metadata });
  } catch (error) {
    // It may have gone in between.
    if (!(error instanceof ClusterError && error.reason === 'absent')) throw error;
  }
}

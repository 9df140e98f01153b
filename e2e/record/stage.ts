import { join } from 'node:path';
import { APPLICATION, type Application } from '../cluster/application';
import { Cluster, type LiveObject } from '../cluster/cluster';
import type { ControlPlane } from '../control-plane/control-plane';
import { AuditLog } from '../observer/audit-log';
import type { Observation } from '../observer/observation';
import type { ArgoCdVersion } from '../tools/versions';

/** Where scenarios are played, several at a time. */
export class Stage {
  readonly cluster: Cluster;
  readonly argocd: ArgoCdVersion;
  readonly observation: Observation;
  private readonly folder: string;
  private glance: { readonly at: number; readonly look: Promise<Look> } | undefined;

  constructor({ kubeconfig, auditLog, folder, argocd }: ControlPlane) {
    this.cluster = new Cluster(kubeconfig);
    this.observation = new AuditLog(auditLog);
    this.folder = join(folder, 'repositories');
    this.argocd = argocd;
  }

  repository(id: string): string {
    return join(this.folder, id);
  }

  /**
   * Every scenario asks all the time, and one answer serves all of them.
   *
   * @param since how old the answer may be
   */
  look(since = Date.now() - GLANCE_MS): Promise<Look> {
    if (!this.glance || this.glance.at < since) this.glance = { at: Date.now(), look: this.lookAgain() };
    return this.glance.look;
  }

  private async lookAgain(): Promise<Look> {
    const [applications, sets] = await Promise.all([
      this.cluster.list<Application>(APPLICATION.apiVersion, 'Application'),
      this.cluster.list<LiveSet>(APPLICATION.apiVersion, 'ApplicationSet'),
    ]);
    return { applications, sets };
  }
}

const GLANCE_MS = 250;

export interface Look {
  readonly applications: readonly Application[];
  readonly sets: readonly LiveSet[];
}

export interface LiveSet extends LiveObject {
  readonly status?: { readonly conditions?: readonly unknown[] };
}

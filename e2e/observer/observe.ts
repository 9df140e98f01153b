import type { Cluster } from '../cluster/cluster';
import { AuditLog } from './audit-log';
import type { Observation } from './observation';
import { Watches } from './watches';

/** Where it can be seen what Argo CD does. */
export interface Source {
  readonly cluster: Cluster;
  /** The API server's audit log, where it can be read. */
  readonly auditLog?: string | undefined;
}

/**
 * Observes Argo CD from now on: by the audit log, which says everything, and without one by watches, which merge what
 * is quick, see no refusal and cannot tell who deleted.
 */
export function observe({ cluster, auditLog }: Source): Observation {
  return auditLog === undefined ? new Watches(cluster) : new AuditLog(auditLog);
}

import type { SetSyncPolicy } from './application-set';

/** What a set may do to its Applications. */
export interface Permissions {
  readonly create: true;
  readonly update: boolean;
  readonly delete: boolean;
}

/** How the controller is started: its own policy, and whether sets may have another. */
export interface PolicySettings {
  readonly policy?: string;
  readonly allowOverride?: boolean;
}

const POLICIES: ReadonlyMap<string, Permissions> = new Map([
  ['create-only', { create: true, update: false, delete: false }],
  ['create-update', { create: true, update: true, delete: false }],
  ['create-delete', { create: true, update: false, delete: true }],
  ['sync', { create: true, update: true, delete: true }],
]);
const EVERYTHING: Permissions = { create: true, update: true, delete: true };

/** The set's policy counts where the controller has none of its own, or lets sets override it. */
export function permissionsOf(
  syncPolicy: SetSyncPolicy | null | undefined,
  { policy, allowOverride }: PolicySettings = {},
): Permissions {
  const wanted = syncPolicy?.applicationsSync ?? undefined;
  const mayChoose = policy === undefined || policy === '' || (allowOverride ?? false);
  return POLICIES.get((mayChoose ? wanted : undefined) ?? policy ?? 'sync') ?? EVERYTHING;
}

/** An Argo CD release line, such as `2.13` or `3.2`; a patch number after it changes nothing. */
export type ArgoVersion = `${number}.${number}`;

/** The newest release line whose rules are known: what counts where nobody says which one there is. */
export const NEWEST_RELEASE: ArgoVersion = '3.5';

/** The release lines whose rules are known, oldest first. */
export const RELEASES: readonly ArgoVersion[] = ['2.13', '2.14', '3.0', '3.1', '3.2', '3.3', '3.4', NEWEST_RELEASE];

/** What changed between releases, and the first release that has it. */
const since = {
  sourceHydrator: '2.14',
  scopedDestinationDenies: '2.14',
  confirmation: '2.14',
  serverSideApplyOptOut: '2.14',
  destinationIsNotInferred: '3.0',
  windowAndOperator: '3.0',
  applicationSetPolicies: '3.0',
  trackingByAnnotation: '3.0',
  hookFinalizer: '3.0',
  applicationSkipsDryRun: '3.1',
  clientSideApplyMigration: '3.1',
  namespaceBeforeDryRun: '3.1',
  dryRunOfForcedReplace: '3.2',
  refusesForcedServerSideApply: '3.2',
  windowIdentityHash: '3.2',
  duplicateNamesDropAll: '3.2',
  outOfSyncClusterScoped: '3.2',
  managedFieldsLeaveEmptyMaps: '3.2',
  windowDescription: '3.2',
  namedClusterResources: '3.3',
  preDeleteHooks: '3.3',
  applicationPruneAndDelete: '3.4',
  singleRefSource: '3.3',
  globalServiceAccounts: '3.3',
  hydratorSyncRepository: '3.5',
} as const satisfies Readonly<Record<string, ArgoVersion>>;

export type Change = keyof typeof since;

export function has(version: ArgoVersion, change: Change): boolean {
  return compareVersions(version, since[change]) >= 0;
}

/** Reads what people write: `2.13`, `v3.2.11`, `3.3.0-rc1`. */
export function parseVersion(text: string): ArgoVersion | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:[.+-]|$)/.exec(text.trim()) ?? [];
  return major === undefined || minor === undefined ? undefined : `${Number(major)}.${Number(minor)}`;
}

/** Negative, zero or positive, as a sort wants it: 3.10 is newer than 3.9. */
export function compareVersions(one: ArgoVersion, other: ArgoVersion): number {
  return rankOf(one) - rankOf(other);
}

/** Asked ten thousand times for the same release: numbers are cheaper than parts of a text. */
function rankOf(version: ArgoVersion): number {
  const dot = version.indexOf('.');
  return Number(version.slice(0, dot)) * MOST_MINORS + Number(version.slice(dot + 1));
}

const MOST_MINORS = 100_000;

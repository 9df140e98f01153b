/** An AppProject as it stands in a manifest; what is missing or null is absent. */
export interface AppProject {
  readonly metadata?: Metadata | null;
  readonly spec?: AppProjectSpec | null;
}

export interface Metadata {
  readonly name?: string | null;
  readonly namespace?: string | null;
  readonly labels?: Readonly<Record<string, string>> | null;
}

export interface AppProjectSpec {
  readonly sourceRepos?: readonly string[] | null;
  readonly sourceNamespaces?: readonly string[] | null;
  readonly destinations?: readonly Destination[] | null;
  readonly permitOnlyProjectScopedClusters?: boolean | null;
  readonly clusterResourceWhitelist?: readonly ResourcePattern[] | null;
  readonly clusterResourceBlacklist?: readonly ResourcePattern[] | null;
  /** Absent permits every kind, empty none. */
  readonly namespaceResourceWhitelist?: readonly ResourcePattern[] | null;
  readonly namespaceResourceBlacklist?: readonly ResourcePattern[] | null;
  readonly orphanedResources?: OrphanedResources | null;
  readonly syncWindows?: readonly (SyncWindow | null)[] | null;
  readonly roles?: readonly ProjectRole[] | null;
  readonly destinationServiceAccounts?: readonly DestinationServiceAccount[] | null;
}

/** Where an Application goes, and, with patterns, where a project lets it go. */
export interface Destination {
  readonly server?: string | null;
  readonly name?: string | null;
  readonly namespace?: string | null;
}

export interface ResourcePattern {
  readonly group?: string | null;
  readonly kind?: string | null;
  readonly name?: string | null;
}

export interface OrphanedResources {
  readonly warn?: boolean | null;
  readonly ignore?: readonly ResourcePattern[] | null;
}

export interface SyncWindow {
  readonly kind?: string | null;
  readonly schedule?: string | null;
  readonly duration?: string | null;
  readonly applications?: readonly string[] | null;
  readonly namespaces?: readonly string[] | null;
  readonly clusters?: readonly string[] | null;
  readonly manualSync?: boolean | null;
  readonly timeZone?: string | null;
  readonly andOperator?: boolean | null;
  readonly description?: string | null;
}

export interface ProjectRole {
  readonly name?: string | null;
  readonly policies?: readonly string[] | null;
  readonly groups?: readonly string[] | null;
}

export interface DestinationServiceAccount {
  readonly server?: string | null;
  readonly namespace?: string | null;
  readonly defaultServiceAccount?: string | null;
}

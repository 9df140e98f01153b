/** What a test adds to a recorded scenario: what lies outside of an order of objects. */
export interface Scope {
  /** Names of objects whose application or hook fails, where the record does not name them. */
  readonly fails?: readonly string[];
  /** Objects someone else changed or removed before the sync. */
  readonly drifted?: readonly string[];
  readonly removed?: readonly string[];
  /** Nothing of the first commit ever got to the cluster. */
  readonly neverApplied?: boolean;
  /** Objects that never become healthy. */
  readonly progressing?: readonly string[];
  /** Kinds that the cluster does not have. */
  readonly unknownKinds?: readonly string[];
  /** Applications whose project's sync windows let nothing through. */
  readonly blocked?: readonly string[];
  /** Objects that somebody holds on to, so that their deletion never ends. */
  readonly held?: readonly string[];
}

/** The scenarios where no Application races another, and plain manifests are all there is to know. */
export const inScope: Readonly<Record<string, Scope>> = {
  'aoa-app-renamed-no-finalizer': {},
  'aoa-child-and-path-removed': {},
  'aoa-child-removed-root-no-prune': {},
  'aoa-last-child-removed': {},
  'aoa-self-managed-root-removed': { held: ['aoaselfmanagedrootremoved-root'] },
  'aoa-waves-health-stuck': { progressing: ['aoawaveshealthstuck-a', 'slow'] },
  'app-delete-background': {},
  'app-delete-protection': {},
  'appset-element-added': {},
  'appset-go-template-no-value': {},
  'appset-policy-create-delete': {},
  'appset-project-missing': {},
  'appset-removed-preserve': {},
  'appset-template-namespace-changed': {},
  'crd-pruned': {},
  'createnamespace-managed-metadata': {},
  'destination-namespace-changed': {},
  'empty-path-allow-empty-true': {},
  'force-replace-pvc-in-use': { held: ['data'] },
  'hooks-presync-fails': { fails: ['pre'] },
  'ignore-differences-git-change': {},
  'immutable-selector-force': {},
  'immutable-various': {},
  'manual-app-commit': {},
  'namespace-missing': { neverApplied: true },
  'orphans-off': {},
  'path-missing': {},
  'project-denies-kind-before-delete': {},
  'project-denies-source': {},
  'project-sync-window-deny-commit': { blocked: ['projectsyncwindowdenycommit-a'] },
  'prune-false-annotation': {},
  'prune-mirrored-waves': {},
  'prune-with-finalizer-stuck': { held: ['held'] },
  'sealed-secret-changed': {},
  'sealed-secret-waves': {},
  'self-heal': { drifted: ['a', 'd'], removed: ['b'] },
  'unknown-kind': { unknownKinds: ['Ghost'] },
  'wave-invalid-object': { fails: ['bad'] },
  'yaml-1-1-booleans': {},
};

/** Why the rest is not foretold here. */
export const outOfScope: Readonly<Record<string, string>> = {
  'appset-deleted-create-only-finalizer': 'who owns an object, which only the cluster notes, is what changes',
  'appset-generated-app-edited': 'an Application dies and is born again between two commits, by hand',
  'appset-matrix-name-without-environment': 'two Applications race for one namespace; a rerun differed',
  'client-to-server-side-apply': 'who owns a field, which only the cluster knows',
  'helm-values-changed': 'manifests that Helm renders',
  'resource-moved-annotation-tracking': 'two Applications race for one object',
  'shared-resource-holder-drops': 'two Applications race for one object',
};

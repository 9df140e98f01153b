/** What a test adds to a recorded scenario: what lies outside of an order of objects. */
export interface Scope {
  /** Names of objects whose application or hook fails, where the record does not name them. */
  readonly fails?: readonly string[];
  /** Objects someone else changed or removed before the sync. */
  readonly drifted?: readonly string[];
  readonly removed?: readonly string[];
  /** Nothing of the first commit ever got to the cluster. */
  readonly neverApplied?: boolean;
  /** Objects that somebody holds on to, so that their deletion never ends. */
  readonly held?: readonly string[];
}

/** The scenarios about one Application whose plain manifests are all there is to know. */
export const inScope: Readonly<Record<string, Scope>> = {
  'aoa-child-removed-root-no-prune': {},
  'aoa-last-child-removed': {},
  'app-delete-background': {},
  'app-delete-protection': {},
  'crd-pruned': {},
  'createnamespace-managed-metadata': {},
  'destination-namespace-changed': {},
  'empty-path-allow-empty-true': {},
  'force-replace-pvc-in-use': { held: ['data'] },
  'hooks-presync-fails': { fails: ['pre'] },
  'ignore-differences-git-change': {},
  'immutable-selector-force': {},
  'immutable-various': {},
  'namespace-missing': { neverApplied: true },
  'project-denies-kind-before-delete': {},
  'prune-false-annotation': {},
  'prune-mirrored-waves': {},
  'prune-with-finalizer-stuck': { held: ['held'] },
  'sealed-secret-changed': {},
  'sealed-secret-waves': {},
  'self-heal': { drifted: ['a', 'd'], removed: ['b'] },
  'wave-invalid-object': { fails: ['bad'] },
};

/** Why the rest is not foretold here. */
export const outOfScope: Readonly<Record<string, string>> = {
  'aoa-app-renamed-no-finalizer': 'two Applications hand over',
  'aoa-child-and-path-removed': 'a root and its child',
  'aoa-self-managed-root-removed': 'a root and its children',
  'aoa-waves-health-stuck': 'a root waits for the health of its children',
  'appset-deleted-create-only-finalizer': 'an ApplicationSet',
  'appset-element-added': 'an ApplicationSet',
  'appset-generated-app-edited': 'an ApplicationSet',
  'appset-go-template-no-value': 'an ApplicationSet',
  'appset-matrix-name-without-environment': 'an ApplicationSet',
  'appset-policy-create-delete': 'an ApplicationSet',
  'appset-project-missing': 'an ApplicationSet',
  'appset-removed-preserve': 'an ApplicationSet',
  'appset-template-namespace-changed': 'an ApplicationSet',
  'client-to-server-side-apply': 'who owns a field, which only the cluster knows',
  'helm-values-changed': 'manifests that Helm renders',
  'manual-app-commit': 'no sync takes place',
  'orphans-off': 'no sync takes place',
  'path-missing': 'nothing renders',
  'project-denies-source': 'the Application is refused before any sync',
  'project-sync-window-deny-commit': 'a root and its children',
  'resource-moved-annotation-tracking': 'two Applications hand over',
  'shared-resource-holder-drops': 'two Applications share',
  'unknown-kind': 'which kinds the cluster knows',
  'yaml-1-1-booleans': 'how YAML is read',
};

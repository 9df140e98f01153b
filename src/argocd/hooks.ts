import { annotation, annotationValues } from './annotations';
import { type KubernetesObject, nameOf } from './kubernetes-object';
import { type ArgoVersion, has } from './version';

/** In this order; SyncFail only runs when the sync fails. */
export const SYNC_PHASES = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const;

export type SyncPhase = (typeof SYNC_PHASES)[number];
export type HookType = SyncPhase | 'Skip';
export type HookDeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

const HOOK = 'argocd.argoproj.io/hook';
const HELM_HOOK = 'helm.sh/hook';

const argoTypes: ReadonlyMap<string, HookType> = new Map(
  ([...SYNC_PHASES, 'Skip'] as const).map((type) => [type, type] as const),
);

/** Helm's rollback and test hooks are none of Argo CD's. */
const helmTypes: ReadonlyMap<string, HookType> = new Map([
  ['pre-install', 'PreSync'],
  ['pre-upgrade', 'PreSync'],
  ['post-install', 'PostSync'],
  ['post-upgrade', 'PostSync'],
]);

const argoPolicies: ReadonlyMap<string, HookDeletePolicy> = new Map([
  ['HookSucceeded', 'HookSucceeded'],
  ['HookFailed', 'HookFailed'],
  ['BeforeHookCreation', 'BeforeHookCreation'],
]);

const helmPolicies: ReadonlyMap<string, HookDeletePolicy> = new Map([
  ['hook-succeeded', 'HookSucceeded'],
  ['hook-failed', 'HookFailed'],
  ['before-hook-creation', 'BeforeHookCreation'],
]);

/** The types an object asks for. One that Argo CD knows hides all of Helm's; unknown words are passed over. */
export function hookTypes(object: KubernetesObject): readonly HookType[] {
  const types = known(annotationValues(object, HOOK), argoTypes);
  return types.length > 0 ? types : known(annotationValues(object, HELM_HOOK), helmTypes);
}

/** Marked `Skip` and nothing else: the manifest is passed over, and a live object neither applied nor pruned. */
export function isSkipped(object: KubernetesObject): boolean {
  const types = hookTypes(object);
  return types.length === 1 && types[0] === 'Skip';
}

/** A word that Argo CD does not know makes a hook all the same. Helm's `crd-install` alone does not. */
export function isHook(object: KubernetesObject): boolean {
  if (annotation(object, HOOK) !== undefined) return !isSkipped(object);
  const helm = annotation(object, HELM_HOOK);
  return helm !== undefined && helm !== 'crd-install';
}

/** The phases an object takes part in: a plain object in Sync, a hook of unknown words in none. */
export function phasesOf(object: KubernetesObject): readonly SyncPhase[] {
  if (isSkipped(object)) return [];
  if (!isHook(object)) return ['Sync'];
  return hookTypes(object).filter((type) => type !== 'Skip');
}

/** A hook that belongs to no sync: no phase takes it, and the diff does not look at it. */
export function isIgnored(object: KubernetesObject): boolean {
  return isHook(object) && hookTypes(object).length === 0;
}

/** Hooks of the Application's own deletion; here the annotation is one word, not a list. */
export function deletionHook(object: KubernetesObject, version: ArgoVersion): 'PreDelete' | 'PostDelete' | undefined {
  const [argo, helm] = [annotation(object, HOOK), annotation(object, HELM_HOOK)];
  if (argo === 'PostDelete' || helm === 'post-delete') return 'PostDelete';
  if (has(version, 'preDeleteHooks') && (argo === 'PreDelete' || helm === 'pre-delete')) return 'PreDelete';
  return undefined;
}

/** When Argo CD deletes a hook. BeforeHookCreation only if nothing else is said, or said in words it knows. */
export function deletePolicies(object: KubernetesObject): readonly HookDeletePolicy[] {
  const policies = [
    ...known(annotationValues(object, 'argocd.argoproj.io/hook-delete-policy'), argoPolicies),
    ...known(annotationValues(object, 'helm.sh/hook-delete-policy'), helmPolicies),
  ];
  return policies.length > 0 ? [...new Set(policies)] : ['BeforeHookCreation'];
}

/** What a sync is called when it has to make up names. */
export interface SyncIdentity {
  readonly revision: string;
  /** Seconds since 1970. */
  readonly startedAt: number;
}

/** The name of a hook in a phase. One that has none gets its generateName and the sync's identity. */
export function hookName(object: KubernetesObject, phase: SyncPhase, { revision, startedAt }: SyncIdentity): string {
  const name = nameOf(object);
  if (name !== '') return name;
  const short = revision.length >= 8 ? revision.slice(0, 7) : revision;
  return `${object.metadata?.generateName ?? ''}${`${short}-${phase}-${startedAt}`.toLowerCase()}`;
}

const FINALIZER = 'argocd.argoproj.io/hook-finalizer';

/** Since 3.0 a hook cannot go before the sync has seen how it ended. */
export function withHookFinalizer<T extends KubernetesObject>(hook: T, version: ArgoVersion): T {
  if (!has(version, 'hookFinalizer') || hasHookFinalizer(hook)) return hook;
  return { ...hook, metadata: { ...hook.metadata, finalizers: [...(hook.metadata?.finalizers ?? []), FINALIZER] } };
}

export function withoutHookFinalizer<T extends KubernetesObject>(hook: T): T {
  const finalizers = (hook.metadata?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  return { ...hook, metadata: { ...hook.metadata, finalizers } };
}

export function hasHookFinalizer(object: KubernetesObject): boolean {
  return object.metadata?.finalizers?.includes(FINALIZER) === true;
}

function known<T>(words: readonly string[], meaning: ReadonlyMap<string, T>): readonly T[] {
  return [...new Set(words.flatMap((word) => meaning.get(word) ?? []))];
}

import { annotation, annotationValues } from './annotations';
import {
  groupOf,
  isCustomResourceDefinition,
  type KubernetesObject,
  kindOf,
  nameOf,
  namespaceOf,
} from './kubernetes-object';
import { protectionOf } from './sync-options';
import { waveOf } from './sync-wave';
import type { ArgoVersion } from './version';

const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** The finalizers that make a deleted Application take its resources along, and how these go. */
const CASCADES: ReadonlyMap<string, 'Foreground' | 'Background'> = new Map([
  [RESOURCES_FINALIZER, 'Foreground'],
  [`${RESOURCES_FINALIZER}/foreground`, 'Foreground'],
  [`${RESOURCES_FINALIZER}/background`, 'Background'],
]);

/** How an Application's resources go with it; without such a finalizer they stay. The first one counts. */
export function cascadeOf(application: KubernetesObject): 'Foreground' | 'Background' | 'none' {
  for (const finalizer of application.metadata?.finalizers ?? []) {
    const propagation = CASCADES.get(finalizer);
    if (propagation !== undefined) return propagation;
  }
  return 'none';
}

/** Why an object outlives its Application. */
export type Kept =
  | 'no finalizer'
  | 'unknown cluster'
  | 'not permitted'
  | 'CustomResourceDefinition'
  | 'the Application itself'
  | 'Delete=false'
  | 'helm.sh/resource-policy: keep';

export interface Deletion {
  readonly application: KubernetesObject;
  readonly applicationOptions: readonly string[];
  /** What the cluster has that is tracked by the Application and owned by nothing else. */
  readonly live: readonly KubernetesObject[];
  /** When the Application is deleted, as RFC 3339. */
  readonly deletedAt: string;
  /** Whether the destination names a cluster that Argo CD knows; if not, it lets everything go. */
  readonly clusterKnown: boolean;
  /** Whether the project permits a live object. What it does not permit Argo CD does not see. */
  readonly permits: (live: KubernetesObject) => boolean;
}

export interface Cascade {
  readonly propagation: 'Foreground' | 'Background' | 'none';
  /** The highest wave first, each all at once; the next waits until all of it is gone. */
  readonly steps: readonly (readonly KubernetesObject[])[];
  readonly kept: readonly { readonly object: KubernetesObject; readonly because: Kept }[];
  /** While somebody has to confirm one of these, none of the steps happens. */
  readonly unconfirmed: readonly KubernetesObject[];
}

/** What a deleted Application takes along. `Prune=false` keeps nothing here: it is about pruning. */
export function cascade(deletion: Deletion, version: ArgoVersion): Cascade {
  const kept: { object: KubernetesObject; because: Kept }[] = [];
  const waves = new Map<number, KubernetesObject[]>();
  const unconfirmed: KubernetesObject[] = [];
  const approved = isDeletionApproved(deletion.application, deletion.deletedAt);
  for (const object of deletion.live) {
    const because = keptBecause(object, deletion, version);
    if (because !== undefined) {
      kept.push({ object, because });
      continue;
    }
    if (!approved && protectionOf('Delete', object, deletion.applicationOptions, version) === 'confirm') {
      unconfirmed.push(object);
    }
    const wave = waveOf(object);
    const inWave = waves.get(wave) ?? [];
    inWave.push(object);
    waves.set(wave, inWave);
  }
  const steps = [...waves].sort(([one], [other]) => other - one).map(([, objects]) => objects);
  return { propagation: cascadeOf(deletion.application), steps, kept, unconfirmed };
}

function keptBecause(object: KubernetesObject, deletion: Deletion, version: ArgoVersion): Kept | undefined {
  if (cascadeOf(deletion.application) === 'none') return 'no finalizer';
  if (!deletion.clusterKnown) return 'unknown cluster';
  if (!deletion.permits(object)) return 'not permitted';
  if (isCustomResourceDefinition(object)) return 'CustomResourceDefinition';
  if (isApplication(object, deletion.application)) return 'the Application itself';
  if (protectionOf('Delete', object, deletion.applicationOptions, version) === 'never') return 'Delete=false';
  if (annotationValues(object, 'helm.sh/resource-policy').includes('keep')) return 'helm.sh/resource-policy: keep';
  return undefined;
}

function isApplication(object: KubernetesObject, application: KubernetesObject): boolean {
  return (
    groupOf(object) === 'argoproj.io' &&
    kindOf(object) === 'Application' &&
    nameOf(object) === nameOf(application) &&
    namespaceOf(object) === namespaceOf(application)
  );
}

/** Whether somebody has confirmed on the Application, at the start of the sync or deletion or later. */
export function isDeletionApproved(application: KubernetesObject, since: string): boolean {
  const approved = time(annotation(application, 'argocd.argoproj.io/deletion-approved'));
  const start = time(since);
  return approved !== undefined && start !== undefined && approved >= start;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Seconds since 1970, as Go reads them: the hour may have one digit, and a comma may stand for the point. */
function time(text: string | undefined): number | undefined {
  const [found, day = '', hour, minute, second, fraction = '0', sign = '+', hours = '0', minutes = '0'] =
    RFC3339.exec(text ?? '') ?? [];
  if (found === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // JavaScript carries the 30th of February over to March; Go refuses it.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(hours) > 24 || Number(minutes) > 60) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const inDay = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second);
  return midnight / 1000 + inDay + Number(`0.${fraction}`);
}

import { groupOf, type KubernetesObject, kindOf, nameOf, namespaceOf } from './kubernetes-object';
import { keyOf } from './pairing';
import { isExcludedKind, type ResourceFilters } from './resource-exclusions';
import { instanceName, type TrackingSettings, trackedBy } from './tracking';
import { isUnknown, type Unknown } from './unknown';

/** A condition that a comparison leaves on its Application. The sync goes on all the same. */
export interface ResourceWarning {
  readonly type: 'RepeatedResourceWarning' | 'ExcludedResourceWarning' | 'SharedResourceWarning';
  readonly message: string;
}

export interface ComparedResources {
  readonly application: KubernetesObject;
  /** Where Argo CD itself runs. */
  readonly controllerNamespace: string;
  /** The destination's. */
  readonly namespace: string;
  readonly server: string;
  readonly rendered: readonly KubernetesObject[];
  /** What is in the cluster of it, as far as the project permits it. */
  readonly live: readonly KubernetesObject[];
  /** Whether a kind is in a namespace, which the cluster knows. */
  readonly isNamespaced: (object: KubernetesObject) => boolean;
  readonly filters: ResourceFilters;
  readonly tracking: TrackingSettings;
}

/** What Argo CD warns of when it compares an Application's resources, in the order in which they are rendered. */
export function resourceWarnings(compared: ComparedResources): readonly (ResourceWarning | Unknown)[] {
  const { rendered, live, server, filters } = compared;
  const byKey = new Map<string, KubernetesObject[]>();
  rendered.forEach((object, place) => {
    const key = renderedKey(object, place, compared);
    const same = byKey.get(key) ?? [];
    same.push(object);
    byKey.set(key, same);
  });
  const repeated = [...byKey].filter(([, objects]) => objects.length > 1).map(repeatedResource);
  // Of what is repeated the last one counts.
  const excluded = [...byKey.values()].flatMap((objects): readonly (ResourceWarning | Unknown)[] => {
    const object = objects.at(-1) ?? {};
    const verdict = isExcludedKind(groupOf(object), kindOf(object), server, filters);
    if (isUnknown(verdict)) return [verdict];
    return verdict ? [excludedResource(object)] : [];
  });
  return [...repeated, ...excluded, ...live.flatMap((object) => sharedResource(object, compared) ?? [])];
}

/** With `FailOnSharedResource=true` the first of these stops a sync, with this message. */
export function stoppedByShared(
  warnings: readonly (ResourceWarning | Unknown)[],
  applicationOptions: readonly string[],
): string | undefined {
  if (!applicationOptions.includes('FailOnSharedResource=true')) return undefined;
  const shared = warnings.find((each) => !isUnknown(each) && each.type === 'SharedResourceWarning');
  return shared && !isUnknown(shared) ? `Shared resource found: ${shared.message}` : undefined;
}

/** What has no name but a generateName is told apart by its place. */
function renderedKey(object: KubernetesObject, place: number, { namespace, isNamespaced }: ComparedResources): string {
  const { generateName } = object.metadata ?? {};
  const name = nameOf(object) || (generateName ? `${generateName}${place}` : '');
  return keyOf(object, isNamespaced(object) ? namespaceOf(object) || namespace : '', name);
}

function repeatedResource([key, objects]: readonly [string, readonly KubernetesObject[]]): ResourceWarning {
  const message = `Resource ${key} appeared ${objects.length} times among application resources.`;
  return { type: 'RepeatedResourceWarning', message };
}

function excludedResource(object: KubernetesObject): ResourceWarning {
  const message = `Resource ${groupOf(object)}/${kindOf(object)} ${nameOf(object)} is excluded in the settings`;
  return { type: 'ExcludedResourceWarning', message };
}

/** Where another Application is as good an owner; of its name, every underscore is taken for a slash. */
function sharedResource(live: KubernetesObject, compared: ComparedResources): ResourceWarning | undefined {
  const { application, controllerNamespace, tracking } = compared;
  const owner = trackedBy(live, tracking);
  if (owner === undefined || owner === instanceName(application, controllerNamespace)) return undefined;
  const own = [namespaceOf(application), nameOf(application)].filter((part) => part !== '').join('/');
  const message = `${kindOf(live)}/${nameOf(live)} is part of applications ${own} and ${owner.replaceAll('_', '/')}`;
  return { type: 'SharedResourceWarning', message };
}

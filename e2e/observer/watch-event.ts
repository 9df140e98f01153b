import { groupOf, type LiveObject, type Metadata, type WatchEvent } from '../cluster/cluster';
import type { Action, Actor } from './action';
import { changedPointers } from './changes';
import type { KnownObjects, ResourceName } from './known-objects';
import { applicationSetOf, hookOf, trackedBy, waveOf } from './tracking';

/**
 * What must have been done that a watch tells this, given what was known before it. Nothing where nothing changed, or
 * where it was somebody else's work. Who deleted cannot be told: what Argo CD tracks counts as deleted by it.
 */
export function watchedAction(
  { type, object }: WatchEvent,
  name: ResourceName,
  known: KnownObjects,
  at: string,
): Action | undefined {
  const before = known.get(name);
  const verb = verbOf(type, object, before);
  if (!verb) return undefined;
  const by = actorOf(verb, object);
  if (verb === 'delete' ? !isArgoCds(object) : by === undefined) return undefined;
  const changed = verb === 'update' && before ? changesOf(before, object) : undefined;
  if (changed?.length === 0) return undefined;
  const hook = hookOf(object);
  const owner = applicationSetOf(object) ?? known.owner(object);
  const cascades = known.application(owner)?.metadata.deletionTimestamp !== undefined;
  const cause = cascades ? 'cascade' : applicationSetOf(object) ? 'appset' : hook ? 'hook-policy' : 'prune';
  return {
    ...(by ? { by } : {}),
    owner,
    verb,
    group: name.group,
    kind: object.kind,
    namespace: name.namespace,
    name: name.name,
    wave: waveOf(object),
    ...(hook ? { hook } : {}),
    ...(changed ? { changed } : {}),
    ...(verb === 'delete' ? { cause } : {}),
    at,
  };
}

/** Whoever has to wait for finalizers is as good as deleted. */
function verbOf(type: WatchEvent['type'], object: LiveObject, before?: LiveObject): Action['verb'] | undefined {
  const wasLeaving = before?.metadata.deletionTimestamp !== undefined;
  if (type === 'DELETED') return wasLeaving ? undefined : 'delete';
  if (!before || before.metadata.uid !== object.metadata.uid) return 'create';
  if (object.metadata.deletionTimestamp) return wasLeaving ? undefined : 'delete';
  return 'update';
}

function changesOf(before: LiveObject, after: LiveObject): string[] {
  const changed = changedPointers(before, after);
  return changed.filter((pointer) => pointer !== '/operation' && !pointer.startsWith('/operation/'));
}

function isArgoCds(object: LiveObject): boolean {
  return trackedBy(object) !== undefined || applicationSetOf(object) !== undefined;
}

function actorOf(verb: Action['verb'], object: LiveObject): Actor | undefined {
  if (verb === 'delete') return undefined;
  return verb === 'create' && applicationSetOf(object) ? 'applicationset-controller' : managerOf(object);
}

interface Managed extends Metadata {
  readonly managedFields?: readonly { readonly manager?: string; readonly time?: string }[];
}

/** Of the last change, where it is one of Argo CD's. A second holds many, and Argo CD's counts then. */
function managerOf({ metadata }: LiveObject): Actor | undefined {
  const fields = (metadata as Managed).managedFields ?? [];
  const last = fields.reduce((latest, { time = '' }) => (time > latest ? time : latest), '');
  const actors = fields.filter(({ time }) => time === last).map(({ manager = '' }) => MANAGERS[manager]);
  return actors.find((actor) => actor !== undefined);
}

/** As the field managers are called: the program's name, or what it gives as its own. */
const MANAGERS: Readonly<Record<string, Actor>> = {
  'argocd-controller': 'application-controller',
  'argocd-application-controller': 'application-controller',
  'argocd-applicationset-controller': 'applicationset-controller',
  'sealed-secrets-controller': 'sealed-secrets',
};

/** Which object an event is about. */
export function nameOf({ metadata, apiVersion }: LiveObject, resource: string): ResourceName {
  return { group: groupOf(apiVersion), resource, namespace: metadata.namespace ?? '', name: metadata.name };
}

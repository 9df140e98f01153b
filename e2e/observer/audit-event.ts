import type { LiveObject } from '../cluster/cluster';
import type { Action, Actor, Cause, Identity } from './action';
import { changedPointers, requestedPointers } from './changes';
import { ARGO_CD, type KnownObjects, type ResourceName } from './known-objects';
import { applicationSetOf, hookOf, waveOf } from './tracking';

/** A line of an API server's audit log, at the level RequestResponse. */
export interface AuditEvent {
  readonly requestURI: string;
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number; readonly reason?: string; readonly message?: string };
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
}

/**
 * What a request was, given what was known before it. Nothing where it is not Argo CD's work: somebody else's, a dry
 * run, a status, a request that changes nothing, a try that came second and is repeated at once.
 */
export function actionOf(event: AuditEvent, known: KnownObjects): Action | undefined {
  const by = actorOf(event);
  const verb = verbOf(event);
  if (!by || !verb || isBeside(event) || isOwnWork(event, by, verb)) return undefined;
  const name = nameOf(event);
  const before = known.get(name);
  const object = objectOf(event) ?? before;
  if (verb === 'delete' && before?.metadata.deletionTimestamp) return undefined;
  const changed = verb === 'update' ? changedBy(event, before) : undefined;
  if (changed?.length === 0) return undefined;
  const failed = failureOf(event);
  const hook = object && hookOf(object);
  const owner = object ? ownerOf(by, object, before, known) : '';
  const cause = verb === 'delete' ? causeOf(by, known.application(owner), hook) : undefined;
  const propagation = verb === 'delete' ? propagationOf(event) : undefined;
  return {
    by,
    owner,
    verb,
    ...identityOf(name, known, object),
    wave: object ? waveOf(object) : 0,
    ...(hook ? { hook } : {}),
    ...(changed && !failed ? { changed } : {}),
    ...(propagation ? { propagation } : {}),
    ...(cause ? { cause } : {}),
    ...(failed ? { failed } : {}),
    at: event.requestReceivedTimestamp,
  };
}

/** Takes note of what a request left behind. */
export function remember(event: AuditEvent, known: KnownObjects): void {
  const { responseObject, objectRef } = event;
  if (failureOf(event) || isDryRun(event) || !objectRef || ![undefined, 'status'].includes(objectRef.subresource))
    return;
  const name = nameOf(event);
  // A deletion answers with the object where that has to wait for somebody, and else with a mere Status.
  if (event.verb === 'delete' && !isWaiting(responseObject)) known.forget(name);
  else if (isObject(responseObject) && responseObject.metadata.name === name.name) {
    if (isGone(responseObject)) known.forget(name);
    else known.set(name, responseObject);
  }
}

const ACTORS: Readonly<Record<string, Actor>> = {
  'argocd-application-controller': 'application-controller',
  'argocd-applicationset-controller': 'applicationset-controller',
  'sealed-secrets-controller': 'sealed-secrets',
};

function actorOf({ user, userAgent = '' }: AuditEvent): Actor | undefined {
  return userAgent.endsWith('/generic-garbage-collector') ? 'garbage-collector' : ACTORS[user.username];
}

/** A server-side apply creates what is not there. */
function verbOf({ verb, responseStatus }: AuditEvent): Action['verb'] | undefined {
  if (verb === 'patch') return responseStatus?.code === 201 ? 'create' : 'update';
  return verb === 'create' || verb === 'update' || verb === 'delete' ? verb : undefined;
}

function isBeside(event: AuditEvent): boolean {
  return !event.objectRef || event.objectRef.subresource !== undefined || isDryRun(event) || cameSecond(event);
}

/**
 * Controllers remember their work in the objects that ask for it, and write what those mean in their own words. What an
 * application controller syncs, it writes under a name of its own.
 */
function isOwnWork({ objectRef, requestURI }: AuditEvent, by: Actor, verb: Action['verb']): boolean {
  const { apiGroup, resource } = objectRef ?? {};
  if (by === 'garbage-collector') return verb !== 'delete' || apiGroup !== ARGO_CD;
  if (verb !== 'update' || apiGroup !== ARGO_CD) return false;
  if (by === 'applicationset-controller') return resource === 'applicationsets';
  return resource === 'applications' && !parameters(requestURI).has('fieldManager');
}

function isDryRun({ requestURI }: AuditEvent): boolean {
  return parameters(requestURI).has('dryRun');
}

function parameters(uri: string): URLSearchParams {
  return new URL(uri, 'https://server').searchParams;
}

/** Whoever changed the object first has won; the client reads it again and repeats. */
function cameSecond({ responseStatus }: AuditEvent): boolean {
  return responseStatus?.code === 409 && responseStatus.reason === 'Conflict';
}

function nameOf({ objectRef, responseObject }: AuditEvent): ResourceName {
  const { resource = '', apiGroup = '', namespace = '', name } = objectRef ?? {};
  const given = isObject(responseObject) ? responseObject.metadata.name : '';
  // A namespace is its own in the log, and in none for everybody else.
  return { group: apiGroup, resource, namespace: resource === 'namespaces' ? '' : namespace, name: name ?? given };
}

function identityOf(
  { group, namespace, name, ...rest }: ResourceName,
  known: KnownObjects,
  object?: LiveObject,
): Identity {
  return { group, kind: object?.kind ?? known.kindOf({ group, namespace, name, ...rest }), namespace, name };
}

/** The object after the request, or as it should have been. */
function objectOf({ verb, requestObject, responseObject }: AuditEvent): LiveObject | undefined {
  if (isObject(responseObject)) return responseObject;
  return verb !== 'patch' && isObject(requestObject) ? requestObject : undefined;
}

/** What answers beside the objects themselves. */
const PARTS = ['DeleteOptions', 'PartialObjectMetadata', 'Status'];

function isObject(value: unknown): value is LiveObject {
  const { kind, metadata } = (value ?? {}) as Partial<LiveObject>;
  return kind !== undefined && !PARTS.includes(kind) && metadata?.name !== undefined;
}

function isWaiting(value: unknown): boolean {
  return isObject(value) && value.metadata.deletionTimestamp !== undefined && !isGone(value);
}

function isGone({ metadata }: LiveObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
}

function changedBy(event: AuditEvent, before: LiveObject | undefined): string[] {
  const after = objectOf(event);
  return before && after ? changedPointers(before, after) : requestedPointers(event.requestObject);
}

function failureOf({ responseStatus }: AuditEvent): Action['failed'] {
  const { code = 0, message = '' } = responseStatus ?? {};
  return code < 400 ? undefined : { code, message };
}

function ownerOf(by: Actor, object: LiveObject, before: LiveObject | undefined, known: KnownObjects): string {
  if (by === 'application-controller') return known.owner(object);
  // A set that lets go of an Application takes its owner reference off.
  return applicationSetOf(object) ?? (before && applicationSetOf(before)) ?? '';
}

function causeOf(by: Actor, owner: LiveObject | undefined, hook: string | undefined): Cause | undefined {
  if (by === 'sealed-secrets') return undefined;
  if (by === 'applicationset-controller') return 'appset';
  if (by === 'garbage-collector') return 'owner-gone';
  if (owner?.metadata.deletionTimestamp) return 'cascade';
  return hook ? 'hook-policy' : 'prune';
}

function propagationOf({ requestObject }: AuditEvent): string | undefined {
  const { propagationPolicy } = (requestObject ?? {}) as { readonly propagationPolicy?: string };
  return propagationPolicy;
}

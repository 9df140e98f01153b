import { annotation } from './annotations';
import {
  groupOf,
  isCustomResourceDefinition,
  type KubernetesObject,
  kindOf,
  nameOf,
  namespaceOf,
} from './kubernetes-object';
import { type ArgoVersion, has } from './version';

const INSTANCE_LABEL = 'app.kubernetes.io/instance';
const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTALLATION_ID = 'argocd.argoproj.io/installation-id';

/** How Argo CD knows whose an object is. */
export type TrackingMethod = 'label' | 'annotation' | 'annotation+label';

/** The installation's settings, of argocd-cm: `application.resourceTrackingMethod`, `…instanceLabelKey`, `installationID`. */
export interface TrackingSettings {
  readonly method: TrackingMethod;
  readonly labelKey: string;
  readonly installationId: string;
}

/** Tracking as configured. A method that Argo CD does not know, or none, is the release's own: since 3.0 the annotation. */
export function trackingSettings(
  configured: { readonly method?: string; readonly labelKey?: string; readonly installationId?: string },
  version: ArgoVersion,
): TrackingSettings {
  const { method, labelKey, installationId } = configured;
  const own = has(version, 'trackingByAnnotation') ? 'annotation' : 'label';
  return {
    method: method === 'label' || method === 'annotation' || method === 'annotation+label' ? method : own,
    labelKey: labelKey || INSTANCE_LABEL,
    installationId: installationId ?? '',
  };
}

/** What an Application is called on what it owns: outside of the controller's namespace its own goes before its name. */
export function instanceName(application: KubernetesObject, controllerNamespace: string): string {
  const namespace = namespaceOf(application);
  const name = nameOf(application);
  return namespace === '' || namespace === controllerNamespace ? name : `${namespace}_${name}`;
}

export interface TrackingId {
  readonly application: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** An object's tracking ID. A cluster-scoped object has the Application's destination namespace in it. */
export function trackingId(object: KubernetesObject, application: string, namespace: string): string {
  const where = namespaceOf(object) || namespace;
  return `${application}:${groupOf(object)}/${kindOf(object)}:${where}/${nameOf(object)}`;
}

/** A name may have colons in it, as RBAC's have; a slash more or less makes it no tracking ID. */
export function parseTrackingId(text: string): TrackingId | undefined {
  const parts = /^([^:]*):([^:/]*)\/([^:/]*):([^/]*)\/([^/]*)$/.exec(text);
  if (parts === null) return undefined;
  const [, application = '', group = '', kind = '', namespace = '', name = ''] = parts;
  return { application, group, kind, namespace, name };
}

/** The Application that a live object belongs to, if any. A copied label or annotation counts like a true one. */
export function trackedBy(live: KubernetesObject, settings: TrackingSettings): string | undefined {
  if (settings.method === 'label') return label(live, settings.labelKey) || undefined;
  return annotatedId(live, settings)?.application || undefined;
}

/**
 * Whether a live object's tracking ID describes the object itself. One that was copied onto another object does not,
 * and such an object is neither compared nor pruned. A label cannot tell. Cluster-scoped objects have no namespace to
 * compare.
 */
export function describesItself(live: KubernetesObject, settings: TrackingSettings): boolean {
  if (settings.method === 'label') return true;
  const id = annotatedId(live, settings);
  if (id === undefined) return true;
  const namespace = namespaceOf(live);
  return (
    (namespace === '' || namespace === id.namespace) &&
    nameOf(live) === id.name &&
    groupOf(live) === id.group &&
    kindOf(live) === id.kind
  );
}

/**
 * A rendered object as Argo CD applies it, or nothing where it cannot mark it: then no manifest of the Application is
 * rendered. A CRD gets no tracking at all: it is never pruned, and goes with no Application.
 */
export function track<T extends KubernetesObject>(
  object: T,
  application: string,
  namespace: string,
  settings: TrackingSettings,
): T | undefined {
  if (isCustomResourceDefinition(object)) return object;
  const { metadata } = object;
  const label = settings.method === 'annotation' ? undefined : labelValue(application, settings);
  const id = settings.method === 'label' ? undefined : trackingId(object, application, namespace);
  // Where a mark is put among others, all of them have to be text.
  if (settings.method !== 'annotation' && (label === undefined || !isText(metadata?.labels))) return undefined;
  if (id !== undefined && !isText(metadata?.annotations)) return undefined;
  const labels = label === undefined ? metadata?.labels : { ...metadata?.labels, [settings.labelKey]: label };
  const annotations =
    id === undefined ? metadata?.annotations : marked(metadata?.annotations ?? {}, id, settings.installationId);
  return {
    ...object,
    metadata: { ...metadata, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
  };
}

/** With the mark of this installation, or of none, in place of another's. */
function marked(annotations: Readonly<Record<string, unknown>>, id: string, installationId: string) {
  const { [INSTALLATION_ID]: _, ...others } = annotations;
  return { ...others, [TRACKING_ID]: id, ...(installationId === '' ? {} : { [INSTALLATION_ID]: installationId }) };
}

function isText(map: Readonly<Record<string, unknown>> | null | undefined): boolean {
  return Object.values(map ?? {}).every((value) => typeof value === 'string');
}

/** Next to the annotation the label is only for people: 63 characters of it, ending in a letter or digit. */
function labelValue(application: string, { method }: TrackingSettings): string | undefined {
  if (method === 'label' || application.length <= 63) return application;
  return application.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, '') || undefined;
}

function annotatedId(live: KubernetesObject, { installationId }: TrackingSettings): TrackingId | undefined {
  // An installation without an ID does not take what another one has marked, either.
  if ((annotation(live, INSTALLATION_ID) ?? '') !== installationId) return undefined;
  return parseTrackingId(annotation(live, TRACKING_ID) ?? '');
}

/** One label that is no text hides them all. */
function label(object: KubernetesObject, key: string): string | undefined {
  const labels = object.metadata?.labels ?? {};
  const value = isText(labels) && Object.hasOwn(labels, key) ? labels[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

import { IN_CLUSTER } from '../argocd/cluster';
import { cascadeOf } from '../argocd/deletion';
import { deletionHook, isIgnored } from '../argocd/hooks';
import type { KubernetesObject } from '../argocd/kubernetes-object';
import { waveOf } from '../argocd/sync-wave';
import { NEWEST_RELEASE } from '../argocd/version';
import type { DeliveredApplication, Manifest, NotKnown, Repository } from '../sources/model';
import { groupBy, itemsAt, once, textAt, valueAt } from './reading';
import { type Scope, scopeOf } from './scope';

/** An object on its way into a cluster: whose it is, and where it ends up. */
export interface Delivery {
  readonly manifest: Manifest;
  readonly application: DeliveredApplication;
  readonly cluster: string;
  readonly scope: Scope;
  /** The namespace that it ends up in; empty for an object that has none. */
  readonly namespace: string;
}

/** What the Applications of a repository deliver, as far as it can be told. */
export const deliveriesOf = once((repository: Repository): readonly Delivery[] =>
  repository.applications.flatMap((application) => {
    const cluster = clusterOf(repository, application);
    const home = destinationNamespace(application);
    const applied = manifestsOf(application).filter(({ object }) => !isNeverApplied(object));
    return applied.map((manifest) => {
      const scope = scopeOf(repository, manifest);
      const namespace = scope === 'cluster' ? '' : manifest.namespace || (scope === 'unknown' ? '' : home);
      return { manifest, application, cluster, scope, namespace };
    });
  }),
);

/** What each Application delivers; one that delivers nothing is not there. */
export const deliveriesByApplication = once(
  (repository: Repository): ReadonlyMap<DeliveredApplication, readonly Delivery[]> =>
    groupBy(deliveriesOf(repository), ({ application }) => application),
);

/** Helm's tests and rollbacks, and hooks of words that Argo CD does not know: no sync takes them, and no deletion. */
function isNeverApplied(object: KubernetesObject): boolean {
  return isIgnored(object) && deletionHook(object, NEWEST_RELEASE) === undefined;
}

/** What is delivered to each namespace of each cluster; cluster-scoped objects have the empty one. */
const byPlace = once((repository: Repository) => groupBy(deliveriesOf(repository), namespaceKey));

export function deliveriesTo(repository: Repository, cluster: string, namespace: string): readonly Delivery[] {
  return byPlace(repository).get(`${cluster} ${namespace}`) ?? [];
}

/** One text for a namespace of a cluster. */
export function namespaceKey({ cluster, namespace }: { readonly cluster: string; readonly namespace: string }): string {
  return `${cluster} ${namespace}`;
}

export function manifestsOf(application: DeliveredApplication): readonly Manifest[] {
  return application.content.flatMap((source) => ('manifests' in source ? source.manifests : []));
}

export function specOf(application: DeliveredApplication): unknown {
  return application.manifest.object.spec;
}

export function destinationNamespace(application: DeliveredApplication): string {
  return textAt(specOf(application), 'destination', 'namespace') ?? '';
}

/** Whether a template has left something out of a name, which a rule of its own tells. */
export function isLeftOpen(name: string): boolean {
  return /<no value>|\{\{/.test(name);
}

/** One text for a cluster, whether a destination has its server or its name. */
export function clusterOf({ declarations }: Repository, application: DeliveredApplication): string {
  const server = textAt(specOf(application), 'destination', 'server')?.replace(/(?<!\/)\/+$/, '');
  const name = textAt(specOf(application), 'destination', 'name');
  if (server !== undefined) return server;
  const declared = declarations.clusters.find((cluster) => cluster.name === name)?.server;
  if (declared !== undefined) return declared;
  return name === undefined || name === IN_CLUSTER.name ? IN_CLUSTER.server : name;
}

/** What may be delivered to a namespace besides what is known: then nothing can be said to be missing there. */
export function notKnownIn(repository: Repository, cluster: string, namespace: string): NotKnown | undefined {
  const { byNamespace, anywhere } = unknownContent(repository);
  return byNamespace.get(`${cluster} ${namespace}`) ?? anywhere;
}

const unknownContent = once((repository: Repository) => {
  const byNamespace = new Map<string, NotKnown>();
  let anywhere: NotKnown | undefined;
  for (const application of repository.applications) {
    const unknown = application.content.flatMap((source) =>
      'notKnown' in source ? source.notKnown : (source.maybeMore ?? []),
    )[0];
    if (unknown === undefined) continue;
    const place = { cluster: clusterOf(repository, application), namespace: destinationNamespace(application) };
    byNamespace.set(namespaceKey(place), unknown);
  }
  for (const { manifest, outcome } of repository.sets) {
    if ('applications' in outcome) continue;
    const because =
      'failure' in outcome ? { what: `what ${manifest.name} makes`, why: outcome.failure } : outcome.notKnown;
    const destination = valueAt(manifest.object, 'spec', 'template', 'spec', 'destination');
    const namespace = textAt(destination, 'namespace') ?? '';
    const server = textAt(destination, 'server') ?? '';
    if (namespace.includes('{{') || server.includes('{{') || server === '') anywhere ??= because;
    else byNamespace.set(namespaceKey({ cluster: server, namespace }), because);
  }
  return { byNamespace, anywhere };
});

/** What an Application is called in a message. */
export function called({ manifest, generatedBy }: DeliveredApplication): string {
  return generatedBy === undefined ? manifest.name : `${manifest.name} of set ${generatedBy.name}`;
}

export function prunes(application: DeliveredApplication): boolean {
  const automated = valueAt(specOf(application), 'syncPolicy', 'automated');
  return valueAt(automated, 'prune') === true && valueAt(automated, 'enabled') !== false;
}

export function cascades(application: DeliveredApplication): boolean {
  return cascadeOf(application.manifest.object) !== 'none';
}

export function syncOptionsOfApplication(application: DeliveredApplication): readonly string[] {
  return itemsAt(specOf(application), 'syncPolicy', 'syncOptions').filter((option) => typeof option === 'string');
}

/** The Applications above one, the root first and itself last; one that delivers itself is there once. */
export function lineage(application: DeliveredApplication): readonly DeliveredApplication[] {
  const line: DeliveredApplication[] = [];
  for (
    let each: DeliveredApplication | undefined = application;
    each && !line.includes(each);
    each = each.deliveredBy
  ) {
    line.unshift(each);
  }
  return line;
}

/** The object whose wave its parent goes by: of an Application that a set makes, the set. */
function orderedAs({ manifest, generatedBy }: DeliveredApplication): KubernetesObject {
  return (generatedBy ?? manifest).object;
}

/**
 * Where two Applications part below a common parent, and the waves that it gives them there; undefined when nothing
 * orders them.
 */
export function wavesApart(
  one: DeliveredApplication,
  other: DeliveredApplication,
): { readonly parent: DeliveredApplication; readonly waves: readonly [number, number] } | undefined {
  const [line, otherLine] = [lineage(one), lineage(other)];
  const depth = line.findIndex((each, index) => each !== otherLine[index]);
  const [first, second, parent] = [line[depth], otherLine[depth], line[depth - 1]];
  if (first === undefined || second === undefined || parent === undefined) return undefined;
  return { parent, waves: [waveOf(orderedAs(first)), waveOf(orderedAs(second))] };
}

import { IN_CLUSTER } from '../cluster';
import { normalizeName } from '../go-template/normalize';
import { decodeBase64 } from '../go-template/sprig/encoding';
import { compareText } from '../go-template/text';
import { ofTexts } from '../go-template/value';
import { type LabelSelector, labelsMatch } from '../label-selector';
import { unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ClustersGenerator, Params } from './application-set';
import { changed } from './changes';
import { known, stop } from './failure';
import type { Language } from './render';
import type { ClusterSecret, Sources } from './sources';
import { withValues } from './values';

/**
 * One set of params for each cluster that fits, in the order of the names of their Secrets; the cluster that Argo CD runs
 * in comes first, unless it has a Secret.
 */
export function clusterParams(
  generator: ClustersGenerator,
  { clusterSecrets, argocdNamespace }: Sources,
  language: Language,
  version: ArgoVersion,
): readonly Params[] {
  if (clusterSecrets === undefined) return known<readonly Params[]>(unknown('the cluster Secrets are not known'));
  const registered = clusterSecrets
    .filter(
      ({ metadata }) =>
        metadata?.namespace === argocdNamespace && metadata.labels?.['argocd.argoproj.io/secret-type'] === 'cluster',
    )
    .toSorted((one, other) => compareText(one.metadata?.name ?? '', other.metadata?.name ?? ''));
  const clusters = registered.map((secret) => ({
    name: field(secret, 'name'),
    server: field(secret, 'server').replace(/(?<!\/)\/+$/, ''),
  }));
  if (!clusters.some(({ server }) => server === IN_CLUSTER.server)) clusters.push(IN_CLUSTER);
  const selector = generator.selector ?? {};
  const selected = selectByName(registered, selector);
  // Without labels it cannot be selected by any.
  const selects = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length > 0;
  const local = clusters
    .filter(({ name }) => !selects && !selected.has(name))
    .map((each) => localParams(each, version));
  // Of Secrets that name the same cluster the last one counts, as often as there are any.
  const others = clusters.flatMap(({ name }) => {
    const secret = selected.get(name);
    return secret === undefined ? [] : [secretParams(secret, language, version)];
  });
  const all = [...local, ...others].map((params) => withValues(params, generator.values, language));
  return generator.flatList && changed(version, 'clusterProject') ? [{ clusters: all }] : all;
}

function selectByName(
  registered: readonly ClusterSecret[],
  selector: LabelSelector,
): ReadonlyMap<string, ClusterSecret> {
  const selected = new Map<string, ClusterSecret>();
  if (labelsMatch(selector, {}) === undefined) throw stop('error converting label selector of the clusters generator');
  for (const secret of registered) {
    const fits = labelsMatch(selector, secret.metadata?.labels ?? {});
    if (fits) selected.set(field(secret, 'name'), secret);
  }
  return selected;
}

function localParams(
  { name, server }: { readonly name: string; readonly server: string },
  version: ArgoVersion,
): Params {
  return { name, nameNormalized: name, server, ...(changed(version, 'clusterProject') ? { project: '' } : {}) };
}

function secretParams(secret: ClusterSecret, { goTemplate }: Language, version: ArgoVersion): Params {
  const { labels, annotations } = {
    labels: secret.metadata?.labels ?? {},
    annotations: secret.metadata?.annotations ?? {},
  };
  const name = field(secret, 'name');
  const params = {
    name,
    nameNormalized: normalizeName(name),
    server: field(secret, 'server'),
    ...(changed(version, 'clusterProject') ? { project: field(secret, 'project') } : {}),
  };
  if (!goTemplate) {
    return { ...params, ...prefixed('metadata.annotations.', annotations), ...prefixed('metadata.labels.', labels) };
  }
  // What is empty is not there.
  const metadata = {
    ...(Object.keys(annotations).length > 0 ? { annotations: ofTexts(annotations) } : {}),
    ...(Object.keys(labels).length > 0 ? { labels: ofTexts(labels) } : {}),
  };
  return { ...params, metadata };
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>): Params {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [prefix + key, value]));
}

function field({ stringData, data }: ClusterSecret, key: string): string {
  const encoded = data?.[key];
  return stringData?.[key] ?? (encoded === undefined ? '' : decodeBase64(encoded));
}

import type { LiveObject } from '../cluster/cluster';

/** The Application that an object carries the mark of, by the annotation or, where there is none, by the label. */
export function trackedBy({ metadata: { annotations, labels } }: Pick<LiveObject, 'metadata'>): string | undefined {
  const id = annotations?.['argocd.argoproj.io/tracking-id'];
  return id === undefined ? trackingLabel(labels) : id.slice(0, id.indexOf(':'));
}

export function trackingLabel(labels: LiveObject['metadata']['labels']): string | undefined {
  return labels?.['app.kubernetes.io/instance'];
}

export function waveOf({ metadata: { annotations } }: Pick<LiveObject, 'metadata'>): number {
  return Number.parseInt(annotations?.['argocd.argoproj.io/sync-wave'] ?? '0', 10) || 0;
}

export function hookOf({ metadata: { annotations } }: Pick<LiveObject, 'metadata'>): string | undefined {
  return annotations?.['argocd.argoproj.io/hook'] ?? annotations?.['helm.sh/hook'];
}

/** Of a generated Application. */
export function applicationSetOf({ metadata }: Pick<LiveObject, 'metadata'>): string | undefined {
  return metadata.ownerReferences?.find(({ kind }) => kind === 'ApplicationSet')?.name;
}

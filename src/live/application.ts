import { waveOf } from '../argocd/sync-wave';
import { type Fields, fields, items, text, valueAt } from '../check/reading';

/** An Application as Argo CD keeps it in the cluster, as far as anybody here reads it. */
export interface LiveApplication {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wave: number;
  /** The ApplicationSet that made it. */
  readonly generatedBy: string | undefined;
  /** Whether its resources go with it. */
  readonly cascades: boolean;
  readonly deleting: boolean;
  /** What its syncs are made with. */
  readonly syncPolicy: { readonly automated: boolean; readonly options: readonly string[]; readonly retry: unknown };
  readonly sync: string;
  readonly health: string;
  readonly healthMessage: string;
  /** The revisions that were compared last, one for each source. */
  readonly revisions: readonly string[];
  /** When it became what it is, as far as Argo CD says so. */
  readonly since: string | undefined;
  readonly operation: LiveOperation | undefined;
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly resources: readonly LiveResource[];
}

interface LiveOperation {
  readonly phase: string;
  readonly message: string;
  readonly retries: number;
  readonly revisions: readonly string[];
  readonly failures: readonly { readonly object: string; readonly message: string }[];
}

export interface LiveResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly sync: string;
  readonly health: string;
  readonly healthMessage: string;
}

/** Reads what the API server answers. What is no Application has no name, and is nothing. */
export function readApplication(object: unknown): LiveApplication | undefined {
  const metadata = fields(valueAt(object, 'metadata'));
  const spec = fields(valueAt(object, 'spec'));
  const status = fields(valueAt(object, 'status'));
  const name = text(metadata.name);
  if (name === '') return undefined;
  const operation = operationOf(status.operationState);
  return {
    name,
    namespace: text(metadata.namespace),
    project: text(spec.project),
    labels: textsOf(metadata.labels),
    wave: waveOf({ metadata: { annotations: fields(metadata.annotations) } }),
    generatedBy: ownerOf(metadata, 'ApplicationSet'),
    cascades: items(metadata.finalizers).some((each) => text(each).startsWith(RESOURCES_FINALIZER)),
    deleting: text(metadata.deletionTimestamp) !== '',
    syncPolicy: {
      automated: valueAt(spec, 'syncPolicy', 'automated') !== undefined,
      options: items(valueAt(spec, 'syncPolicy', 'syncOptions')).map(text),
      retry: valueAt(spec, 'syncPolicy', 'retry'),
    },
    sync: text(valueAt(status, 'sync', 'status')) || 'Unknown',
    health: text(valueAt(status, 'health', 'status')) || 'Unknown',
    healthMessage: text(valueAt(status, 'health', 'message')),
    revisions: revisionsOf(fields(status.sync)),
    since: sinceOf(status, metadata),
    operation,
    conditions: items(status.conditions).map((each) => ({
      type: text(valueAt(each, 'type')),
      message: text(valueAt(each, 'message')),
    })),
    resources: items(status.resources).map(resourceOf),
  };
}

const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** Releases before 2.14 do not say since when the health is what it is; the last operation is the next best. */
function sinceOf(status: Fields, metadata: Fields): string | undefined {
  const operation = fields(status.operationState);
  const candidates = [
    text(operation.phase) === 'Running' ? text(operation.startedAt) : '',
    text(valueAt(status, 'health', 'lastTransitionTime')),
    text(operation.finishedAt),
    text(metadata.creationTimestamp),
  ];
  return candidates.find((candidate) => candidate !== '');
}

function operationOf(state: unknown): LiveOperation | undefined {
  if (state === undefined) return undefined;
  const { phase, message, retryCount, operation, syncResult } = fields(state);
  const failed = items(fields(syncResult).resources).filter(
    (each) =>
      text(valueAt(each, 'status')) === 'SyncFailed' || /^(Failed|Error)$/.test(text(valueAt(each, 'hookPhase'))),
  );
  return {
    phase: text(phase),
    message: text(message),
    retries: typeof retryCount === 'number' ? retryCount : 0,
    revisions: revisionsOf(fields(valueAt(operation, 'sync'))),
    failures: failed.map((each) => ({
      object: `${text(valueAt(each, 'kind'))} ${text(valueAt(each, 'name'))}`,
      message: text(valueAt(each, 'message')),
    })),
  };
}

function resourceOf(resource: unknown): LiveResource {
  const { group, version, kind, namespace, name, status, health } = fields(resource);
  return {
    group: text(group),
    version: text(version),
    kind: text(kind),
    namespace: text(namespace),
    name: text(name),
    sync: text(status),
    health: text(fields(health).status),
    healthMessage: text(fields(health).message),
  };
}

function revisionsOf({ revision, revisions }: Fields): readonly string[] {
  const several = items(revisions).map(text);
  return several.length > 0 ? several : [text(revision)].filter((one) => one !== '');
}

function ownerOf(metadata: Fields, kind: string): string | undefined {
  const owner = items(metadata.ownerReferences).find((each) => text(valueAt(each, 'kind')) === kind);
  return owner === undefined ? undefined : text(valueAt(owner, 'name'));
}

export function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, each]) => [key, text(each)]));
}

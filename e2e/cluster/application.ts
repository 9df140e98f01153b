import type { Cluster, LiveObject } from './cluster';
import { isNotFound } from './requests';
import { until } from './until';

/** An Argo CD Application as the API server gives it, as far as anybody here reads it. */
export interface Application extends LiveObject {
  readonly status?: {
    /** `revision` of one source, `revisions` of several, in their order. */
    readonly sync?: { readonly status: string; readonly revision?: string; readonly revisions?: readonly string[] };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly conditions?: readonly Condition[];
    readonly resources?: readonly Resource[];
    readonly operationState?: Operation;
  };
}

export interface Condition {
  readonly type: string;
  readonly message: string;
}

export interface Resource {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly status?: string;
  readonly health?: { readonly status?: string };
  readonly syncWave?: number;
  readonly hook?: true;
  readonly requiresPruning?: true;
}

export interface Operation {
  readonly phase: string;
  readonly message?: string;
  readonly retryCount?: number;
  /** What was asked for: with `resources`, the sync of these alone. */
  readonly operation?: { readonly sync?: { readonly resources?: readonly object[] } };
  readonly syncResult?: { readonly revision?: string; readonly resources?: readonly Result[] };
}

/** What an operation did to one object. */
export interface Result extends Pick<Resource, 'group' | 'kind' | 'namespace' | 'name' | 'status'> {
  readonly message: string;
  readonly hookType?: string;
  readonly hookPhase?: string;
  readonly syncPhase: string;
}

export const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' } as const;

export function application(cluster: Cluster, name: string): Promise<Application | undefined> {
  return cluster.get<Application>({ ...APPLICATION, name });
}

export function applications(cluster: Cluster): Promise<Application[]> {
  return cluster.list<Application>(APPLICATION.apiVersion, APPLICATION.kind, APPLICATION.namespace);
}

/** Argo CD takes this annotation away when it has looked. */
export const REFRESH = 'argocd.argoproj.io/refresh';

/** Makes Argo CD look at the repository and the cluster at once, and not at its next round. */
export async function refresh(cluster: Cluster, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const metadata = { annotations: { [REFRESH]: 'hard' } };
    await cluster.patch({ ...APPLICATION, name }, { metadata });
  }
}

export function summary({ metadata, status }: Application): string {
  const { sync, health, operationState, conditions = [] } = status ?? {};
  const told = conditions.map(({ type, message }) => ` ${type}: ${message}`);
  const operation = operationState ? ` ${operationState.phase}: ${operationState.message}` : '';
  return `${metadata.name}: ${sync?.status} ${health?.status}${operation}${told.join('')}`;
}

/** Ends an operation that runs or is retried, as `argocd app terminate-op` does. */
export async function terminate(cluster: Cluster, name: string): Promise<void> {
  const running = (await application(cluster, name))?.status?.operationState?.phase === 'Running';
  if (!running) return;
  const change = { status: { operationState: { phase: 'Terminating' } } };
  await cluster.patch({ ...APPLICATION, name }, change).catch((error: unknown) => {
    // It may have gone in between.
    if (!isNotFound(error)) throw error;
  });
}

function isSettled({ status }: Application, revision?: string): boolean {
  const { status: compared, revision: single, revisions = [] } = status?.sync ?? {};
  const synced = compared === 'Synced' && status?.health?.status === 'Healthy';
  const reached = !revision || [single, ...revisions].includes(revision);
  return synced && reached && status?.operationState?.phase !== 'Running';
}

/** Waits until these Applications are Synced and Healthy, at a revision where one is given. */
export async function settled(
  cluster: Cluster,
  names: readonly string[],
  { revision, seconds = 90 }: { readonly revision?: string; readonly seconds?: number } = {},
): Promise<void> {
  let last: Application[] = [];
  await until(
    `${names.join(', ')} to be Synced and Healthy${revision ? ` at ${revision}` : ''}`,
    seconds,
    async () => {
      last = (await applications(cluster)).filter(({ metadata }) => names.includes(metadata.name));
      return last.length === names.length && last.every((each) => isSettled(each, revision)) ? true : undefined;
    },
    () => last.map(summary),
  );
}

/** Waits for a condition of an Application. */
export function condition(cluster: Cluster, name: string, type: string, seconds = 60): Promise<Condition> {
  let last: Application | undefined;
  return until(
    `${name} to have the condition ${type}`,
    seconds,
    async () => {
      last = await application(cluster, name);
      return last?.status?.conditions?.find((each) => each.type === type);
    },
    () => last && summary(last),
  );
}

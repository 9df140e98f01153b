import {
  APPLICATION,
  type Application,
  type Condition,
  type Operation,
  type Resource,
  type Result,
} from '../cluster/application';
import type { Cluster, LiveObject } from '../cluster/cluster';

/** How an Application stands, as Argo CD says in its status. */
export interface ApplicationState {
  readonly sync: string;
  readonly revision: string;
  readonly health: string;
  readonly conditions: readonly Condition[];
  readonly resources: readonly ResourceState[];
  readonly deleting?: true;
  readonly finalizers?: readonly string[];
  /** The last one, which may be older than the revision. */
  readonly operation?: OperationState;
}

interface ResourceState extends Omit<Resource, 'health'> {
  readonly health?: string;
}

interface OperationState {
  readonly phase: string;
  readonly message: string;
  readonly revision: string;
  readonly resources: readonly Result[];
  readonly retried?: true;
  /** Of some resources only, as self-heal syncs. */
  readonly partial?: true;
}

/** A condition of an ApplicationSet. */
export interface SetCondition extends Condition {
  readonly status: string;
  readonly reason: string;
}

/** Every Application's state, by name. */
export async function applicationStates(cluster: Cluster): Promise<Record<string, ApplicationState>> {
  const found = await cluster.list<Application>(APPLICATION.apiVersion, 'Application');
  return Object.fromEntries(found.map((application) => [application.metadata.name, applicationState(application)]));
}

/** Every ApplicationSet's conditions, by its name. */
export async function applicationSetConditions(cluster: Cluster): Promise<Record<string, readonly SetCondition[]>> {
  const found = await cluster.list<LiveApplicationSet>(APPLICATION.apiVersion, 'ApplicationSet');
  return Object.fromEntries(
    found.map(({ metadata, status }) => {
      const conditions = (status?.conditions ?? []).map(({ type, status, reason, message }) => {
        return { type, status, reason, message };
      });
      return [metadata.name, conditions];
    }),
  );
}

interface LiveApplicationSet extends LiveObject {
  readonly status?: { readonly conditions?: readonly SetCondition[] };
}

export function applicationState({ metadata, status = {} }: Application): ApplicationState {
  const { sync, health, conditions = [], resources = [], operationState } = status;
  return {
    sync: sync?.status ?? '',
    revision: sync?.revision ?? '',
    health: health?.status ?? '',
    conditions: conditions.map(({ type, message }) => ({ type, message })),
    resources: resources.map(({ health, ...resource }) => ({
      ...picked(resource, 'group', 'kind', 'namespace', 'name', 'status', 'syncWave', 'hook', 'requiresPruning'),
      ...(health?.status ? { health: health.status } : {}),
    })),
    ...(metadata.deletionTimestamp ? { deleting: true } : {}),
    ...(metadata.finalizers?.length ? { finalizers: metadata.finalizers } : {}),
    ...(operationState ? { operation: operation(operationState) } : {}),
  };
}

function operation({ phase, message = '', retryCount, syncResult, operation }: Operation): OperationState {
  const resources = (syncResult?.resources ?? []).map((resource) => ({
    ...picked(resource, 'group', 'kind', 'namespace', 'name', 'status'),
    message: resource.message ?? '',
    ...picked(resource, 'hookType', 'hookPhase', 'syncPhase'),
  }));
  const revision = syncResult?.revision ?? '';
  return {
    ...{ phase, message, revision, resources },
    ...(retryCount ? { retried: true } : {}),
    ...(operation?.sync?.resources?.length ? { partial: true } : {}),
  };
}

/** What is said of these fields: what is empty is not. */
function picked<T extends object, K extends keyof T>(from: T, ...fields: readonly K[]): Pick<T, K> {
  return Object.fromEntries(fields.filter((field) => from[field]).map((field) => [field, from[field]])) as Pick<T, K>;
}

import type { AppProject } from './app-project';
import type { Application, ApplicationSource, SourceHydrator } from './application';
import { sourcesOf } from './application-sources';
import type { Cluster } from './cluster';
import { isKnownServer, resolveDestination } from './destination';
import { permitsDestination } from './project-destinations';
import { permitsSource } from './project-sources';
import { isUnknown, type Unknown, unknown } from './unknown';
import { type ArgoVersion, has } from './version';

/** Something for which Argo CD refuses an Application, as the condition it sets. */
export interface Condition {
  readonly type: 'InvalidSpecError';
  readonly code: 'source/incomplete' | 'source/denied' | 'destination/unresolved' | 'destination/denied';
  readonly message: string;
}

/** What an Application is judged against. */
export interface Surroundings {
  readonly version: ArgoVersion;
  /** The clusters that Argo CD knows besides its own; undefined when nobody said. */
  readonly clusters?: readonly Cluster[];
  /** The clusters that belong to the Application's project alone. */
  readonly projectClusters?: readonly Cluster[];
}

/**
 * The conditions that keep an Application from syncing, in Argo CD's order; none when it may. An incomplete source ends
 * the list, and so does a destination that means no cluster.
 */
export function validateApplication(
  application: Application,
  project: AppProject,
  surroundings: Surroundings,
): readonly (Condition | Unknown)[] {
  const { conditions, complete } = validateSources(application, project, surroundings.version);
  return complete ? [...conditions, ...validateDestination(application, project, surroundings)] : conditions;
}

interface SourceConditions {
  readonly conditions: readonly (Condition | Unknown)[];
  readonly complete: boolean;
}

function validateSources(application: Application, project: AppProject, version: ArgoVersion): SourceConditions {
  const written = sourcesOf(application.spec ?? {}, version);
  if (written.from === 'hydrator') return validateHydrator(written.hydrator, project, version);
  const sources = written.from === 'sources' ? written.sources : [written.source];
  const conditions: (Condition | Unknown)[] = [];
  for (const source of sources) {
    const missing = missingFrom(source, written.from);
    if (missing !== undefined) {
      return { conditions: [...conditions, invalid('source/incomplete', missing)], complete: false };
    }
    conditions.push(...denied('source', source.repoURL ?? '', project));
  }
  return { conditions, complete: true };
}

/** What an incomplete source lacks. Only one of several sources may be there for its `ref` alone. */
export function missingFrom(source: ApplicationSource, from: 'source' | 'sources'): string | undefined {
  const content = source.path || source.chart || (from === 'sources' && source.ref);
  if (!source.repoURL || !content) {
    const fields = from === 'sources' ? 'path, chart or ref' : 'path or chart';
    return `a source needs repoURL and one of ${fields}`;
  }
  return source.chart && !source.targetRevision ? 'a chart needs targetRevision' : undefined;
}

/** What an incomplete `sourceHydrator` lacks. */
export function missingFromHydrator(hydrator: SourceHydrator): readonly string[] {
  return [
    !hydrator.drySource?.repoURL && 'sourceHydrator needs drySource.repoURL',
    !hydrator.syncSource?.targetBranch && 'sourceHydrator needs syncSource.targetBranch',
    hydrator.hydrateTo && !hydrator.hydrateTo.targetBranch && 'hydrateTo needs targetBranch',
  ].filter((message) => typeof message === 'string');
}

function validateHydrator(hydrator: SourceHydrator, project: AppProject, version: ArgoVersion): SourceConditions {
  const dry = hydrator.drySource?.repoURL ?? '';
  const missing = missingFromHydrator(hydrator);
  if (missing.length > 0) {
    return { conditions: missing.map((message) => invalid('source/incomplete', message)), complete: false };
  }
  const sync = hydrator.syncSource?.repoURL ?? '';
  const own = has(version, 'hydratorSyncRepository') && sync !== '' && sync !== dry;
  return {
    conditions: [...denied('dry source', dry, project), ...(own ? denied('sync source', sync, project) : [])],
    complete: true,
  };
}

function denied(what: string, repoURL: string, project: AppProject): readonly (Condition | Unknown)[] {
  const permitted = permitsSource(project, repoURL);
  if (isUnknown(permitted)) return [permitted];
  return permitted
    ? []
    : [invalid('source/denied', `project ${nameOf(project)} does not permit the ${what} ${repoURL}`)];
}

function validateDestination(
  application: Application,
  project: AppProject,
  { version, clusters, projectClusters }: Surroundings,
): readonly (Condition | Unknown)[] {
  const resolved = resolveDestination(application.spec?.destination ?? {}, clusters, version);
  if (isUnknown(resolved)) return [resolved];
  if ('refused' in resolved) return [invalid('destination/unresolved', resolved.refused)];
  const { server, namespace } = resolved.cluster;
  const conditions: (Condition | Unknown)[] = [];
  const permitted = permitsDestination(project, resolved.cluster, version, projectClusters);
  if (isUnknown(permitted)) conditions.push(permitted);
  else if (!permitted) {
    const message = `project ${nameOf(project)} does not permit the namespace ${namespace} of ${server}`;
    conditions.push(invalid('destination/denied', message));
  }
  // Before 3.0 it is judged first, and looked for then.
  if (clusters === undefined) conditions.push(unknown('which clusters Argo CD knows'));
  else if (!isKnownServer(server ?? '', clusters)) {
    conditions.push(invalid('destination/unresolved', `Argo CD knows no cluster with the server ${server}`));
  }
  return conditions;
}

function invalid(code: Condition['code'], message: string): Condition {
  return { type: 'InvalidSpecError', code, message };
}

function nameOf(project: AppProject): string {
  return project.metadata?.name ?? '';
}

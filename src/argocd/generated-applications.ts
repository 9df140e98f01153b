import type { AppProject } from './app-project';
import type { Application } from './application';
import type { Cluster } from './cluster';
import { resolveDestination } from './destination';
import { isUnknown, type Unknown } from './unknown';
import { type ArgoVersion, has } from './version';

/** An Application that an ApplicationSet does not create or update, and why. */
export interface RefusedApplication {
  readonly application: Application;
  readonly reason: string | Unknown;
}

/**
 * The Applications of a set that it leaves out; the others go on. Of several with one name all are left out, before 3.2
 * all but the first. What their project permits is not asked here.
 */
export function refusedApplications(
  applications: readonly Application[],
  projects: readonly AppProject[],
  clusters: readonly Cluster[] | undefined,
  version: ArgoVersion,
): readonly RefusedApplication[] {
  const known = new Set(projects.map(({ metadata }) => metadata?.name ?? ''));
  const count = new Map<string, number>();
  for (const application of applications) count.set(nameOf(application), (count.get(nameOf(application)) ?? 0) + 1);
  const seen = new Set<string>();
  return applications.flatMap((application) => {
    const name = nameOf(application);
    const repeated = has(version, 'duplicateNamesDropAll') ? (count.get(name) ?? 0) > 1 : seen.has(name);
    seen.add(name);
    const reason = repeated
      ? `the set makes more than one Application ${name}`
      : (unknownProject(application, known) ?? unresolved(application, clusters, version));
    return reason === undefined ? [] : [{ application, reason }];
  });
}

function unknownProject({ spec }: Application, known: ReadonlySet<string>): string | undefined {
  const project = spec?.project || 'default';
  return known.has(project) ? undefined : `project ${project} does not exist`;
}

function unresolved(
  { spec }: Application,
  clusters: readonly Cluster[] | undefined,
  version: ArgoVersion,
): string | Unknown | undefined {
  const resolved = resolveDestination(spec?.destination ?? {}, clusters, version);
  if (isUnknown(resolved)) return resolved;
  return 'refused' in resolved ? resolved.refused : undefined;
}

function nameOf({ metadata }: Application): string {
  return metadata?.name ?? '';
}

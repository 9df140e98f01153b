import {
  type Application,
  type ApplicationSource,
  type AppProject,
  type ArgoVersion,
  type Cluster,
  compileGlob,
  type Destination,
  entryMatches,
  type GlobalProjectSetting,
  globalProjectsFor,
  globMatches,
  isSameRepository,
  isSshUrl,
  isUnknown,
  type ListMode,
  matchesInList,
  matchingWindows,
  maySync,
  mergeGlobalProject,
  normalizeRepositoryUrl,
  orphans,
  permitsApplicationNamespace,
  permitsDestination,
  permitsKind,
  permitsSource,
  type Resource,
  type ResourceKey,
  refSources,
  refusedApplications,
  resolveDestination,
  type SyncWindow,
  sshUser,
  validateApplication,
  validateProject,
} from '../../src/argocd';

/** Answers a case in the words of its expectation. Wording of errors is ours; which error it is has to agree. */
export type Driver = (input: Input, expected: Expected, version: ArgoVersion) => object;

type Expected = Readonly<Record<string, unknown>>;

/** Every field that the cases use; each function has its own few. */
export interface Input {
  readonly fn: string;
  readonly pattern: string;
  readonly value: string;
  readonly separators: string;
  readonly allowNegation: boolean;
  readonly list: readonly string[];
  readonly mode: ListMode;
  readonly url: string;
  readonly left: string;
  readonly right: string;
  readonly project: AppProject;
  readonly globalProject: AppProject;
  readonly source: { readonly repoURL: string };
  readonly application: Application;
  readonly applications: readonly Application[];
  readonly projects: readonly AppProject[];
  readonly controllerNamespace: string;
  readonly destination: Destination;
  readonly projectClusters: readonly Cluster[];
  readonly clusters: readonly Cluster[];
  readonly resource: Resource & { readonly namespaced: boolean };
  readonly argocdCm: { readonly globalProjects: readonly GlobalProjectSetting[] };
  readonly sources: readonly ApplicationSource[];
  readonly destinationNamespace: string;
  readonly live: readonly ResourceKey[];
  readonly managed: readonly ResourceKey[];
  readonly apps: readonly string[];
  readonly ownedByApp: Readonly<Record<string, string>>;
  readonly windows: readonly SyncWindow[];
  readonly manual: boolean;
  readonly now: string;
}

export const drivers: Readonly<Record<string, Driver>> = {
  glob: (input) => {
    const { fn, pattern, value, separators, allowNegation, list, mode } = input;
    if (fn === 'matchStringInList') return { match: matchesInList(list, value, mode) };
    if (fn === 'globMatch') {
      const match = allowNegation ? entryMatches(pattern, value, separators) : globMatches(pattern, value, separators);
      return { match };
    }
    const glob = compileGlob(pattern, separators);
    return { match: globMatches(pattern, value, separators), ...('fault' in glob && { compileError: true }) };
  },

  'repo-url-normalize': ({ fn, url, left, right }) => {
    if (fn === 'sameURL') return { same: isSameRepository(left, right) };
    if (fn === 'normalize') return { normalized: normalizeRepositoryUrl(url) };
    return { ssh: isSshUrl(url), user: sshUser(url) ?? '' };
  },

  'project-sources': ({ project, source, application, controllerNamespace }) => {
    if (source !== undefined) return { permitted: permitsSource(project, source.repoURL) };
    const namespace = application.metadata?.namespace;
    return { namespacePermitted: permitsApplicationNamespace(project, namespace, controllerNamespace) };
  },

  'project-destinations': ({ project, destination, projectClusters }, _, version) => ({
    permitted: permitsDestination(project, destination, version, projectClusters),
  }),

  'project-resources': ({ project, resource }, _, version) => ({
    permitted: permitsKind(project, resource, resource.namespaced ? 'namespaced' : 'cluster', version),
  }),

  'project-validation': ({ fn, project, globalProject, application, argocdCm }, { errorContains }, version) => {
    if (fn === 'globalProjectsFor') return { globalProjects: globalProjectsFor(project, argocdCm.globalProjects) };
    if (fn === 'mergeGlobalProject') {
      const merged = mergeGlobalProject(project, globalProject, version);
      return { project: merged, merged, ...merged, ...merged.spec };
    }
    if (application !== undefined) {
      const windows = matchingWindows(project.spec?.syncWindows ?? [], application, version);
      return { matchingWindows: isUnknown(windows) ? windows : windows.length };
    }
    const problems = validateProject(project, version);
    const wording = problems.map((problem) => (isUnknown(problem) ? problem.unknown : problem.message)).join('\n');
    return { valid: problems.length === 0, ...agree(errorContains, wording) };
  },

  'sync-windows': ({ windows, manual, now }) => maySync(windows, manual ? 'manual' : 'automated', new Date(now)),

  'app-validation': (input, expected, version) => {
    const { fn, application, project, clusters, applications, projects, destination, sources } = input;
    switch (fn) {
      case 'validateGenerated': {
        const refused = refusedApplications(applications, projects, clusters, version);
        const wanted = Object(expected.errorsByApp);
        return {
          errorsByApp: Object.fromEntries(
            refused.map(({ application: { metadata }, reason }) => {
              const name = metadata?.name ?? '';
              return [name, agree(wanted[name], String(reason)).errorContains];
            }),
          ),
        };
      }
      case 'resolveDestination': {
        const resolved = resolveDestination(destination, clusters, version);
        if ('refused' in resolved) return { error: true, ...agree(expected.errorContains, resolved.refused) };
        return 'cluster' in resolved ? resolved.cluster : resolved;
      }
      case 'refSources': {
        const refs = refSources(sources, version);
        if ('refused' in refs) return { error: true, ...agree(expected.errorContains, refs.refused) };
        const keys = [...refs.keys()].map((ref) => `$${ref}`);
        return { refs: keys, refKeys: keys, refSources: keys };
      }
      default: {
        const wanted: readonly { messageContains?: string }[] = Object(expected.conditions);
        const surroundings = { version, clusters: namedAsExpected(clusters, application, wanted), projectClusters: [] };
        const conditions = validateApplication(application, project, surroundings).map((condition, nth) => {
          if (isUnknown(condition)) return condition;
          const { errorContains } = agree(wanted[nth]?.messageContains, condition.message);
          return { type: condition.type, messageContains: errorContains };
        });
        return { conditions };
      }
    }
  },

  orphaned: ({ project, live, managed, apps, ownedByApp }, _, version) => {
    const owner = (key: ResourceKey): string | undefined => {
      const id = [key.group, key.kind, key.namespace, key.name];
      const name = ownedByApp?.[id.join('/')] ?? ownedByApp?.[key.name];
      return name !== undefined && apps.includes(name) ? name : undefined;
    };
    const found = orphans(project, { live, managed, owner }, version);
    return { orphaned: found.orphaned, warning: found.warning };
  },
};

/** Some cases answer for a name apart from the clusters: where it has to resolve, it means the only cluster. */
function namedAsExpected(
  clusters: readonly Cluster[],
  { spec }: Application,
  wanted: readonly object[],
): readonly Cluster[] {
  const name = spec?.destination?.name;
  const [only, ...others] = clusters;
  const stubbed = wanted.length === 0 && name && only !== undefined && others.length === 0;
  return stubbed ? [{ ...only, name }] : clusters;
}

/** Our word for what Argo CD's wording says; a wording that is not listed is not compared. */
const sayings: readonly (readonly [theirs: RegExp, ours: RegExp])[] = [
  [/(name|server|namespace) has an invalid format, '!/, /!/],
  [/already (added|exists)/, /twice/],
  [/invalid role name/, /role name/],
  [/^group$/, /^group /],
  [/must be of the form/, /expected p, subject/],
  [/policy subject/, /expected the subject/],
  [/resource must be/, /expected a resource/],
  [/invalid action/, /expected an action/],
  [/object must be/, /expected an object/],
  [/effect must be/, /expected the effect/],
  [/requires one of application/, /expected applications, namespaces or clusters/],
  [/defaultServiceAccount has an invalid format/, /without patterns/],
  [/are required/, /needs/],
  [/application destination/, /does not permit the namespace|destination has/],
  [/is not permitted/, /does not permit the/],
  [/no clusters with this name/, /knows no cluster with the name/],
  [/clusters with the same name/, /clusters have the name/],
  [/special characters/, /other characters than/],
  [/same `?ref`? key/, /two sources have the ref/],
  [/duplicate name/, /more than one Application/],
  [/does not exist/, /does not exist|knows no cluster/],
];

function agree(theirs: unknown, ours: string): { readonly errorContains?: unknown } {
  if (theirs === undefined) return {};
  const said = sayings.find(([wording]) => wording.test(String(theirs)));
  return { errorContains: said === undefined || said[1].test(ours) ? theirs : ours };
}

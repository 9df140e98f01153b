/** A field outside of a kind's definition, as a path, and the fields that stand beside it. */
export interface UnknownField {
  readonly path: readonly (string | number)[];
  readonly beside: readonly string[];
}

/** The fields of one of Argo CD's own kinds that no release has. */
export function unknownFields(kind: string, object: unknown): readonly UnknownField[] {
  const shape = SHAPES.get(kind);
  const found: UnknownField[] = [];
  if (shape !== undefined) collect(shape, object, [], found);
  return found;
}

type Shape = ReadonlyMap<string, string | undefined>;

/** The path grows and shrinks, as nearly all manifests have nothing to tell. */
function collect(shape: Shape, value: unknown, path: (string | number)[], found: UnknownField[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      path.push(index);
      collect(shape, item, path, found);
      path.pop();
    }
    return;
  }
  for (const [field, content] of Object.entries(value)) {
    path.push(field);
    const inner = SHAPES.get(shape.get(field) ?? '');
    if (inner !== undefined) collect(inner, content, path, found);
    else if (!shape.has(field)) found.push({ path: [...path], beside: [...shape.keys()] });
    path.pop();
  }
}

/**
 * The fields of Argo CD's own kinds, of every release from 2.13 to 3.3 together: what its definitions of custom resources
 * say. `field:shape` has fields of its own, or items that have; a field alone holds anything.
 */
const FIELDS: Readonly<Record<string, string>> = {
  Application: 'apiVersion kind metadata operation spec:ApplicationSpec status',
  ApplicationSpec:
    'destination: ignoreDifferences: info: project revisionHistoryLimit source: sourceHydrator: sources: syncPolicy:',
  destination: 'name namespace server',
  ignoreDifferences: 'group jqPathExpressions jsonPointers kind managedFieldsManagers name namespace',
  info: 'name value',
  source: 'chart directory: helm: kustomize: name path plugin: ref repoURL targetRevision',
  directory: 'exclude include jsonnet: recurse',
  jsonnet: 'extVars: libs tlas:',
  extVars: 'code name value',
  tlas: 'code name value',
  helm: 'apiVersions fileParameters: ignoreMissingValueFiles kubeVersion namespace parameters:helmParameter passCredentials releaseName skipCrds skipSchemaValidation skipTests valueFiles values valuesObject version',
  fileParameters: 'name path',
  helmParameter: 'forceString name value',
  kustomize:
    'apiVersions commonAnnotations commonAnnotationsEnvsubst commonLabels components forceCommonAnnotations forceCommonLabels ignoreMissingComponents images kubeVersion labelIncludeTemplates labelWithoutSelector namePrefix nameSuffix namespace patches: replicas: version',
  patches: 'options patch path target:',
  target: 'annotationSelector group kind labelSelector name namespace version',
  replicas: 'count name',
  plugin: 'env: name parameters:pluginParameter',
  env: 'name value',
  pluginParameter: 'array map name string',
  sourceHydrator: 'drySource: hydrateTo: syncSource:',
  drySource: 'directory: helm: kustomize: path plugin: repoURL targetRevision',
  hydrateTo: 'targetBranch',
  syncSource: 'path targetBranch',
  sources: 'chart directory: helm: kustomize: name path plugin: ref repoURL targetRevision',
  syncPolicy: 'automated: managedNamespaceMetadata: retry: syncOptions',
  automated: 'allowEmpty enabled prune selfHeal',
  managedNamespaceMetadata: 'annotations labels',
  retry: 'backoff: limit refresh',
  backoff: 'duration factor maxDuration',
  ApplicationSet: 'apiVersion kind metadata spec:ApplicationSetSpec status',
  ApplicationSetSpec:
    'applyNestedSelectors generators: goTemplate goTemplateOptions ignoreApplicationDifferences: preservedFields: strategy: syncPolicy:setSyncPolicy template: templatePatch',
  generators:
    'clusterDecisionResource: clusters: git: list: matrix: merge: plugin:pluginGenerator pullRequest: scmProvider: selector:',
  clusterDecisionResource: 'configMapRef labelSelector: name requeueAfterSeconds template: values',
  labelSelector: 'matchExpressions: matchLabels',
  matchExpressions: 'key operator values',
  template: 'metadata: spec:ApplicationSpec',
  metadata: 'annotations finalizers labels name namespace',
  clusters: 'flatList selector: template: values',
  selector: 'matchExpressions: matchLabels',
  git: 'directories: files: pathParamPrefix repoURL requeueAfterSeconds revision template: values',
  directories: 'exclude path',
  files: 'exclude path',
  list: 'elements elementsYaml template:',
  matrix: 'generators: template:',
  pluginGenerator: 'configMapRef: input: requeueAfterSeconds template: values',
  configMapRef: 'name',
  input: 'parameters',
  pullRequest:
    'azuredevops: bitbucket:pullRequestBitbucket bitbucketServer:pullRequestBitbucketServer continueOnRepoNotFoundError filters:pullRequestFilters gitea:pullRequestGitea github:pullRequestGithub gitlab:pullRequestGitlab requeueAfterSeconds template: values',
  azuredevops: 'api labels organization project repo tokenRef:',
  tokenRef: 'key secretName',
  pullRequestBitbucket: 'api basicAuth: bearerToken: owner repo',
  basicAuth: 'passwordRef: username',
  passwordRef: 'key secretName',
  bearerToken: 'tokenRef:',
  pullRequestBitbucketServer: 'api basicAuth: bearerToken: caRef: insecure project repo',
  caRef: 'configMapName key',
  pullRequestFilters: 'branchMatch targetBranchMatch titleMatch',
  pullRequestGitea: 'api insecure labels owner repo tokenRef:',
  pullRequestGithub: 'api appSecretName labels owner repo tokenRef:',
  pullRequestGitlab: 'api caRef: insecure labels project pullRequestState tokenRef:',
  scmProvider:
    'awsCodeCommit: azureDevOps: bitbucket:scmProviderBitbucket bitbucketServer:scmProviderBitbucketServer cloneProtocol filters:scmProviderFilters gitea:scmProviderGitea github:scmProviderGithub gitlab:scmProviderGitlab requeueAfterSeconds template: values',
  awsCodeCommit: 'allBranches region role tagFilters:',
  tagFilters: 'key value',
  azureDevOps: 'accessTokenRef: allBranches api organization teamProject',
  accessTokenRef: 'key secretName',
  scmProviderBitbucket: 'allBranches appPasswordRef: owner user',
  appPasswordRef: 'key secretName',
  scmProviderBitbucketServer: 'allBranches api basicAuth: bearerToken: caRef: insecure project',
  scmProviderFilters: 'branchMatch labelMatch pathsDoNotExist pathsExist repositoryMatch',
  scmProviderGitea: 'allBranches api insecure owner tokenRef:',
  scmProviderGithub: 'allBranches api appSecretName organization tokenRef:',
  scmProviderGitlab: 'allBranches api caRef: group includeSharedProjects includeSubgroups insecure tokenRef: topic',
  merge: 'generators: mergeKeys template:',
  ignoreApplicationDifferences: 'jqPathExpressions jsonPointers name',
  preservedFields: 'annotations labels',
  strategy: 'deletionOrder rollingSync: type',
  rollingSync: 'steps:',
  steps: 'matchExpressions: maxUpdate',
  setSyncPolicy: 'applicationsSync preserveResourcesOnDeletion',
  AppProject: 'apiVersion kind metadata spec:AppProjectSpec status',
  AppProjectSpec:
    'clusterResourceBlacklist: clusterResourceWhitelist: description destinationServiceAccounts: destinations: namespaceResourceBlacklist: namespaceResourceWhitelist: orphanedResources: permitOnlyProjectScopedClusters roles: signatureKeys: sourceNamespaces sourceRepos syncWindows:',
  clusterResourceBlacklist: 'group kind name',
  clusterResourceWhitelist: 'group kind name',
  destinationServiceAccounts: 'defaultServiceAccount namespace server',
  destinations: 'name namespace server',
  namespaceResourceBlacklist: 'group kind',
  namespaceResourceWhitelist: 'group kind',
  orphanedResources: 'ignore: warn',
  ignore: 'group kind name',
  roles: 'description groups jwtTokens: name policies',
  jwtTokens: 'exp iat id',
  signatureKeys: 'keyID',
  syncWindows: 'andOperator applications clusters description duration kind manualSync namespaces schedule timeZone',
};

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries(FIELDS).map(([name, fields]) => [name, new Map(fields.split(' ').map(shapeOfField))]),
);

function shapeOfField(written: string): [string, string | undefined] {
  const [field = '', shape] = written.split(':');
  return [field, shape === '' ? field : shape];
}

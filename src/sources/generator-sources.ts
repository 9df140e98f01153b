import { listDirectories } from '../argocd/application-set/git';
import type { ClusterSecret, RepositoryContent, Sources } from '../argocd/application-set/sources';
import { isPinnedRevision } from '../argocd/pinned-revision';
import type { Declared } from './declarations';
import { isMapping } from './manifest-files';
import type { Manifest } from './model';
import type { IsOwn } from './own-repository';
import type { Finder, Tree } from './tree';

/** What generators see of the world: this repository, and the clusters that are declared or have a Secret in it. */
export function generatorSources(
  { declarations, namesClusters }: Declared,
  manifests: readonly Manifest[],
  {
    tree,
    finder,
    isOwn,
    argocdNamespace,
  }: {
    readonly tree: Tree;
    readonly finder: Finder;
    readonly isOwn: IsOwn;
    readonly argocdNamespace: string;
  },
): Sources {
  const declared = declarations.clusters.map(
    ({ name, server, labels }): ClusterSecret => ({
      metadata: { name, namespace: argocdNamespace, labels: { ...labels, ...CLUSTER_LABEL } },
      stringData: { name, server },
    }),
  );
  const secrets = [...declared, ...manifests.filter(isClusterSecret).map(({ object }) => object as ClusterSecret)];
  let content: RepositoryContent | undefined;
  return {
    argocdNamespace,
    ...((namesClusters || secrets.length > 0) && { clusterSecrets: secrets }),
    repository: (url, revision) => {
      if (isOwn(url) !== true || isPinnedRevision(revision)) return undefined;
      content ??= contentOf(tree, finder);
      return content;
    },
    ...(declarations.argocd.settings?.[NEW_GLOBBING] === 'true' && { fileGlobbing: 'new' }),
  };
}

/** Contents are read when a generator asks for them: it wants a few files of thousands. */
function contentOf(tree: Tree, finder: Finder): RepositoryContent {
  const files: Record<string, string> = {};
  for (const path of tree.entries.keys()) {
    Object.defineProperty(files, path, {
      enumerable: true,
      get: () => {
        const file = finder.resolve(path);
        return 'path' in file && file.is === 'file' ? tree.read(file.path).toString('utf8') : '';
      },
    });
  }
  return { directories: listDirectories([...tree.entries.keys()]), files };
}

function isClusterSecret({ group, kind, object }: Manifest): boolean {
  const labels = object.metadata?.labels;
  return group === '' && kind === 'Secret' && isMapping(labels) && labels[SECRET_TYPE] === 'cluster';
}

const SECRET_TYPE = 'argocd.argoproj.io/secret-type';
const CLUSTER_LABEL = { [SECRET_TYPE]: 'cluster' };
const NEW_GLOBBING = 'applicationsetcontroller.enable.new.git.file.globbing';

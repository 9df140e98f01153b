import { AppProject, type ProjectUse } from '../../constructs/app-project';
import { isClusterScoped } from '../../constructs/cluster-scope';
import { type DeliveredObject, deliveredObjects } from '../../constructs/delivered';
import { platformOf } from '../../constructs/scope';
import type { AppProject as ProjectManifest } from '../argocd/app-project';
import { permitsDestination } from '../argocd/project-destinations';
import { permitsResource } from '../argocd/project-resources';
import { permitsSource } from '../argocd/project-sources';
import type { Finding } from '../finding';
import type { Rendering } from './render';

/**
 * What Applications need and their AppProject does not permit, by Argo CD's own matching: it would refuse every sync.
 * Where Argo CD itself makes the Applications, or a foreign chart the objects, nothing can be told here.
 */
export function permissionFindings({ constructs, charts }: Rendering): Finding[] {
  const projects = constructs.filter((construct) => construct instanceof AppProject);
  if (projects.length === 0) return [];
  const manifests = new Map(
    charts
      .flatMap((chart) => chart.manifests.filter(({ kind }) => kind === 'AppProject'))
      .map(({ constructPath, object }) => [constructPath, object] as const),
  );
  return projects.flatMap((project) => {
    const manifest: ProjectManifest | undefined = manifests.get(`${project.node.path}/Default`);
    return manifest ? project.uses.flatMap((use) => denied(project, manifest, use)) : [];
  });
}

function denied(project: AppProject, manifest: ProjectManifest, use: ProjectUse): Finding[] {
  const { version } = platformOf(project).instance;
  const { server } = use.namespace.environment.cluster;
  const destination = { server, namespace: use.namespace.name };
  const where = use.by.node.path;
  const isTemplate = destination.namespace.includes('{{');
  const sources = use.source.sources
    .filter(({ repoURL }) => permitsSource(manifest, repoURL) === false)
    .map(({ repoURL }) => refusal(where, project, repoURL, 'project/source-denied'));
  if (!isTemplate && permitsDestination(manifest, destination, version) === false) {
    const what = `namespace ${destination.namespace} on ${server}`;
    return [...sources, refusal(where, project, what, 'project/destination-denied')];
  }
  const objects = use.source.content ? deliveredObjects(use.source.content) : [];
  return [
    ...sources,
    ...objects.flatMap((delivered) => {
      const resource = resourceOf(delivered, destination.namespace);
      if (permitsResource(manifest, resource, { server }, version) !== false) return [];
      const home = resource.namespace === null ? '' : ` in namespace ${resource.namespace}`;
      const what = `${resource.kind} ${resource.name}${home}`;
      return refusal(delivered.object.node.path, project, what, 'project/resource-denied');
    }),
  ];
}

function refusal(where: string, project: AppProject, what: string, code: string): Finding {
  return {
    where,
    message: `project ${project.name} does not permit ${what}, so Argo CD would refuse to sync it`,
    fix: `grant it in ${project.node.path}, or use what is granted there`,
    code,
  };
}

function resourceOf({ object, group, kind }: DeliveredObject, destination: string) {
  const identity = { group, kind, name: object.name };
  return isClusterScoped(identity)
    ? { ...identity, namespace: null }
    : { ...identity, namespace: object.metadata.namespace ?? destination };
}
